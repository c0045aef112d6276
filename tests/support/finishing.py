"""Dossiers at the end of their démarche: one validation before, or finished."""

from uuid import uuid4

from tests.support.auditing import dossier_of, size_of
from tests.support.builders import Site
from tests.support.partager import ETHIQUE, SANS, publie
from tests.workflows.plateforme import Plateforme
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.evaluations import (
    DemanderValidation,
    EnregistrerEvaluation,
    ModifierEvaluation,
    Saisie,
    ValiderEvaluation,
)
from workflows.commands.projections import EnregistrerProjection, SaisieProjection, ValiderProjection
from workflows.commands.sujets import CommencerSujet, Identification, ModifierQualification, ValiderSujet
from workflows.demonstration import SANS_ECHANGE
from workflows.demonstration_answers import POLITIQUE, referencement
from workflows.demonstration_proofs import Preuves

TELESOIN, QUESTIONNAIRE = "telesoin", "telesoin-2021"
STRATEGIE, POLITIQUE_2021 = "socles", "politique-globale-2021"


def en_telesoin(plateforme: Plateforme, manque: str | None = None) -> str:
    """A product whose Télésoin is finished, all of it met but that critère."""
    sujet = plateforme.produit(nom="Caresoin", version="v2")
    plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, TELESOIN))
    codes = publie().questionnaires[QUESTIONNAIRE].criteres
    saisies = tuple(Saisie(code, "non_conforme" if code == manque else "conforme") for code in codes)
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, TELESOIN, QUESTIONNAIRE, saisies))
    revalider(plateforme, sujet)
    return sujet


def rouvrir(plateforme: Plateforme, sujet: str) -> None:
    """« Editer »."""
    plateforme.do(ModifierEvaluation(plateforme.contributeur, sujet, TELESOIN, QUESTIONNAIRE))


def revalider(plateforme: Plateforme, sujet: str) -> None:
    """« Valider »."""
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, TELESOIN, QUESTIONNAIRE))


def strategie_evaluee(plateforme: Plateforme) -> str:
    """A stratégie globale whose only questionnaire is validated, and projected by nobody yet."""
    who, sujet = plateforme.contributeur, str(uuid4())
    begun = Identification(nom="Edi", responsable_id=str(who.compte_id), certifications=())
    plateforme.do(CommencerSujet(who, sujet, "strategie", begun, STRATEGIE))
    plateforme.do(ModifierQualification(who, sujet, {"autres_services": "oui"}, 0))
    plateforme.do(ValiderSujet(who, sujet))
    plateforme.do(RejoindreDemarche(who, sujet, STRATEGIE))
    saisies = tuple(Saisie(code, valeur, texte) for code, (valeur, texte) in POLITIQUE.items())
    plateforme.do(EnregistrerEvaluation(who, sujet, STRATEGIE, POLITIQUE_2021, saisies))
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, STRATEGIE, POLITIQUE_2021))
    return sujet


def projeter_strategie(plateforme: Plateforme, sujet: str, mois: str = "2027-01") -> None:
    """Each of its critères planned at its highest level, and validated."""
    criteres = publie().questionnaires[POLITIQUE_2021].criteres
    plans = tuple(SaisieProjection(c, {criteres[c].ordonnes[-1].code: mois}) for c in _a_planifier(plateforme, sujet))
    plateforme.do(EnregistrerProjection(plateforme.contributeur, sujet, STRATEGIE, POLITIQUE_2021, plans))
    plateforme.do(ValiderProjection(plateforme.responsable, sujet, STRATEGIE, POLITIQUE_2021))


def _a_planifier(plateforme: Plateforme, sujet: str) -> list[str]:
    criteres = publie().questionnaires[POLITIQUE_2021].criteres
    reponses = plateforme.evaluation(sujet, POLITIQUE_2021).reponses
    valeurs = {code: reponse.valeur or "" for code, reponse in reponses.items()}
    rangs = {code: criteres[code].niveau(valeur) for code, valeur in valeurs.items()}
    return [c for c, n in rangs.items() if n is not None and 0 < n.rang < len(criteres[c].ordonnes)]


def presque_reference(site: Site) -> str:
    """The demonstration's third product: of its référencement, only Ethique remains to be validated, asked for."""
    who, sujet = site.contributeur, str(uuid4())
    begun = site.identification(who, nom="Caremoi [iOS] Mobile", version="v1.4")
    site.do(CommencerSujet(who, sujet, "produit", begun))
    site.do(ModifierQualification(who, sujet, SANS_ECHANGE, 0))
    site.do(ValiderSujet(who, sujet))
    site.do(RejoindreDemarche(who, sujet, SANS))
    catalogue = publie()
    for volet in catalogue.demarches[SANS].volets:
        reponses = referencement(catalogue, volet)
        saisies = tuple(Saisie(code, valeur, texte) for code, (valeur, texte) in reponses.items())
        site.do(EnregistrerEvaluation(who, sujet, SANS, volet.questionnaire, saisies))
        if volet.questionnaire != ETHIQUE:
            site.do(ValiderEvaluation(site.responsable, sujet, SANS, volet.questionnaire))
    preuves = Preuves(site.door, site.engine, site.reception.store.keep, who, sujet, SANS)
    preuves.deposer(catalogue.questionnaires[ETHIQUE])
    site.do(DemanderValidation(who, sujet, SANS, ETHIQUE))
    return sujet


def reference(site: Site) -> str:
    """The same, validated: its référencement is finished."""
    sujet = presque_reference(site)
    site.do(ValiderEvaluation(site.responsable, sujet, SANS, ETHIQUE))
    return sujet


def finished(site: Site) -> dict[str, str]:
    """A product that finished a démarche, by its reference, by its dossier and by its last entry."""
    sujet = en_telesoin(site)
    return {
        "finalise": str(site.sujet(sujet).reference),
        "dossier_finalise": dossier_of(site, sujet, TELESOIN),
        "derniere_ecriture": str(size_of(site, "convergence/EDI") - 1),
    }
