"""The workbook of a questionnaire, read back into the plain values of its document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from referentiels.enveloppe import LIGNES_MAX, ClasseurRefuse, enveloppe
from referentiels.faults import Faute, Place, ReferentielInvalid
from referentiels.feuilles import (
    COLONNES,
    CRITERES,
    LIENS,
    LISTES,
    NIVEAUX,
    NON,
    OUI,
    PREUVES,
    PROVENANCE,
    QUESTIONNAIRE,
    SECTIONS,
    SIMPLES,
)
from referentiels.imports.texts import propre, refuse
from referentiels.reading import Lecture
from referentiels.schema import build

Cellules = Mapping[str, str]


def lire_classeur(contenu: bytes, fichier: str) -> dict[str, Any]:
    """The plain values of the questionnaire that a workbook holds, valid by our schema.

    Raises: ReferentielInvalid with every fault found, each with its sheet and line.
    """
    lecteur = _Lecteur(fichier, _feuilles(contenu, fichier))
    valeurs = lecteur.questionnaire()
    if lecteur.faults:
        raise ReferentielInvalid(lecteur.faults)
    try:
        build(Lecture(fichier, valeurs, lecteur.lignes))
    except ReferentielInvalid as refus:
        raise ReferentielInvalid(_situee(faute, fichier) for faute in refus.faults) from refus
    return valeurs


def _situee(faute: Faute, fichier: str) -> Faute:
    feuille = CRITERES if "criteres[" in faute.place else SECTIONS if faute.place.startswith(SECTIONS.lower()) else ""
    nom = _nom(fichier, feuille or QUESTIONNAIRE)
    return Faute(nom, faute.ligne, faute.place, faute.valeur, faute.attendu)


def _nom(fichier: str, feuille: str) -> str:
    return f"{fichier}, feuille « {feuille} »"


def _feuilles(contenu: bytes, fichier: str) -> dict[str, list[tuple[int, Cellules]]]:
    """The lines of each sheet, by title of column, with their number.

    Raises: ReferentielInvalid.
    """
    try:
        with CalamineWorkbook.from_filelike(enveloppe(contenu)) as classeur:
            manquantes = [nom for nom in COLONNES if nom not in classeur.sheet_names]
            if manquantes:
                raise refuse(fichier, ", ".join(classeur.sheet_names), f"une feuille « {manquantes[0]} »")
            feuilles = {nom: classeur.get_sheet_by_name(nom).to_python(skip_empty_area=False) for nom in COLONNES}
    except ClasseurRefuse as refus:
        raise refuse(fichier, str(refus).rstrip("."), "un classeur exporté d'ici") from refus
    except (CalamineError, ZipError) as error:
        raise refuse(fichier, "un fichier qui ne s'ouvre pas", "un classeur .xlsx") from error
    return {nom: _lignes(nom, rows, fichier) for nom, rows in feuilles.items()}


def _lignes(nom: str, rows: Sequence[Sequence[Any]], fichier: str) -> list[tuple[int, Cellules]]:
    titres = COLONNES[nom]
    lus = [_texte(cellule) for cellule in (rows[0] if rows else ())]
    if tuple(lus[: len(titres)]) != titres:
        raise refuse(_nom(fichier, nom), ", ".join(lus) or "aucun titre", f"les colonnes {', '.join(titres)}")
    lignes: list[tuple[int, Cellules]] = []
    for numero, row in enumerate(rows[1:LIGNES_MAX], start=2):
        textes = [_texte(cellule) for cellule in row[: len(titres)]]
        cellules = dict(zip(titres, textes + [""] * (len(titres) - len(textes)), strict=True))
        if any(cellules.values()):
            lignes.append((numero, cellules))
    return lignes


def _texte(cellule: Any) -> str:
    """A cell as text: a whole number without its « .0 », yes and no in French, a date as our files write it."""
    if isinstance(cellule, bool):
        return OUI if cellule else NON
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return propre(str(cellule).removesuffix(" 00:00:00"))


@dataclass
class _Lecteur:
    """Builds the plain values, and remembers on which line each thing stands."""

    fichier: str
    feuilles: dict[str, list[tuple[int, Cellules]]]
    lignes: dict[Place, int] = field(default_factory=dict)
    faults: list[Faute] = field(default_factory=list)

    def faute(self, feuille: str, ligne: int, valeur: str, attendu: str) -> None:
        """Note a fault of a sheet."""
        self.faults.append(Faute(_nom(self.fichier, feuille), ligne, "", valeur, attendu))

    def questionnaire(self) -> dict[str, Any]:
        """The plain values; faults are noted."""
        valeurs: dict[str, Any] = {"genre": "questionnaire"}
        provenance: dict[str, str] = {}
        for numero, cellules in self.feuilles[QUESTIONNAIRE]:
            cle, valeur = cellules["Clé"], cellules["Valeur"]
            debut, _, fin = cle.partition(".")
            if cle in LISTES:
                valeurs.setdefault(cle, []).append(valeur)
            elif cle in SIMPLES and cle not in valeurs:
                valeurs[cle] = valeur
            elif debut == "provenance" and fin in PROVENANCE and fin not in provenance:
                provenance[fin] = valeur
            else:
                attendu = "une clé donnée une seule fois" if cle in SIMPLES else f"l'une des clés {', '.join(SIMPLES)}"
                self.faute(QUESTIONNAIRE, numero, cle, attendu)
            self.lignes[(debut,)] = numero
        if provenance:
            valeurs["provenance"] = provenance
        valeurs["sections"] = self._sections()
        return valeurs

    def _sections(self) -> list[dict[str, Any]]:
        racines: list[dict[str, Any]] = []
        connues: dict[str, tuple[dict[str, Any], Place]] = {}
        for numero, cellules in self.feuilles[SECTIONS]:
            code, parente = cellules["Code"], cellules["Section parente"]
            if code in connues or (parente and parente not in connues):
                attendu = "un code donné une seule fois" if code in connues else "une section donnée plus haut"
                self.faute(SECTIONS, numero, code if code in connues else parente, attendu)
                continue
            section = _garnis(cellules, _CLES_DE_SECTION)
            if cellules["Désactivable"]:
                section["desactivable"] = {OUI: True, NON: False}.get(
                    cellules["Désactivable"], cellules["Désactivable"]
                )
            au_dessus, place = connues[parente] if parente else (None, ())
            soeurs = racines if au_dessus is None else au_dessus.setdefault("sections", [])
            sienne: Place = (*place, "sections", len(soeurs))
            soeurs.append(section)
            connues[code] = (section, sienne)
            self.lignes[sienne] = numero
        self._liens(connues)
        self._criteres(connues)
        return racines

    def _liens(self, connues: dict[str, tuple[dict[str, Any], Place]]) -> None:
        for numero, cellules in self.feuilles[LIENS]:
            if cellules["Section"] in connues:
                lien = _garnis(cellules, {"titre": "Titre", "url": "Adresse"})
                connues[cellules["Section"]][0].setdefault("liens", []).append(lien)
            else:
                self.faute(LIENS, numero, cellules["Section"], "le code d'une section")

    def _criteres(self, connues: dict[str, tuple[dict[str, Any], Place]]) -> None:
        criteres: dict[str, dict[str, Any]] = {}
        for numero, cellules in self.feuilles[CRITERES]:
            if cellules["Section"] not in connues:
                self.faute(CRITERES, numero, cellules["Section"], "le code d'une section")
                continue
            section, place = connues[cellules["Section"]]
            siens = section.setdefault("criteres", [])
            self.lignes[(*place, "criteres", len(siens))] = numero
            siens.append(critere := _critere(cellules))
            criteres[cellules["Code"]] = critere
        self._preuves(criteres)

    def _preuves(self, criteres: dict[str, dict[str, Any]]) -> None:
        for numero, cellules in self.feuilles[PREUVES]:
            scenario = criteres.get(cellules["Critère"], {}).get("scenario")
            if scenario is None:
                self.faute(PREUVES, numero, cellules["Critère"], "le code d'un critère qui a un scénario")
                continue
            jeux = scenario.setdefault("jeux", [])
            jeu = next((jeu for jeu in jeux if jeu.get("code") == cellules["Jeu"]), None)
            if jeu is None:
                cles = {"code": "Jeu", "libelle": "Libellé du jeu", "condition": "Condition"}
                jeux.append(jeu := {**_garnis(cellules, cles), "preuves": []})
            jeu["preuves"].append(_garnis(cellules, {"code": "Preuve", "libelle": "Libellé de la preuve"}))


_CLES_DE_SECTION = {
    "code": "Code",
    "titre": "Titre",
    "contexte": "Contexte",
    "cible": "Cible",
    "identifiant": "Identifiant",
    "reference": "Référence",
}
_CLES_DE_CRITERE = {
    "code": "Code",
    "titre": "Titre",
    "nature": "Nature",
    "objectif": "Objectif",
    "exigence": "Exigence",
    "recommande": "Recommandé",
    "origine": "Origine",
    "identifiant": "Identifiant",
}


def _garnis(cellules: Cellules, cles: Mapping[str, str]) -> dict[str, Any]:
    return {cle: cellules[titre] for cle, titre in cles.items() if cellules[titre]}


def _critere(cellules: Cellules) -> dict[str, Any]:
    critere = _garnis(cellules, _CLES_DE_CRITERE)
    critere["source"] = _garnis(cellules, {"titre": "Source", "article": "Article", "date": "Date"})
    niveaux = [{"code": code, "texte": cellules[code]} for code in NIVEAUX if cellules[code]]
    if niveaux:
        critere["niveaux"] = niveaux
    guide = cellules["Ligne du guide"]
    if guide:
        critere["ligne_guide"] = int(guide) if guide.isascii() and guide.isdigit() and len(guide) < 9 else guide
    if cellules["Scénario"]:
        critere["scenario"] = _garnis(cellules, {"code": "Scénario", "texte": "Texte du scénario"})
    return critere
