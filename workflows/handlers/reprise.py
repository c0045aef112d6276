"""A questionnaire published anew: its answers come from the version before, in the first command that meets it.

Nothing of the version before is changed, but that a request to validate it is taken back: nobody answers it any more.
"""

from typing import Any

from sqlalchemy import select

from models.chargement import Agregat
from models.dossier import Dossier, Evaluation, Passage, Projection
from models.reponse import Reponse, ReponseProjetee
from referentiels.migration import CritereCompare, comparer
from rules.reprise import Reprise, precedente, reprises
from workflows.context import Contexte, nouvel_identifiant
from workflows.handlers.demandes_closes import Objet, demande_close
from workflows.machines.evaluation import EvaluationMachine
from workflows.machines.gate import Lifecycle
from workflows.machines.projection import ProjectionMachine
from workflows.passage import move


def reprendre_la_version(agregat: Agregat, evaluation: Evaluation, context: Contexte) -> None:
    """Carry the answers of the version before, if the subject answered one; the draft holds them from then on."""
    catalogue = context.edition.catalogue
    touchees = {autre.questionnaire: autre for autre in agregat.evaluations if autre.revision}
    avant = precedente(catalogue, evaluation.questionnaire, touchees)
    if avant is None:
        return
    source = touchees[avant]
    courantes = context.session.scalars(
        select(Reponse).where(Reponse.evaluation_id == source.id, Reponse.courante).order_by(Reponse.critere)
    )
    copies = [
        _copie(reprise, evaluation, context)
        for reprise in reprises(catalogue, avant, evaluation.questionnaire, list(courantes))
    ]
    if not copies:
        return
    context.session.add_all(copies)
    agregat.evalue.reponses.extend(copies)
    evaluation.etat = move(context, EvaluationMachine, evaluation.id, evaluation.etat, "enregistrer", {})
    evaluation.revision = 1
    objet = Objet(agregat.sujet.id, questionnaire=avant)
    _retirer_la_demande(agregat, source, EvaluationMachine, objet, context)


def _copie(reprise: Reprise[Reponse], evaluation: Evaluation, context: Contexte) -> Reponse:
    source = reprise.source
    certaine = reprise.preuves is None
    return Reponse(
        id=nouvel_identifiant(),
        evaluation_id=evaluation.id,
        critere=reprise.critere,
        rang=1,
        valeur=reprise.valeur,
        commentaire=source.commentaire,
        depend_de=source.depend_de,
        depend_du_critere=source.depend_du_critere,
        courante=True,
        figee=False,
        a_reconfirmer=reprise.a_reconfirmer,
        preuves=_preuves(reprise),
        depot_finalise=source.depot_finalise if certaine else None,
        jeu_de_preuves=source.jeu_de_preuves if certaine else None,
        revision=1,
        # who entered it, and when: carrying it is nobody's answer
        modifie_le=source.modifie_le,
        modifie_par=source.modifie_par,
    )


def _preuves(reprise: Reprise[Reponse]) -> list[dict[str, Any]] | None:
    fournies = reprise.source.preuves
    return [p for p in fournies if reprise.garde(p["jeu"], p["type"])] if fournies is not None else None


def reprendre_le_plan(agregat: Agregat, dossier: Dossier, projection: Projection, context: Contexte) -> None:
    """Carry the months of the projection before: the plan is there when the new version is evaluated."""
    catalogue = context.edition.catalogue
    siennes = (autre for autre in agregat.projections if autre.dossier_id == dossier.id and autre.revision)
    touchees = {autre.questionnaire: autre for autre in siennes}
    avant = precedente(catalogue, projection.questionnaire, touchees)
    ancien = catalogue.questionnaires.get(avant or "")
    if avant is None or ancien is None:
        return
    comparaison = comparer(ancien, catalogue.questionnaires[projection.questionnaire])
    courantes = context.session.scalars(
        select(ReponseProjetee)
        .where(ReponseProjetee.projection_id == touchees[avant].id, ReponseProjetee.courante)
        .order_by(ReponseProjetee.critere)
    )
    plans = [
        _plan(reponse, ligne, projection)
        for reponse in courantes
        if (ligne := comparaison.par_ancien.get(reponse.critere)) is not None and ligne.apres is not None
    ]
    if plans:
        context.session.add_all(plans)
        agregat.projete.reponses.extend(plans)
        projection.revision = 1
        objet = Objet(agregat.sujet.id, dossier.demarche, avant, projection=True)
        _retirer_la_demande(agregat, touchees[avant], ProjectionMachine, objet, context)


def _plan(source: ReponseProjetee, ligne: CritereCompare, projection: Projection) -> ReponseProjetee:
    echeances = {ligne.valeur(niveau): mois for niveau, mois in source.echeances.items()}
    return ReponseProjetee(
        id=nouvel_identifiant(),
        projection_id=projection.id,
        critere=ligne.critere.code,
        rang=1,
        echeances={niveau: mois for niveau, mois in echeances.items() if niveau is not None},
        non_applicable=source.non_applicable,
        commentaire=source.commentaire,
        courante=True,
        figee=False,
        revision=1,
        modifie_le=source.modifie_le,
        modifie_par=source.modifie_par,
    )


def _encore_demande(agregat: Agregat, source: Passage, context: Contexte) -> bool:
    """Whether a démarche that the subject follows asks that version; a projection is of one démarche, which changed."""
    catalogue = context.edition.catalogue
    suivies = (catalogue.demarches.get(dossier.demarche) for dossier in agregat.dossiers if not dossier.quitte)
    demandee = any(d is not None and d.volet(source.questionnaire) is not None for d in suivies)
    return isinstance(source, Evaluation) and demandee


def _retirer_la_demande(
    agregat: Agregat, source: Passage, machine: type[Lifecycle], objet: Objet, context: Contexte
) -> None:
    """Nobody is to validate what nobody answers any more, unless another démarche still asks it."""
    if source.etat == "a_valider" and not _encore_demande(agregat, source, context):
        source.etat = move(context, machine, source.id, source.etat, "reprendre", {})
        source.demandeur_id = source.demande_le = None
        source.revision += 1
        demande_close(context, objet)
