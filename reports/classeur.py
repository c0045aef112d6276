"""A questionnaire as a workbook to fill in offline: one line a critère; `reports/classeur_lecture.py` reads it back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from models.snapshot import ReponseSnapshot
from referentiels.catalogue import Critere, Section
from referentiels.palette import CONFORMITE, GRIS, LIBELLES, NIVEAUX_PAR_NOMBRE
from reports.evaluations import QuestionnaireVu
from reports.projections import CritereProjete, ProjectionVue
from reports.wording import NATURES
from reports.xlsx import OPTIONS

REPONSES, MODE_D_EMPLOI, ORIGINE = "Réponses", "Mode d'emploi", "Origine"
NIVEAUX = NIVEAUX_PAR_NOMBRE[5]
OUI = "oui"

CODE, TITRE, NATURE, POSSIBLES = ("Code", 12), ("Titre", 44), ("Nature", 13), ("Réponses possibles", 70)
COMMENTAIRE, REVISION = ("Commentaire", 60), ("Révision", 10)
EVALUATION = (CODE, TITRE, NATURE, POSSIBLES, ("Réponse", 18), COMMENTAIRE, REVISION)
PROJECTION = (
    CODE,
    TITRE,
    ("Niveau recommandé", 18),
    ("Niveau reporté", 18),
    *((f"Échéance {LIBELLES[niveau]}", 18) for niveau in NIVEAUX),
    ("Cible non applicable", 18),
    COMMENTAIRE,
    REVISION,
)
A_REMPLIR = frozenset(
    {"Réponse", "Commentaire", "Cible non applicable", *(f"Échéance {LIBELLES[niveau]}" for niveau in NIVEAUX)}
)

CONSIGNES = (
    "Remplissez les cellules blanches de la feuille « Réponses », puis déposez ce classeur sur la page d'où il vient.",
    "Rien n'est enregistré avant que vous ayez relu et confirmé ce qui change.",
    "Ne changez ni les codes, ni la colonne « Révision », qui dit ce que vous aviez sous les yeux.",
)
CONSIGNES_EVALUATION = ("Réponse : un des mots proposés ; laissez vide un critère sans réponse.",)
CONSIGNES_PROJECTION = (
    "Échéances : un mois, sous la forme 2027-01, pour un niveau qui reste à atteindre.",
    f"Cible non applicable : écrivez « {OUI} » si la cible envisagée n'est pas applicable.",
)


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line: its cells in the order of the columns, the words to choose from, and the columns closed on it."""

    cellules: tuple[str, ...]
    choix: tuple[str, ...] = ()
    fermees: frozenset[str] = frozenset()


def origine_evaluation(vu: QuestionnaireVu) -> str:
    """What tells the workbook of one questionnaire of one dossier from any other."""
    return f"evaluation/{vu.sujet.reference}/{vu.demarche.code}/{vu.questionnaire.cle}"


def origine_projection(vu: ProjectionVue) -> str:
    """The same of a projection."""
    return f"projection/{vu.sujet.reference}/{vu.demarche.code}/{vu.questionnaire.cle}"


def classeur_evaluation(vu: QuestionnaireVu) -> bytes:
    """The workbook of an evaluation, with the current answers."""
    return _classeur(EVALUATION, list(_evaluees(vu)), origine_evaluation(vu), (*CONSIGNES, *CONSIGNES_EVALUATION))


def classeur_projection(vu: ProjectionVue) -> bytes:
    """The workbook of a projection, with the current plans."""
    lignes = [_projetee(vu.criteres_par_code[code]) for code in vu.criteres_par_code]
    return _classeur(PROJECTION, lignes, origine_projection(vu), (*CONSIGNES, *CONSIGNES_PROJECTION))


def _evaluees(vu: QuestionnaireVu) -> Iterator[Ligne]:
    courantes = dict(vu.reponses())
    for code, objet in vu.etat.perimetre.repondables.items():
        yield _evaluee(objet, courantes.get(code))


