"""Two validations of a projection side by side: which months, targets and comments changed between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.snapshot import ReponseProjeteeSnapshot, SujetSnapshot
from referentiels.catalogue import Critere, Demarche, Questionnaire, Volet
from reports.comparaison import choisie
from reports.personnes import noms
from reports.projection_history import (
    LigneDeProjection,
    avec_ses_plans,
    ligne_de_projection,
    validations_projetees,
)

Plans = Mapping[str, ReponseProjeteeSnapshot]


@dataclass(frozen=True, slots=True)
class CotePrevu:
    """What one validation plans for a critère: level and month « AAAA-MM » from the least mature, or no target."""

    echeances: tuple[tuple[str, str], ...]
    non_applicable: bool
    commentaire: str


@dataclass(frozen=True, slots=True)
class DifferencePrevue:
    """A critère for which the two validations do not plan the same."""

    objet: Critere
    avant: CotePrevu
    apres: CotePrevu


@dataclass(frozen=True, slots=True)
class ComparaisonProjetee:
    """The two validations that were chosen, and what differs: as `Comparaison` has it of an evaluation."""

    questionnaire: Questionnaire
    historique: tuple[LigneDeProjection, ...]
    avant: LigneDeProjection | None
    apres: LigneDeProjection | None
    differences: tuple[DifferencePrevue, ...]
    inchanges: int


def comparer_projections(
    session: Session,
    sujet: SujetSnapshot,
    demarche: Demarche,
    volet: Volet,
    questionnaire: Questionnaire,
    numeros: tuple[int | None, int | None],
) -> ComparaisonProjetee:
    """The validations of these numbers, by default the last but one and the last: a constant number of statements.

    Raises: AucuneValidation where there is none of a number that was asked for.
    """
    projection = sujet.dossiers[demarche.code].projections.get(questionnaire.cle)
    toutes = validations_projetees(session, projection.id) if projection is not None else ()
    connus = noms(session, (compte for v in toutes for compte in (v.valide_par, v.demande_par)))
    historique = tuple(ligne_de_projection(validation, connus) for validation in toutes)
    avant, apres = choisie(toutes, numeros[0], 1), choisie(toutes, numeros[1], 0)
    if avant is None or apres is None:
        return ComparaisonProjetee(questionnaire, historique, None, None, (), 0)
    lus = (avec_ses_plans(session, avant).reponses, avec_ses_plans(session, apres).reponses)
    retenus = volet.criteres if volet.criteres is not None else questionnaire.criteres
    criteres = [critere for code, critere in questionnaire.criteres.items() if code in retenus]
    differences = tuple(_differences(criteres, lus))
    lignes = {une.numero: une for une in historique}
    inchanges = len(criteres) - len(differences)
    return ComparaisonProjetee(
        questionnaire, historique, lignes[avant.numero], lignes[apres.numero], differences, inchanges
    )


def _differences(criteres: list[Critere], lus: tuple[Plans, Plans]) -> list[DifferencePrevue]:
    """In reading order."""
    avant, apres = lus
    cotes = (
        DifferencePrevue(critere, _cote(critere, avant.get(critere.code)), _cote(critere, apres.get(critere.code)))
        for critere in criteres
    )
    return [difference for difference in cotes if difference.avant != difference.apres]


def _cote(critere: Critere, plan: ReponseProjeteeSnapshot | None) -> CotePrevu:
    """A plan as it is shown; one that was never made says nothing."""
    if plan is None:
        return CotePrevu((), False, "")
    rangs = {niveau.code: rang for rang, niveau in enumerate(critere.ordonnes)}
    datees = sorted(plan.echeances.items(), key=lambda datee: (rangs.get(datee[0], len(rangs)), datee))
    return CotePrevu(tuple(datees), plan.non_applicable, plan.commentaire)
