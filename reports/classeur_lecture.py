"""A workbook that comes back filled in: what it says, and each cell that cannot be kept by sheet and address."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from referentiels.catalogue import Critere, Section
from referentiels.enveloppe import LIGNES_MAX, ClasseurRefuse, enveloppe
from referentiels.palette import CONFORMITE, GRIS, LIBELLES
from reports.classeur import (
    EVALUATION,
    NIVEAUX,
    ORIGINE,
    OUI,
    PROJECTION,
    REPONSES,
    origine_evaluation,
    origine_projection,
)
from reports.evaluations import QuestionnaireVu
from reports.projections import CritereProjete, ProjectionVue
from rules.echeances import mois

CODES = {libelle.casefold(): code for code, libelle in LIBELLES.items()}

TextFaults = Callable[[str, str], Iterable[tuple[str, str]]]
"""What is wrong with a comment of a critère, as (critère, sentence)."""


@dataclass(frozen=True, slots=True)
class FauteDeCellule:
    """A cell that cannot be kept: « Réponses!E7 » and the sentence."""

    cellule: str
    phrase: str


@dataclass(frozen=True, slots=True)
class ReponseLue:
    """An answer of an evaluation as the workbook has it."""

    critere: str
    valeur: str | None
    commentaire: str
    revision: int


@dataclass(frozen=True, slots=True)
class PlanLu:
    """An answer of a projection as the workbook has it: months « AAAA-MM » by level."""

    critere: str
    echeances: Mapping[str, str]
    non_applicable: bool
    commentaire: str
    revision: int


@dataclass(frozen=True, slots=True)
class _Ligne:
    """One line: its number in the sheet from 1, and its cells by title of column."""

    numero: int
    cellules: Mapping[str, str]
    titres: tuple[str, ...]

    def faute(self, titre: str, phrase: str) -> FauteDeCellule:
        """What is wrong with one of its cells."""
        return FauteDeCellule(f"{REPONSES}!{_colonne(self.titres.index(titre))}{self.numero}", phrase)

    @property
    def revision(self) -> int:
        """The revision that was shown; none where the cell no longer says."""
        texte = self.cellules["Révision"]
        return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 10 else 0


def lire_evaluation(
    contenu: bytes, vu: QuestionnaireVu, faults: TextFaults
) -> tuple[tuple[ReponseLue, ...], tuple[FauteDeCellule, ...]]:
    """The answers, and the cells that cannot be kept.

    Raises: ClasseurRefuse.
    """
    lues: list[ReponseLue] = []
    fautes: list[FauteDeCellule] = []
    attendues = vu.etat.perimetre.repondables
    for ligne, code in _lignes(contenu, EVALUATION, origine_evaluation(vu), attendues, fautes):
        objet, commentaire = attendues[code], ligne.cellules["Commentaire"]
        valeur = _valeur(objet, ligne.cellules["Réponse"])
        if valeur == "?":
            mots = ", ".join(f"« {mot} »" for mot in _mots(objet))
            fautes.append(
                ligne.faute(
                    "Réponse", f"« {ligne.cellules['Réponse']} » n'est pas une réponse ; choisissez parmi {mots}."
                )
            )
        fautes += [ligne.faute("Commentaire", phrase) for _, phrase in faults(code, commentaire)]
        lues.append(ReponseLue(code, valeur, commentaire, ligne.revision))
    return tuple(lues), tuple(fautes)


def lire_projection(
    contenu: bytes, vu: ProjectionVue, faults: TextFaults
) -> tuple[tuple[PlanLu, ...], tuple[FauteDeCellule, ...]]:
    """The plans, and the cells that cannot be kept.

    Raises: ClasseurRefuse.
    """
    lus: list[PlanLu] = []
    fautes: list[FauteDeCellule] = []
    attendus = vu.criteres_par_code
    for ligne, code in _lignes(contenu, PROJECTION, origine_projection(vu), attendus, fautes):
        commentaire, hors = ligne.cellules["Commentaire"], ligne.cellules["Cible non applicable"].casefold()
        if hors not in ("", OUI):
            fautes.append(ligne.faute("Cible non applicable", f"écrivez « {OUI} », ou laissez la cellule vide."))
        fautes += _mois_fautifs(ligne, attendus[code])
        fautes += [ligne.faute("Commentaire", phrase) for _, phrase in faults(code, commentaire)]
        dates = {niveau: ligne.cellules[_echeance(niveau)] for niveau in NIVEAUX}
        gardees = {} if hors == OUI else {niveau: texte for niveau, texte in dates.items() if texte}
        lus.append(PlanLu(code, gardees, hors == OUI, commentaire, ligne.revision))
    return tuple(lus), tuple(fautes)


def _mois_fautifs(ligne: _Ligne, projete: CritereProjete) -> Iterator[FauteDeCellule]:
    datables = {niveau.code for niveau in projete.datables}
    for niveau in NIVEAUX:
        titre = _echeance(niveau)
        texte = ligne.cellules[titre]
        if texte and niveau not in datables:
            yield ligne.faute(titre, "ce niveau n'est pas à dater pour ce critère ; videz la cellule.")
        elif texte and mois(texte) is None:
            yield ligne.faute(titre, f"« {texte} » n'est pas un mois ; écrivez par exemple 2027-01.")


def _echeance(niveau: str) -> str:
    return f"Échéance {LIBELLES[niveau]}"


def _mots(objet: Critere | Section) -> tuple[str, ...]:
    if isinstance(objet, Section):
        return (LIBELLES[CONFORMITE[0]],)
    return tuple(LIBELLES[niveau.code] for niveau in objet.niveaux)


def _valeur(objet: Critere | Section, texte: str) -> str | None:
    """The code of an answer, None for none, « ? » for what is none."""
    if not texte:
        return None
    if texte.casefold() not in {mot.casefold() for mot in _mots(objet)}:
        return "?"
    return GRIS if isinstance(objet, Section) else CODES[texte.casefold()]


def _lignes(
    contenu: bytes,
    colonnes: Sequence[tuple[str, int]],
    origine: str,
    attendus: Mapping[str, Any],
    fautes: list[FauteDeCellule],
) -> Iterator[tuple[_Ligne, str]]:
    """Each line that is about something awaited, once; the others are faults."""
    titres = tuple(titre for titre, _ in colonnes)
    feuilles = _feuilles(contenu)
    if _texte(next(iter(next(iter(feuilles[ORIGINE]), [])), "")) != origine:
        raise ClasseurRefuse(
            "Ce classeur vient d'un autre questionnaire ou d'un autre produit. Déposez-le sur la page d'où il vient, "
            "ou téléchargez d'ici un classeur neuf."
        )
    rows = feuilles[REPONSES]
    if not rows or tuple(map(_texte, rows[0]))[: len(titres)] != titres:
        raise ClasseurRefuse("Les titres des colonnes ont changé. Remettez-les, ou repartez d'un classeur neuf.")
    vus: set[str] = set()
    for numero, row in enumerate(rows[1 : LIGNES_MAX + 1], start=2):
        cellules = [_texte(cellule) for cellule in row[: len(titres)]]
        ligne = _Ligne(numero, dict(zip(titres, cellules + [""] * (len(titres) - len(cellules)), strict=True)), titres)
        code = ligne.cellules["Code"]
        if code in attendus and code not in vus:
            vus.add(code)
            yield ligne, code
        elif any(ligne.cellules.values()):
            phrase = f"le critère {code} est déjà plus haut." if code in vus else f"« {code} » n'est pas à remplir ici."
            fautes.append(ligne.faute("Code", phrase))


def _feuilles(contenu: bytes) -> Mapping[str, list[list[Any]]]:
    """The cells of both sheets.

    Raises: ClasseurRefuse.
    """
    recu = enveloppe(contenu)
    try:
        with CalamineWorkbook.from_filelike(recu) as classeur:
            if not {REPONSES, ORIGINE} <= set(classeur.sheet_names):
                raise ClasseurRefuse(
                    f"Il manque la feuille « {REPONSES} » de ce classeur. Repartez d'un classeur téléchargé ici."
                )
            return {
                nom: classeur.get_sheet_by_name(nom).to_python(skip_empty_area=False) for nom in (REPONSES, ORIGINE)
            }
    except (CalamineError, ZipError) as error:
        raise ClasseurRefuse("Ce fichier ne s'ouvre pas : enregistrez-le de nouveau au format .xlsx.") from error


def _texte(cellule: Any) -> str:
    """A cell as text: a whole number without its « .0 », a month that a spreadsheet made a date as « AAAA-MM »."""
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    if hasattr(cellule, "strftime") and hasattr(cellule, "year"):
        return f"{cellule.year:04d}-{cellule.month:02d}"
    return str(cellule).replace("\r\n", "\n").replace("\r", "\n").strip() if cellule is not None else ""


def _colonne(rang: int) -> str:
    """The letter of a column; a workbook of ours has fewer than 26."""
    return chr(ord("A") + rang)
