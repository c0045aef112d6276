"""The results of an evaluation as a workbook: a summary, the answers, the recommendations and the history."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from referentiels.catalogue import TypeQuestionnaire
from referentiels.palette import LIBELLES
from reports.position import PositionDuJournal
from reports.result_sections import LigneDeResultat
from reports.results import Resultats
from reports.wording import NATURES, VERDICTS, moment, seuil_en_mots, valeur_en_mots

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
COMMUNS = (("Section", 40), ("Critère", 12), ("Titre", 48), ("Nature", 13))
TITRES_MATURITE = (
    *COMMUNS,
    ("Niveau recommandé", 14),
    ("Seuil", 14),
    ("Réponse", 14),
    ("Texte de la réponse", 60),
    ("Dépend de", 26),
    ("Commentaire", 60),
)
TITRES_CONFORMITE = (*COMMUNS, ("Exigence", 60), ("Réponse", 16), ("Commentaire", 60), ("Preuves", 48))


def resultats_xlsx(resultats: Resultats, position: PositionDuJournal | None = None) -> bytes:
    """The workbook; with the position of the journal that it was made at."""
    sortie = BytesIO()
    with Workbook(sortie, OPTIONS) as classeur:
        classeur.set_properties({"title": _titre(resultats), "author": "Convergence", **_date(resultats)})
        _resume(classeur, resultats, position)
        _reponses(classeur, resultats)
        conseils = [(str(rang), une.critere, une.texte) for rang, une in enumerate(resultats.conseils, start=1)]
        _feuille(classeur, "Recommandations", (("Ordre", 8), ("Critère", 12), ("Recommandation", 100)), conseils)
        _historique(classeur, resultats)
    return sortie.getvalue()


def _date(resultats: Resultats) -> dict[str, datetime]:
    """That of the validation, so that the same results make the same workbook."""
    validation = resultats.validation
    return {"created": validation.valide_le.astimezone(UTC).replace(tzinfo=None)} if validation is not None else {}


def _titre(resultats: Resultats) -> str:
    return f"{resultats.sujet.libelle} : {resultats.questionnaire.titre}"


def _resume(classeur: Any, resultats: Resultats, position: PositionDuJournal | None) -> None:
    feuille = classeur.add_worksheet("Résultats")
    feuille.set_column(0, 0, 30)
    feuille.set_column(1, 1, 90)
    feuille.write_string(0, 0, _titre(resultats), classeur.add_format({"bold": True, "font_size": 14}))
    gras, texte = classeur.add_format({"bold": True, "valign": "top"}), classeur.add_format({"text_wrap": True})
    for rang, (nom, valeur) in enumerate(_lignes_du_resume(resultats, position), start=2):
        feuille.write_string(rang, 0, nom, gras)
        feuille.write_string(rang, 1, valeur, texte)


def _lignes_du_resume(resultats: Resultats, position: PositionDuJournal | None) -> Iterable[tuple[str, str]]:
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
    if position is not None:
        yield "Position du journal", position.en_mots()


def _reponses(classeur: Any, resultats: Resultats) -> None:
    maturite = resultats.questionnaire.type is TypeQuestionnaire.MATURITE
    titres = TITRES_MATURITE if maturite else TITRES_CONFORMITE
    feuille = _entetes(classeur, "Réponses", titres)
    texte = classeur.add_format({"text_wrap": True, "valign": "top"})
    teintes = {
        code: classeur.add_format({"text_wrap": True, "valign": "top", "bg_color": couleur})
        for code, couleur in TEINTES.items()
    }
    colonne_de_la_reponse = [titre for titre, _ in titres].index("Réponse")
    lignes = list(_lignes(resultats, _maturite if maturite else _conformite))
    for rang, (valeur, cellules) in enumerate(lignes, start=1):
        for colonne, cellule in enumerate(cellules):
            forme = teintes.get(valeur, texte) if colonne == colonne_de_la_reponse else texte
            feuille.write_string(rang, colonne, cellule, forme)
    feuille.autofilter(0, 0, max(1, len(lignes)), len(titres) - 1)


def _lignes(
    resultats: Resultats, suite: Callable[[LigneDeResultat], tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each line with the code of its answer; a node that was made not applicable is a line of its own."""
    for section in resultats.sections:
        for noeud in section.noeuds:
            lieu = " > ".join(un.titre for un in (section.section, *noeud.chemin))
            if noeud.eteint is not None:
                code, titre = noeud.noeud.code, noeud.noeud.titre
                yield "non_applicable", (lieu, code, titre, "", "", LIBELLES["non_applicable"], noeud.eteint, "")
            for une in noeud.lignes:
                critere = une.critere
                yield une.valeur or "", (lieu, critere.code, critere.titre, NATURES[critere.nature], *suite(une))


def _maturite(une: LigneDeResultat) -> tuple[str, ...]:
    niveau = une.critere.niveau(une.valeur) if une.valeur else None
    return (
        LIBELLES.get(une.cible.recommande, une.cible.recommande),
        seuil_en_mots(une.cible.seuil),
        valeur_en_mots(une.valeur),
        niveau.texte if niveau is not None else "",
        une.depend_de,
        une.reponse.commentaire if une.reponse is not None else "",
    )


def _conformite(une: LigneDeResultat) -> tuple[str, ...]:
    return (
        une.critere.exigence,
        valeur_en_mots(une.valeur),
        une.reponse.commentaire if une.reponse is not None else "",
        "\n".join(f"{preuve.document.nom} ({preuve.libelle})" for preuve in une.preuves),
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
