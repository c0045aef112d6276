"""Questionnaires that several démarches share, answered from one of them or another."""

from functools import cache

from referentiels.catalogue import Catalogue, Critere
from referentiels.loading import assemble, seed_documents
from rules.avancement import EtatEvaluation, etats_du_dossier
from rules.decision import Judge
from rules.edition import Edition, build_edition
from rules.families import Decideur
from tests.workflows.plateforme import Plateforme
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.installation import seeds

URBANISATION, SECURITE = "urbanisation-2021", "securite-2021"
ETHIQUE = "ethique-mon-espace-sante-2022"
SANS, AVEC = "referencement-sans-echange", "referencement-avec-echange"


@cache
def publie() -> Catalogue:
    """The catalogue that is shipped."""
    return assemble(seed_documents())


def reponse_forte(critere: Critere) -> str:
    """The highest level of a critère; « Non conforme », which needs no proof, of a requirement."""
    return "non_conforme" if critere.exigence else critere.ordonnes[-1].code


def fortes(demarche: str, questionnaire: str) -> dict[str, str]:
    """An answer to everything that the démarche asks in that questionnaire."""
    catalogue = publie()
    volet = catalogue.demarches[demarche].volet(questionnaire)
    assert volet is not None
    criteres = catalogue.questionnaires[questionnaire].criteres
    return {code: reponse_forte(criteres[code]) for code in volet.criteres or criteres}


def rejoindre(plateforme: Plateforme, sujet: str, *demarches: str) -> None:
    """Enrol a product."""
    for demarche in demarches:
        plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, demarche))


def repondre(plateforme: Plateforme, sujet: str, demarche: str, questionnaire: str, valeurs: dict[str, str]) -> None:
    """Answers kept as a draft, from that démarche."""
    evaluation = plateforme.sujet(sujet).evaluations[questionnaire]
    saisies = tuple(
        Saisie(code, valeur, "", None, evaluation.reponses[code].revision if code in evaluation.reponses else 0)
        for code, valeur in valeurs.items()
    )
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, demarche, questionnaire, saisies))


def valider(
    plateforme: Plateforme, sujet: str, demarche: str, questionnaire: str, valeurs: dict[str, str] | None = None
) -> None:
    """Everything answered and validated, from that démarche."""
    repondre(plateforme, sujet, demarche, questionnaire, valeurs or fortes(demarche, questionnaire))
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, demarche, questionnaire))


def etat(plateforme: Plateforme, sujet: str, demarche: str, questionnaire: str) -> EtatEvaluation:
    """The questionnaire as the démarche sees it."""
    decideur = Decideur(_edition(), Judge("reference").read)
    return etats_du_dossier(decideur, plateforme.sujet(sujet), publie().demarches[demarche])[questionnaire]


@cache
def _edition() -> Edition:
    return build_edition(seeds())


def compte(plateforme: Plateforme, sujet: str, demarche: str, questionnaire: str) -> tuple[int, int, str]:
    """n, N and the status of a card."""
    vu = etat(plateforme, sujet, demarche, questionnaire)
    return vu.renseignes, vu.total, vu.statut.value


def verdicts(plateforme: Plateforme, sujet: str, questionnaire: str) -> dict[str, str]:
    """The standing verdicts on the last validation, by démarche."""
    validation = plateforme.evaluation(sujet, questionnaire).validation
    return {} if validation is None else {code: v.resultat for code, v in validation.verdicts.items()}
