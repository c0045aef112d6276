"""The results of an evaluation as a workbook: a summary, the answers, the recommendations and the history."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from referentiels.palette import LIBELLES
from reports.results import LigneDeResultat, Resultats
from reports.wording import NATURES, VERDICTS, moment, valeur_en_mots

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Whatever a person typed stays text: a comment that begins with « = » is never computed."""

TEINTES = {
    "rouge": "#fcebea",
    "orange": "#fdf0e2",
    "jaune": "#fdf8dd",
    "vert_clair": "#f1f8e4",
    "vert": "#e4f3ea",
    "gris": "#eef1f3",
    "conforme": "#e4f3ea",
    "non_conforme": "#fcebea",
    "non_applicable": "#eef1f3",
}
TITRES_REPONSES = (
    ("Section", 26),
    ("Critère", 12),
    ("Titre", 48),
    ("Nature", 13),
    ("Niveau recommandé", 14),
    ("Seuil", 14),
    ("Réponse", 14),
    ("Texte de la réponse", 60),
    ("Dépend de", 26),
    ("Commentaire", 60),
)


def resultats_xlsx(resultats: Resultats) -> bytes:
    """The workbook."""
    sortie = BytesIO()
    with Workbook(sortie, OPTIONS) as classeur:
        classeur.set_properties({"title": _titre(resultats), "author": "Convergence"})
        _resume(classeur, resultats)
        _reponses(classeur, resultats)
        conseils = [(str(rang), une.critere, une.texte) for rang, une in enumerate(resultats.conseils, start=1)]
        _feuille(classeur, "Recommandations", (("Ordre", 8), ("Critère", 12), ("Recommandation", 100)), conseils)
        _historique(classeur, resultats)
    return sortie.getvalue()


def _titre(resultats: Resultats) -> str:
    return f"{resultats.sujet.libelle} : {resultats.questionnaire.titre}"


def _resume(classeur: Any, resultats: Resultats) -> None:
    feuille = classeur.add_worksheet("Résultats")
    feuille.set_column(0, 0, 30)
    feuille.set_column(1, 1, 90)
    feuille.write_string(0, 0, _titre(resultats), classeur.add_format({"bold": True, "font_size": 14}))
    gras, texte = classeur.add_format({"bold": True, "valign": "top"}), classeur.add_format({"text_wrap": True})
    for rang, (nom, valeur) in enumerate(_lignes_du_resume(resultats), start=2):
        feuille.write_string(rang, 0, nom, gras)
        feuille.write_string(rang, 1, valeur, texte)


def _lignes_du_resume(resultats: Resultats) -> Iterable[tuple[str, str]]:
    validation, verdict = resultats.validation, resultats.verdict
    yield "Parcours", resultats.parcours.titre
    yield "Démarche", resultats.demarche.titre
    yield "Questionnaire", resultats.questionnaire.titre
    if validation is not None:
        yield "Validation", f"n° {validation.numero}, le {moment(validation.valide_le)}, par {validation.valide_par}"
        yield "Édition", validation.edition
    yield "Niveau", resultats.niveau or "Aucun verdict pour cette démarche"
    if verdict is not None:
        yield "Jeu de règles", verdict.regles
    for declenchee in resultats.explication.declenchees if resultats.explication is not None else ():
        yield f"Pourquoi ({declenchee.id})", f"{declenchee.libelle}. {declenchee.parce_que}"


def _reponses(classeur: Any, resultats: Resultats) -> None:
    feuille = _entetes(classeur, "Réponses", TITRES_REPONSES)
    texte = classeur.add_format({"text_wrap": True, "valign": "top"})
    teintes = {
        code: classeur.add_format({"text_wrap": True, "valign": "top", "bg_color": couleur})
        for code, couleur in TEINTES.items()
    }
    rang = 1
    for section in resultats.sections:
        for une in section.lignes:
            for colonne, valeur in enumerate((section.section.titre, *_cellules(une))):
                forme = teintes.get(une.valeur or "", texte) if TITRES_REPONSES[colonne][0] == "Réponse" else texte
                feuille.write_string(rang, colonne, valeur, forme)
            rang += 1
    feuille.autofilter(0, 0, max(1, rang - 1), len(TITRES_REPONSES) - 1)


def _cellules(une: LigneDeResultat) -> tuple[str, ...]:
    critere = une.critere
    niveau = critere.niveau(une.valeur) if une.valeur else None
    return (
        critere.code,
        critere.titre,
        NATURES[critere.nature],
        LIBELLES.get(une.cible.recommande, une.cible.recommande),
        LIBELLES.get(une.cible.seuil, une.cible.seuil),
        valeur_en_mots(une.valeur),
        niveau.texte if niveau is not None else "",
        une.depend_de,
        une.reponse.commentaire if une.reponse is not None else "",
    )


def _historique(classeur: Any, resultats: Resultats) -> None:
    titres = (
        ("Validation", 12),
        ("Date", 26),
        ("Validé par", 24),
        ("Demandé par", 24),
        ("Verdict", 16),
        ("Édition", 70),
    )
    lignes = [
        (
            str(une.numero),
            moment(une.valide_le),
            une.valide_par,
            une.demande_par or "",
            VERDICTS.get(une.verdict.resultat, une.verdict.resultat) if une.verdict is not None else "",
            une.edition,
        )
        for une in resultats.historique
    ]
    _feuille(classeur, "Historique", titres, lignes)


def _feuille(classeur: Any, nom: str, titres: Sequence[tuple[str, int]], lignes: Iterable[Sequence[str]]) -> None:
    feuille = _entetes(classeur, nom, titres)
    texte = classeur.add_format({"text_wrap": True, "valign": "top"})
    for rang, ligne in enumerate(lignes, start=1):
        for colonne, valeur in enumerate(ligne):
            feuille.write_string(rang, colonne, valeur, texte)


def _entetes(classeur: Any, nom: str, titres: Sequence[tuple[str, int]]) -> Any:
    feuille = classeur.add_worksheet(nom)
    forme = classeur.add_format({"bold": True, "bg_color": "#e6f0f4", "border": 1, "text_wrap": True})
    for colonne, (titre, largeur) in enumerate(titres):
        feuille.set_column(colonne, colonne, largeur)
        feuille.write_string(0, colonne, titre, forme)
    feuille.freeze_panes(1, 0)
    return feuille