def _evaluee(objet: Critere | Section, reponse: ReponseSnapshot | None) -> Ligne:
    valeur = LIBELLES.get(reponse.valeur or "", "") if reponse is not None else ""
    suite = (valeur, reponse.commentaire, str(reponse.revision)) if reponse is not None else ("", "", "0")
    if isinstance(objet, Section):
        mot = LIBELLES[CONFORMITE[0]]
        valeur = mot if reponse is not None and reponse.valeur == GRIS else ""
        possibles = f"{mot} : toute la section est mise hors du questionnaire, avec un commentaire."
        return Ligne((objet.code, objet.titre, "Section", possibles, valeur, *suite[1:]), (mot,))
    choix = tuple(LIBELLES[niveau.code] for niveau in objet.niveaux)
    textes = [_possible(LIBELLES[niveau.code], niveau.texte) for niveau in objet.niveaux]
    possibles = "\n".join((objet.exigence, *textes) if objet.exigence else textes)
    return Ligne((objet.code, objet.titre, NATURES[objet.nature], possibles, *suite), choix)


def _possible(mot: str, texte: str) -> str:
    return mot if mot == texte else f"{mot} : {texte}"


def _projetee(projete: CritereProjete) -> Ligne:
    reponse, datables = projete.reponse, {niveau.code for niveau in projete.datables}
    mois = {niveau.niveau.code: niveau.echeance for niveau in projete.niveaux}
    return Ligne(
        (
            projete.critere.code,
            projete.critere.titre,
            LIBELLES.get(projete.recommande, ""),
            LIBELLES.get(projete.valeur or "", ""),
            *(mois.get(niveau, "") if niveau in datables else "" for niveau in NIVEAUX),
            OUI if reponse is not None and reponse.non_applicable else "",
            reponse.commentaire if reponse is not None else "",
            str(reponse.revision) if reponse is not None else "0",
        ),
        fermees=frozenset(f"Échéance {LIBELLES[niveau]}" for niveau in NIVEAUX if niveau not in datables),
    )


def _classeur(
    colonnes: Sequence[tuple[str, int]], lignes: Sequence[Ligne], origine: str, consignes: Iterable[str]
) -> bytes:
    sortie = BytesIO()
    with Workbook(sortie, OPTIONS) as classeur:
        classeur.set_properties({"title": origine, "author": "Convergence"})
        _reponses(classeur, colonnes, lignes)
        emploi = classeur.add_worksheet(MODE_D_EMPLOI)
        emploi.set_column(0, 0, 110)
        for rang, consigne in enumerate(consignes):
            emploi.write_string(rang, 0, consigne, classeur.add_format({"text_wrap": True}))
        feuille = classeur.add_worksheet(ORIGINE)
        feuille.write_string(0, 0, origine)
        feuille.hide()
    return sortie.getvalue()


def _reponses(classeur: Any, colonnes: Sequence[tuple[str, int]], lignes: Sequence[Ligne]) -> None:
    feuille = classeur.add_worksheet(REPONSES)
    entete = classeur.add_format({"bold": True, "bg_color": "#10475c", "font_color": "#ffffff", "text_wrap": True})
    commun = {"text_wrap": True, "valign": "top", "num_format": "@"}
    lue = classeur.add_format({**commun, "bg_color": "#eef1f3"})
    ouverte = classeur.add_format({**commun, "locked": False, "border": 1, "border_color": "#b9c4cb"})
    for rang, (titre, largeur) in enumerate(colonnes):
        feuille.set_column(rang, rang, largeur)
        feuille.write_string(0, rang, titre, entete)
    for numero, ligne in enumerate(lignes, start=1):
        for rang, ((titre, _largeur), cellule) in enumerate(zip(colonnes, ligne.cellules, strict=True)):
            libre = titre in A_REMPLIR and titre not in ligne.fermees
            feuille.write_string(numero, rang, cellule, ouverte if libre else lue)
        if ligne.choix:
            rang = [titre for titre, _ in colonnes].index("Réponse")
            feuille.data_validation(numero, rang, numero, rang, {"validate": "list", "source": list(ligne.choix)})
    feuille.freeze_panes(1, 2)
    feuille.protect(options={"format_columns": True, "format_rows": True})
