"""Projections: dates, what may not be dated, the gate of the theme, the verdict, and « à revoir »."""

import pytest

from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.evaluations import EnregistrerEvaluation, ModifierEvaluation, Saisie, ValiderEvaluation
from workflows.commands.projections import EnregistrerProjection, SaisieProjection, ValiderProjection
from workflows.commands.sujets import ModifierQualification
from workflows.demonstration import QUALIFICATION
from workflows.errors import GateRefused, Incomplete, ValidationRefused

FAIBLES = FORTES | {"A10.1": "rouge", "A08.5.01": "orange"}


def _plan(plateforme: Plateforme, sujet: str, *saisies: SaisieProjection) -> None:
    plateforme.do(EnregistrerProjection(plateforme.contributeur, sujet, SOCLES, INTEROP, saisies))


def _valider(plateforme: Plateforme, sujet: str) -> None:
    plateforme.do(ValiderProjection(plateforme.responsable, sujet, SOCLES, INTEROP))


def _resultat(plateforme: Plateforme, sujet: str) -> tuple[str, str | None]:
    validation = plateforme.projection(sujet).validation
    assert validation is not None
    assert validation.verdict is not None
    return validation.verdict.resultat, validation.verdict.echeance


def test_a_projection_is_locked_until_its_own_theme_is_validated(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    with pytest.raises(GateRefused):
        _plan(plateforme, sujet, SaisieProjection("A10.1", {"vert": "2027-01"}))
    plateforme.valider(sujet, FAIBLES)
    _plan(plateforme, sujet, SaisieProjection("A10.1", {"vert": "2027-01"}))
    assert plateforme.projection(sujet).etat == "brouillon"


@pytest.mark.parametrize(
    ("echeances", "words"),
    [
        ({"vert": "2023-13"}, "n'est pas un mois"),
        ({"vert": "demain"}, "n'est pas un mois"),
        ({"vert": "2026-02"}, "est déjà passé"),
        ({"orange": "2027-05", "vert": "2027-01"}, "précède"),
        ({"rouge": "2027-01"}, "n'est pas un niveau qui reste à atteindre"),
        ({"violet": "2027-01"}, "n'est pas un niveau qui reste à atteindre"),
    ],
)
def test_impossible_dates_are_refused_in_words(plateforme: Plateforme, echeances: dict[str, str], words: str) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES)
    with pytest.raises(ValidationRefused, match=words):
        _plan(plateforme, sujet, SaisieProjection("A10.1", echeances))
    assert not plateforme.projection(sujet).reponses


def test_equal_months_skipped_levels_and_the_current_month_are_allowed(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES)
    _plan(plateforme, sujet, SaisieProjection("A10.1", {"orange": "2026-03", "vert": "2026-03"}))
    assert plateforme.projection(sujet).reponses["A10.1"].echeances == {"orange": "2026-03", "vert": "2026-03"}


def test_every_critere_below_the_recommended_level_wants_a_date_or_the_box(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES)
    _plan(plateforme, sujet, SaisieProjection("A10.1", {"orange": "2027-01"}))
    with pytest.raises(Incomplete) as refusal:
        _valider(plateforme, sujet)
    assert [(manque.critere, manque.quoi) for manque in refusal.value.manques] == [("A08.5.01", "date")]


def test_the_verdict_is_the_latest_of_the_earliest_sufficient_dates(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES)
    _plan(
        plateforme,
        sujet,
        SaisieProjection("A10.1", {"orange": "2027-01", "vert": "2029-01"}),
        SaisieProjection("A08.5.01", {"vert": "2026-11"}),
    )
    _valider(plateforme, sujet)
    assert _resultat(plateforme, sujet) == ("atteint_le", "2027-01")
    plateforme.assert_faithful()


def test_a_target_that_does_not_apply_is_never_reached(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES)
    hors_cible = SaisieProjection("A08.5.01", {}, non_applicable=True)
    _plan(plateforme, sujet, SaisieProjection("A10.1", {"orange": "2027-01"}), hors_cible)
    _valider(plateforme, sujet)
    assert _resultat(plateforme, sujet) == ("non_atteint", None)


def test_a_projection_with_nothing_to_plan_is_reached_already(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    _valider(plateforme, sujet)
    assert _resultat(plateforme, sujet) == ("atteint", None)


def test_a_new_validation_of_the_evaluation_sends_the_projection_to_be_seen_again(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    _valider(plateforme, sujet)
    plateforme.do(ModifierEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    plateforme.repondre(sujet, {"A10.1": "rouge"})
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    assert plateforme.projection(sujet).etat == "a_revoir"
    _plan(plateforme, sujet, SaisieProjection("A10.1", {"orange": "2027-01"}))
    _valider(plateforme, sujet)
    assert _resultat(plateforme, sujet) == ("atteint_le", "2027-01")
    plateforme.assert_faithful()


def test_a_requalification_that_asks_for_more_sends_the_plan_to_be_seen_again(plateforme: Plateforme) -> None:
    sujet, questionnaire, who = plateforme.produit(), "urbanisation-2021", plateforme.responsable
    codes = ("A04.1", "A05.1", "A06.1", "A07.1", "A08.7.2", "A15.1")
    saisies = tuple(Saisie(code, "jaune" if code == "A05.1" else "vert") for code in codes)
    plateforme.do(EnregistrerEvaluation(who, sujet, SOCLES, questionnaire, saisies))
    plateforme.do(ValiderEvaluation(who, sujet, SOCLES, questionnaire))
    plateforme.do(ValiderProjection(who, sujet, SOCLES, questionnaire))
    revision = plateforme.sujet(sujet).revision
    plateforme.do(ModifierQualification(who, sujet, QUALIFICATION | {"referencement_bsp": "reference"}, revision))
    assert plateforme.projection(sujet, questionnaire).etat == "a_revoir"
    plateforme.assert_faithful()


def test_a_month_in_other_digits_is_no_month(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES)
    with pytest.raises(ValidationRefused, match="n'est pas un mois"):
        _plan(plateforme, sujet, SaisieProjection("A10.1", {"vert": "\uff12\uff10\uff12\uff17-\uff10\uff11"}))
