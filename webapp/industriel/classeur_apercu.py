"""What a workbook would change: each critère before and after, and the fields that « Enregistrer » would send."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.classeur_lecture import FauteDeCellule, PlanLu, ReponseLue
from reports.evaluations import QuestionnaireVu
from reports.projections import ProjectionVue
from webapp.industriel.evaluation_form import digest_of_entry, shown_entry
from webapp.industriel.projection_form import MOIS, digest_of_plan, shown_plan
from workflows.commands.evaluations import Saisie
from workflows.commands.projections import SaisieProjection


@dataclass(frozen=True, slots=True)
class Changement:
    """One critère, or one node, that would change; `bouge` where somebody changed it since the workbook was taken."""

    code: str
    titre: str
    avant: Saisie | SaisieProjection
    apres: Saisie | SaisieProjection
    bouge: bool


@dataclass(frozen=True, slots=True)
class Apercu:
    """What is shown before anything is kept; `champs` are the hidden fields of the form that keeps it."""

    changements: tuple[Changement, ...]
    fautes: tuple[FauteDeCellule, ...]
    champs: Mapping[str, str]


def apercu_evaluation(vu: QuestionnaireVu, lues: tuple[ReponseLue, ...], fautes: tuple[FauteDeCellule, ...]) -> Apercu:
    """What the answers of a workbook would change."""
    courantes, objets = dict(vu.reponses()), vu.etat.perimetre.repondables
    changements = []
    for lue in lues:
        avant = shown_entry(lue.critere, courantes.get(lue.critere))
        apres = Saisie(lue.critere, lue.valeur, lue.commentaire, avant.depend_de, lue.revision)
        if digest_of_entry(avant) != digest_of_entry(apres):
            bouge = lue.revision != avant.revision
            changements.append(Changement(lue.critere, objets[lue.critere].titre, avant, apres, bouge))
    return Apercu(tuple(changements), fautes, dict(_champs(changements)))


def apercu_projection(vu: ProjectionVue, lus: tuple[PlanLu, ...], fautes: tuple[FauteDeCellule, ...]) -> Apercu:
    """What the plans of a workbook would change."""
    changements = []
    for lu in lus:
        projete = vu.criteres_par_code[lu.critere]
        avant = shown_plan(projete)
        apres = SaisieProjection(lu.critere, lu.echeances, lu.non_applicable, lu.commentaire, lu.revision)
        if digest_of_plan(avant) != digest_of_plan(apres):
            bouge = lu.revision != avant.revision
            changements.append(Changement(lu.critere, projete.critere.titre, avant, apres, bouge))
    return Apercu(tuple(changements), fautes, dict(_champs(changements)))


def _champs(changements: list[Changement]) -> Iterator[tuple[str, str]]:
    """The fields of the questionnaire's own form; without « vu- » each is taken for a change."""
    for changement in changements:
        apres, code = changement.apres, changement.code
        if isinstance(apres, Saisie):
            yield f"niveau-{code}", apres.valeur or ""
            yield f"depend-{code}", apres.depend_de or ""
        else:
            yield from ((f"{MOIS}-{niveau}-{code}", mois) for niveau, mois in apres.echeances.items())
            if apres.non_applicable:
                yield f"hors-{code}", "1"
        yield f"commentaire-{code}", apres.commentaire
        yield f"revision-{code}", str(apres.revision)
