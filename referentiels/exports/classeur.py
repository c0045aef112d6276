"""A questionnaire as a workbook: everything its document holds, to be edited and imported again."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from referentiels.feuilles import (
    COLONNES,
    CONSIGNES,
    CRITERES,
    LIENS,
    LISTES,
    MODE_D_EMPLOI,
    NIVEAUX,
    NON,
    OUI,
    PREUVES,
    PROVENANCE,
    QUESTIONNAIRE,
    SECTIONS,
    SIMPLES,
    SOURCE,
)

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LARGEURS = {"Titre": 44, "Objectif": 60, "Exigence": 60, "Valeur": 110, "Contexte": 60, "Texte du scénario": 60}
Ligne = Sequence[str]


def classeur(contenu: dict[str, Any]) -> bytes:
    """The workbook of a questionnaire's plain values."""
    sortie = BytesIO()
    lignes = {
        QUESTIONNAIRE: list(_questionnaire(contenu)),
        SECTIONS: list(_sections(contenu["sections"], "")),
        CRITERES: list(_criteres(contenu["sections"])),
        PREUVES: list(_preuves(contenu["sections"])),
        LIENS: list(_liens(contenu["sections"])),
    }
    with Workbook(sortie, OPTIONS) as fichier:
        fichier.set_properties({"title": f"{contenu['code']} {contenu['version']}", "author": "Convergence"})
        for nom, siennes in lignes.items():
            _feuille(fichier, nom, siennes)
        emploi = fichier.add_worksheet(MODE_D_EMPLOI)
        emploi.set_column(0, 0, 120)
        for rang, consigne in enumerate(CONSIGNES):
            emploi.write_string(rang, 0, consigne)
    return sortie.getvalue()


def _feuille(fichier: Any, nom: str, lignes: Sequence[Ligne]) -> None:
    feuille, titre = fichier.add_worksheet(nom), fichier.add_format({"bold": True})
    texte = fichier.add_format({"text_wrap": True, "valign": "top"})
    feuille.freeze_panes(1, 1)
    for colonne, intitule in enumerate(COLONNES[nom]):
        feuille.set_column(colonne, colonne, LARGEURS.get(intitule, 18))
        feuille.write_string(0, colonne, intitule, titre)
    for rang, ligne in enumerate(lignes, start=1):
        for colonne, valeur in enumerate(ligne):
            if valeur:
                feuille.write_string(rang, colonne, valeur, texte)


def _questionnaire(contenu: dict[str, Any]) -> Iterator[Ligne]:
    yield from ((cle, contenu[cle]) for cle in SIMPLES)
    for cle in LISTES:
        yield from ((cle, texte) for texte in contenu.get(cle, ()))
    provenance = contenu.get("provenance", {})
    yield from ((f"provenance.{cle}", provenance[cle]) for cle in PROVENANCE if cle in provenance)


def _noeuds(sections: Sequence[dict[str, Any]], parente: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    for section in sections:
        yield section, parente
        yield from _noeuds(section.get("sections", ()), section["code"])


def _sections(sections: Sequence[dict[str, Any]], parente: str) -> Iterator[Ligne]:
    for section, au_dessus in _noeuds(sections, parente):
        desactivable = {"True": OUI, "False": NON}.get(str(section.get("desactivable")), "")
        textes = [section.get(cle, "") for cle in ("titre", "contexte", "cible")]
        yield (
            section["code"], au_dessus, *textes, desactivable,
            section.get("identifiant", ""), section.get("reference", ""),
        )  # fmt: skip


def _liens(sections: Sequence[dict[str, Any]]) -> Iterator[Ligne]:
    for section, _ in _noeuds(sections):
        for lien in section.get("liens", ()):
            yield section["code"], lien["titre"], lien.get("url", "")


def _tous(sections: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    for section, _ in _noeuds(sections):
        for critere in section.get("criteres", ()):
            yield critere, section["code"]


def _criteres(sections: Sequence[dict[str, Any]]) -> Iterator[Ligne]:
    for critere, section in _tous(sections):
        niveaux = {niveau["code"]: niveau["texte"] for niveau in critere.get("niveaux", ())}
        scenario = critere.get("scenario", {})
        yield (
            critere["code"], section, critere["titre"], critere["nature"], critere["objectif"],
            critere.get("exigence", ""), critere.get("recommande", ""),
            *(niveaux.get(code, "") for code in NIVEAUX),
            critere["origine"], str(critere.get("ligne_guide", "")),
            *(critere["source"].get(cle, "") for cle in SOURCE),
            critere.get("identifiant", ""), scenario.get("code", ""), scenario.get("texte", ""),
        )  # fmt: skip


def _preuves(sections: Sequence[dict[str, Any]]) -> Iterator[Ligne]:
    for critere, _ in _tous(sections):
        for jeu in critere.get("scenario", {}).get("jeux", ()):
            for preuve in jeu["preuves"]:
                libelle, condition = jeu["libelle"], jeu.get("condition", "")
                yield critere["code"], jeu["code"], libelle, condition, preuve["code"], preuve["libelle"]
