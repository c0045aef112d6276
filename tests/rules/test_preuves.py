"""What the proofs of an answer add up to, as rules see it."""

from datetime import UTC, datetime

import pytest

from models.snapshot import PreuveFournie, ReponseSnapshot
from referentiels.catalogue import JeuDePreuves, PreuveAttendue, Scenario
from rules.preuves import depot_finalise, manquants, types_manquants, vue_du_depot

GENERAL = JeuDePreuves("general", "Cas général", (PreuveAttendue("liste", "Liste"), PreuveAttendue("page", "Page")))
DISPOSITIF = JeuDePreuves(
    "dispositif", "Dispositif médical", (PreuveAttendue("ce", "Certificat CE"), PreuveAttendue("iso", "ISO 13485"))
)
SCENARIO = Scenario("SC.001", "Liste des contributeurs", (GENERAL, DISPOSITIF))


def fournie(jeu: str, genre: str, antivirus: str = "sans") -> PreuveFournie:
    return PreuveFournie(f"{jeu}-{genre}-{antivirus}", jeu, genre, antivirus)


def reponse(*fournies: PreuveFournie, jeu: str | None = None, finalise: bool = False) -> ReponseSnapshot:
    instant = datetime(2026, 3, 2, tzinfo=UTC)
    return ReponseSnapshot(
        "r", "QUA.1.1", 1, "conforme", "", None, False, False, 1, instant, "c", fournies, finalise, jeu
    )


def test_without_a_scenario_nothing_is_missing() -> None:
    assert manquants(None, None) == ()
    assert depot_finalise(None, None)


def test_without_an_answer_the_smallest_set_is_missing_whole() -> None:
    small = JeuDePreuves("petit", "Petit", (PreuveAttendue("une", "Une"),))
    assert len(manquants(SCENARIO, None)) == 2
    assert len(manquants(Scenario("SC.2", "…", (GENERAL, small)), None)) == 1
    assert not depot_finalise(SCENARIO, None)


def test_the_set_that_lacks_fewest_types_counts_while_nobody_chose() -> None:
    assert len(manquants(SCENARIO, reponse(fournie("general", "liste")))) == 1
    assert len(manquants(SCENARIO, reponse(fournie("dispositif", "ce"), fournie("dispositif", "iso")))) == 0


def test_types_of_different_sets_do_not_add_up() -> None:
    assert len(manquants(SCENARIO, reponse(fournie("general", "liste"), fournie("dispositif", "iso")))) == 1


def test_the_set_that_was_chosen_counts_alone() -> None:
    general = (fournie("general", "liste"), fournie("general", "page"))
    assert len(manquants(SCENARIO, reponse(*general))) == 0
    assert len(manquants(SCENARIO, reponse(*general, jeu="dispositif"))) == 2
    assert len(manquants(SCENARIO, reponse(*general, jeu="general"))) == 0


def test_a_choice_that_is_no_longer_offered_is_none() -> None:
    assert len(manquants(SCENARIO, reponse(fournie("general", "liste"), jeu="retire"))) == 1


def test_two_proofs_of_one_type_are_one_type() -> None:
    twice = reponse(fournie("general", "liste"), fournie("general", "liste", "saine"))
    assert [attendue.code for attendue in types_manquants(GENERAL, twice)] == ["page"]


@pytest.mark.parametrize(
    ("antivirus", "missing"), [("sans", 1), ("saine", 1), ("en_attente", 1), ("infectee", 2), ("inconnue", 2)]
)
def test_an_infected_or_unknown_proof_does_not_count(antivirus: str, missing: int) -> None:
    assert len(manquants(SCENARIO, reponse(fournie("general", "liste", antivirus), jeu="general"))) == missing


def test_the_deposit_is_over_when_somebody_says_so() -> None:
    assert not depot_finalise(SCENARIO, reponse())
    assert depot_finalise(SCENARIO, reponse(finalise=True))


def test_what_was_seen_changes_with_the_proofs_and_the_choice_not_with_their_order() -> None:
    one, two = fournie("general", "liste"), fournie("general", "page")
    seen = vue_du_depot(reponse(one, two))
    assert vue_du_depot(reponse(two, one)) == seen
    others = {
        vue_du_depot(other)
        for other in (None, reponse(one), reponse(one, two, jeu="general"), reponse(one, two, finalise=True))
    }
    assert len(others) == 4
    assert seen not in others
    assert vue_du_depot(None) == vue_du_depot(reponse())
