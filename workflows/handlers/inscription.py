"""Opening a dossier: its questionnaires, and its projections, locked until their own theme is evaluated."""

from models.chargement import Agregat
from models.chargement_saisie import lire_le_reste
from models.dossier import Dossier, Evaluation, Projection
from referentiels.catalogue import Demarche, TypeSujet
from workflows.context import Contexte, nouvel_identifiant
from workflows.handlers.reprise import reprendre_la_version, reprendre_le_plan


def inscrire(agregat: Agregat, demarche: Demarche, context: Contexte) -> Dossier:
    """The dossier of that démarche, new or come back to."""
    dossier = next((d for d in agregat.dossiers if d.demarche == demarche.code), None)
    if dossier is None:
        dossier = Dossier(
            id=nouvel_identifiant(),
            sujet_id=agregat.sujet.id,
            demarche=demarche.code,
            etat="initialisation",
            statut="À compléter",
            quitte=False,
            cree_le=context.now,
        )
        context.session.add(dossier)
        agregat.dossiers.append(dossier)
    elif dossier.quitte:
        dossier.quitte = False
    completer(agregat, dossier, demarche, context)
    return dossier


def completer(agregat: Agregat, dossier: Dossier, demarche: Demarche, context: Contexte) -> None:
    """Give the dossier the rows of each volet; a démarche published anew may have gained one, or a new version."""
    evalues = {evaluation.questionnaire for evaluation in agregat.evaluations}
    projetes = {p.questionnaire for p in agregat.projections if p.dossier_id == dossier.id}
    volets = demarche.volets_de(TypeSujet(agregat.sujet.type))
    a_evaluer = [volet.questionnaire for volet in volets if volet.questionnaire not in evalues]
    a_projeter = [volet.questionnaire for volet in volets if volet.projection and volet.questionnaire not in projetes]
    if agregat.partiel and (a_evaluer or a_projeter):
        # a new version takes back the requests of the one before, whose rows may so far only be read
        lire_le_reste(context.session, agregat)
    for questionnaire in a_evaluer:
        _evaluation(agregat, questionnaire, context)
    for questionnaire in a_projeter:
        _projection(agregat, dossier, questionnaire, context)


def _evaluation(agregat: Agregat, questionnaire: str, context: Contexte) -> None:
    evaluation = Evaluation(
        id=nouvel_identifiant(),
        sujet_id=agregat.sujet.id,
        questionnaire=questionnaire,
        etat="a_completer",
        revision=0,
        motif_renvoi="",
        validations=0,
    )
    context.session.add(evaluation)
    reprendre_la_version(agregat, evaluation, context)
    agregat.evaluations.append(evaluation)


def _projection(agregat: Agregat, dossier: Dossier, questionnaire: str, context: Contexte) -> None:
    projection = Projection(
        id=nouvel_identifiant(),
        dossier_id=dossier.id,
        questionnaire=questionnaire,
        etat="bloquee",
        revision=0,
        motif_renvoi="",
        validations=0,
    )
    context.session.add(projection)
    reprendre_le_plan(agregat, dossier, projection, context)
    agregat.projections.append(projection)
