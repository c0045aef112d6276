"""Products and stratégies globales: begun, identified, qualified, validated, dropped, archived; démarches joined."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.support.closed import FERMEE, publish_closed
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.dossiers import QuitterDemarche, RejoindreDemarche
from workflows.commands.evaluations import EnregistrerEvaluation, ModifierEvaluation, Saisie, ValiderEvaluation
from workflows.commands.projections import ValiderProjection
from workflows.commands.sujets import (
    AbandonnerSujet,
    ArchiverSujet,
    CommencerSujet,
    DesarchiverSujet,
    ModifierIdentification,
    ModifierQualification,
    ValiderSujet,
)
from workflows.demonstration import QUALIFICATION
from workflows.errors import Forbidden, GateRefused, NotFound, ValidationRefused

SANS_ECHANGE = QUALIFICATION | {"echange_mes": "aucun"}


def _strategie(plateforme: Plateforme) -> str:
    who, identifiant = plateforme.responsable, str(uuid4())
    identification = plateforme.identification(who, nom="Edi", version="", type_produit="", description="")
    plateforme.do(CommencerSujet(who, identifiant, "strategie", identification, SOCLES))
    return identifiant


def test_a_product_begun_twice_with_one_identifier_is_begun_once(plateforme: Plateforme) -> None:
    who, identifiant = plateforme.contributeur, str(uuid4())
    command = CommencerSujet(who, identifiant, "produit", plateforme.identification(who))
    assert plateforme.do(command).seq is not None
    assert plateforme.do(command).seq is None


def test_an_identifier_of_another_company_is_not_found(plateforme: Plateforme) -> None:
    sujet, thief = plateforme.produit(), plateforme.acteur("responsable@autre.example")
    with pytest.raises(NotFound):
        plateforme.do(CommencerSujet(thief, sujet, "produit", plateforme.identification(thief)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nom": "  "}, "nom"),
        ({"version": ""}, "version"),
        ({"type_produit": ""}, "type_produit"),
        ({"type_produit": "mixte"}, "type_produit"),
        ({"description": ""}, "description"),
        ({"nom": "x" * 121}, "nom"),
        ({"nom": "a\x07b"}, "nom"),
        ({"responsable_id": ""}, "responsable_id"),
        ({"responsable_id": "inconnu"}, "responsable_id"),
        ({"certifications": ("x" * 121,)}, "certifications"),
        ({"certifications": tuple("abcdefghijklmnopqrstu")}, "certifications"),
    ],
)
def test_an_identification_that_lacks_something_names_the_field(
    plateforme: Plateforme, changes: dict[str, object], field: str
) -> None:
    who = plateforme.contributeur
    with pytest.raises(ValidationRefused) as refusal:
        plateforme.do(CommencerSujet(who, str(uuid4()), "produit", plateforme.identification(who, **changes)))
    assert field in {name for name, _ in refusal.value.fields}


def test_the_responsable_of_a_product_is_an_account_of_the_company(plateforme: Plateforme) -> None:
    who, stranger = plateforme.contributeur, plateforme.acteur("responsable@autre.example")
    identification = plateforme.identification(who, responsable_id=stranger.compte_id)
    with pytest.raises(ValidationRefused, match="Responsable"):
        plateforme.do(CommencerSujet(who, str(uuid4()), "produit", identification))


def test_an_unanswered_question_of_the_qualification_is_named(plateforme: Plateforme) -> None:
    sujet = plateforme.produit(valide=False)
    partial = {code: valeur for code, valeur in QUALIFICATION.items() if code != "echange_bsp"}
    with pytest.raises(ValidationRefused) as refusal:
        plateforme.do(ModifierQualification(plateforme.contributeur, sujet, partial, 1))
    assert [field for field, _ in refusal.value.fields] == ["echange_bsp"]


def test_a_product_gets_its_reference_when_it_is_validated_and_only_once(plateforme: Plateforme) -> None:
    sujet = plateforme.produit(valide=False)
    assert plateforme.sujet(sujet).reference is None
    first = plateforme.do(ValiderSujet(plateforme.contributeur, sujet))
    again = plateforme.do(ValiderSujet(plateforme.contributeur, sujet))
    assert first.reference == again.reference
    assert again.seq is None


def test_a_product_that_is_not_validated_joins_no_demarche(plateforme: Plateforme) -> None:
    sujet = plateforme.produit(valide=False)
    with pytest.raises(ValidationRefused, match="récapitulatif"):
        plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, SOCLES))


def test_a_draft_can_be_dropped_and_a_product_cannot(plateforme: Plateforme) -> None:
    draft, product = plateforme.produit(valide=False), plateforme.produit()
    plateforme.do(AbandonnerSujet(plateforme.contributeur, draft))
    with pytest.raises(NotFound):
        plateforme.do(ValiderSujet(plateforme.contributeur, draft))
    with pytest.raises(ValidationRefused):
        plateforme.do(AbandonnerSujet(plateforme.contributeur, product))
    plateforme.assert_faithful()


def test_an_archived_product_changes_no_more_until_it_comes_back(plateforme: Plateforme) -> None:
    sujet, who = plateforme.produit(), plateforme.contributeur
    plateforme.do(ArchiverSujet(who, sujet))
    with pytest.raises(GateRefused, match="archivé"):
        plateforme.repondre(sujet, {"A10.1": "vert"})
    with pytest.raises(ValidationRefused, match="archivé"):
        plateforme.do(ModifierIdentification(who, sujet, plateforme.identification(who), 1))
    plateforme.do(DesarchiverSujet(who, sujet))
    plateforme.repondre(sujet, {"A10.1": "vert"})
    plateforme.assert_faithful()


def test_a_demarche_that_is_left_is_hidden_and_comes_back_as_it_was(plateforme: Plateforme) -> None:
    sujet, who = plateforme.produit(), plateforme.contributeur
    plateforme.repondre(sujet, {"A10.1": "vert"})
    plateforme.do(QuitterDemarche(who, sujet, SOCLES))
    with pytest.raises(NotFound):
        plateforme.repondre(sujet, {"A10.1": "rouge"})
    plateforme.do(RejoindreDemarche(who, sujet, SOCLES))
    assert plateforme.evaluation(sujet).reponses["A10.1"].valeur == "vert"
    assert plateforme.dossier(sujet).etat == "evaluation"


def test_joining_twice_changes_nothing(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    assert plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, SOCLES)).seq is None


@pytest.mark.parametrize("demarche", [FERMEE, "inconnue"])
def test_a_demarche_that_is_not_open_does_not_exist(plateforme: Plateforme, demarche: str) -> None:
    publish_closed(plateforme)
    sujet = plateforme.produit()
    with pytest.raises(NotFound):
        plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, demarche))


def test_a_changed_qualification_reprofiles_and_keeps_every_answer(plateforme: Plateforme) -> None:
    sujet, who, questionnaire = plateforme.produit(), plateforme.contributeur, "urbanisation-2021"
    plateforme.do(EnregistrerEvaluation(who, sujet, SOCLES, questionnaire, (Saisie("A15.1", "vert"),)))
    revision = plateforme.sujet(sujet).revision
    plateforme.do(ModifierQualification(who, sujet, SANS_ECHANGE, revision))
    with pytest.raises(ValidationRefused, match="ne s'applique pas"):
        plateforme.do(EnregistrerEvaluation(who, sujet, SOCLES, questionnaire, (Saisie("A15.1", "rouge"),)))
    assert plateforme.evaluation(sujet, questionnaire).reponses["A15.1"].valeur == "vert"
    plateforme.do(ModifierQualification(who, sujet, QUALIFICATION, revision + 1))
    assert plateforme.evaluation(sujet, questionnaire).reponses["A15.1"].valeur == "vert"
    plateforme.assert_faithful()


def test_the_company_has_one_strategie_globale(plateforme: Plateforme) -> None:
    _strategie(plateforme)
    with pytest.raises(ValidationRefused, match="déjà une stratégie globale"):
        _strategie(plateforme)


def test_a_strategie_globale_joins_the_demarche_it_was_begun_for(plateforme: Plateforme) -> None:
    sujet, who = _strategie(plateforme), plateforme.responsable
    plateforme.do(ModifierQualification(who, sujet, {"autres_services": "non"}, 0))
    plateforme.do(ValiderSujet(who, sujet))
    assert plateforme.dossier(sujet).etat == "evaluation"
    assert list(plateforme.sujet(sujet).evaluations) == ["politique-globale-2021"]


def test_a_whole_strategie_globale_is_finalised_and_reopened_by_an_edit(plateforme: Plateforme) -> None:
    sujet, who, questionnaire = _strategie(plateforme), plateforme.responsable, "politique-globale-2021"
    plateforme.do(ModifierQualification(who, sujet, {"autres_services": "non"}, 0))
    plateforme.do(ValiderSujet(who, sujet))
    saisies = tuple(Saisie(code, "vert") for code in ("A09.1", "A09.2", "A08.8.1"))
    plateforme.do(EnregistrerEvaluation(who, sujet, SOCLES, questionnaire, saisies))
    plateforme.do(ValiderEvaluation(who, sujet, SOCLES, questionnaire))
    assert plateforme.dossier(sujet).etat == "validee"
    plateforme.do(ValiderProjection(who, sujet, SOCLES, questionnaire))
    finalise = plateforme.dossier(sujet)
    assert (finalise.etat, finalise.statut) == ("finalisee", "Terminé")
    assert finalise.finalise_le is not None
    plateforme.do(ModifierEvaluation(who, sujet, SOCLES, questionnaire))
    assert plateforme.dossier(sujet).etat == "evaluation"
    plateforme.do(ValiderEvaluation(who, sujet, SOCLES, questionnaire))
    reopened = plateforme.dossier(sujet)
    assert reopened.etat == "projection"
    assert reopened.projections[questionnaire].etat == "a_revoir"
    plateforme.assert_faithful()


def test_the_agency_begins_no_product(plateforme: Plateforme) -> None:
    admin = plateforme.acteur("admin@agence.example")
    with pytest.raises(Forbidden):
        plateforme.do(CommencerSujet(admin, str(uuid4()), "produit", plateforme.identification(admin)))


def test_an_option_product_of_the_company_may_be_named_by_an_answer(plateforme: Plateforme) -> None:
    option = plateforme.produit(type_produit="option", nom="Module")
    sujet, who = plateforme.produit(), plateforme.contributeur
    saisie = Saisie("A10.1", "vert", "", option)
    plateforme.do(EnregistrerEvaluation(who, sujet, SOCLES, INTEROP, (saisie,)))
    assert plateforme.evaluation(sujet).reponses["A10.1"].depend_de == option
    self_named = replace(saisie, depend_de=sujet, revision=1)
    with pytest.raises(ValidationRefused):
        plateforme.do(EnregistrerEvaluation(who, sujet, SOCLES, INTEROP, (self_named,)))
    plateforme.repondre(sujet, FORTES)
    plateforme.assert_faithful()
