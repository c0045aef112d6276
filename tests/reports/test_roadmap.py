"""The roadmap: recorded verdicts, how each date stands today, what decided, and its history."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reports.results import AucuneValidation
from reports.roadmap import FeuilleDeRoute, LigneDeRoute
from reports.roadmap_json import feuille_json
from reports.roadmap_steps import Suite, colonnes
from rules.edition import Edition
from tests.support.planning import (
    FAIBLES,
    HORS_CIBLE,
    PLAN,
    evalue,
    lire_feuille,
    planifier,
    projeter,
    reevaluer,
    shipped_edition,
)
from tests.workflows.plateforme import INTEROP, SOCLES, Plateforme
from workflows.clock import jour
from workflows.commands.projections import ModifierProjection, SaisieProjection

APRES = date(2028, 2, 1)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """What is shipped."""
    return shipped_edition()


def _ligne(feuille: FeuilleDeRoute, code: str) -> LigneDeRoute:
    return next(ligne for ligne in feuille.lignes() if ligne.critere.code == code)


def _suites(feuille: FeuilleDeRoute, code: str) -> dict[str, Suite]:
    return {etape.texte: etape.suite for etape in _ligne(feuille, code).etapes}


def test_a_roadmap_says_the_recorded_verdict_and_what_fixes_its_month(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    feuille = lire_feuille(plateforme, edition, sujet)
    assert feuille.titre == "Feuille de route du produit sur le thème Interopérabilité"
    assert feuille.niveau == "Atteint le 2027-01 pour Doctrine du Numérique en Santé Evaluation et projection socles"
    assert feuille.explication is not None
    assert feuille.explication.reconstitue
    assert [regle.id for regle in feuille.explication.declenchees] == ["VERD-DOC-004"]
    assert [(d.code, d.echeance) for d in feuille.explication.determinants] == [("A08.5.01", "2027-01")]
    assert feuille.evaluateur == "Responsable"


def test_a_target_that_does_not_apply_is_named_as_what_decided(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet, PLAN[0], HORS_CIBLE)
    feuille = lire_feuille(plateforme, edition, sujet)
    assert feuille.niveau == "Non atteint pour Doctrine du Numérique en Santé Evaluation et projection socles"
    assert feuille.explication is not None
    assert [(d.code, d.echeance) for d in feuille.explication.determinants] == [("A08.5.01", None)]
    assert _ligne(feuille, "A08.5.01").non_applicable


def test_a_projection_with_nothing_to_plan_is_reached_and_has_no_date(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    projeter(plateforme, sujet, SaisieProjection("A10.1", {}, False, "Rien à prévoir."))
    feuille = lire_feuille(plateforme, edition, sujet, APRES)
    assert feuille.niveau == "Atteint pour Doctrine du Numérique en Santé Evaluation et projection socles"
    assert not feuille.depassee
    assert _ligne(feuille, "A10.1").commentaire == "Rien à prévoir."
    assert colonnes(etape for ligne in feuille.lignes() for etape in ligne.etapes) == ()


def test_a_date_is_overdue_the_month_after_it_and_not_before(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    during, after = (lire_feuille(plateforme, edition, sujet, date(2027, month, 1)) for month in (1, 2))
    assert _suites(during, "A08.5.01") == {"2027-01": Suite.A_VENIR}
    assert not during.depassee
    assert _suites(after, "A08.5.01") == {"2027-01": Suite.DEPASSEE}
    assert after.depassee
    assert after.niveau == during.niveau


def test_a_level_validated_since_is_reached_and_its_date_no_longer_overdue(
    plateforme: Plateforme, edition: Edition
) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    reevaluer(plateforme, sujet, {"A10.1": "orange", "A08.5.01": "vert"})
    feuille = lire_feuille(plateforme, edition, sujet, APRES)
    assert _suites(feuille, "A08.5.01") == {"2027-01": Suite.ATTEINTE}
    assert _suites(feuille, "A10.1") == {"2026-10": Suite.ATTEINTE, "2027-06": Suite.PASSEE}
    assert not feuille.depassee
    assert feuille.a_revoir
    assert (_ligne(feuille, "A10.1").depart, _ligne(feuille, "A10.1").actuel) == ("rouge", "orange")
    assert feuille.niveau is not None
    assert feuille.niveau.startswith("Atteint le 2027-01")


def test_a_critere_that_became_grey_awaits_nothing_any_more(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    reevaluer(plateforme, sujet, {"A08.5.01": "gris"})
    assert _suites(lire_feuille(plateforme, edition, sujet, APRES), "A08.5.01") == {"2027-01": Suite.PASSEE}


def test_an_option_that_is_late_does_not_make_the_verdict_overdue(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES | {"A08.5.01": "vert", "A08.5.03": "orange"})
    projeter(
        plateforme,
        sujet,
        SaisieProjection("A10.1", {"orange": "2027-01"}),
        SaisieProjection("A08.5.03", {"jaune": "2026-05"}),
    )
    reevaluer(plateforme, sujet, {"A10.1": "orange"})
    feuille = lire_feuille(plateforme, edition, sujet, APRES)
    assert _ligne(feuille, "A08.5.03").depassee
    assert not feuille.depassee


def test_older_validations_stay_readable_as_they_were(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    projeter(plateforme, sujet, SaisieProjection("A08.5.01", {"vert": "2027-09"}))
    last, first = lire_feuille(plateforme, edition, sujet), lire_feuille(plateforme, edition, sujet, numero=1)
    assert [une.numero for une in last.historique] == [2, 1]
    assert last.derniere
    assert _suites(last, "A08.5.01") == {"2027-09": Suite.A_VENIR}
    assert not first.derniere
    assert _suites(first, "A08.5.01") == {"2027-01": Suite.A_VENIR}
    assert first.niveau is not None
    assert "2027-01" in first.niveau


def test_an_older_roadmap_keeps_the_levels_it_started_from(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    reevaluer(plateforme, sujet, {"A10.1": "vert"})
    projeter(plateforme, sujet, PLAN[1])
    assert _ligne(lire_feuille(plateforme, edition, sujet), "A10.1").depart == "vert"
    first = lire_feuille(plateforme, edition, sujet, numero=1)
    assert _ligne(first, "A10.1").depart == "rouge"
    assert first.explication is not None
    assert first.explication.reconstitue


def test_a_newer_draft_leaves_the_roadmap_alone_but_is_told(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    plateforme.do(ModifierProjection(plateforme.contributeur, sujet, SOCLES, INTEROP))
    planifier(plateforme, sujet, SaisieProjection("A08.5.01", {"vert": "2029-01"}))
    feuille = lire_feuille(plateforme, edition, sujet)
    assert feuille.brouillon
    assert _suites(feuille, "A08.5.01") == {"2027-01": Suite.A_VENIR}


def test_there_is_nothing_before_the_first_validation(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    feuille = lire_feuille(plateforme, edition, sujet)
    assert feuille.validation is None
    assert feuille.sections == ()
    with pytest.raises(AucuneValidation):
        lire_feuille(plateforme, edition, sujet, numero=1)


def test_the_document_says_the_same_to_programs(plateforme: Plateforme, edition: Edition) -> None:
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    told: dict[str, Any] = json.loads(feuille_json(lire_feuille(plateforme, edition, sujet, APRES), "note"))
    assert told["verdict"]["resultat"] == "atteint_le"
    assert told["verdict"]["echeance"] == "2027-01"
    assert told["verdict"]["determinants"] == [{"critere": "A08.5.01", "echeance": "2027-01"}]
    criteres = {un["code"]: un for section in told["sections"] for un in section["criteres"]}
    assert criteres["A10.1"]["echeances"] == [
        {"niveau": "orange", "mois": "2026-10", "suite": "depassee"},
        {"niveau": "vert", "mois": "2027-06", "suite": "depassee"},
    ]
    assert criteres["A10.1"]["commentaire"] == "Par étapes."
    assert told["au"] == "2028-02-01"
    assert told["journal"] == "note"


def test_the_paris_month_counts_not_the_one_of_greenwich(plateforme: Plateforme, edition: Edition) -> None:
    # 31 January 2027 at 23:30 UTC is already February in Paris
    late = jour(datetime(2027, 1, 31, 23, 30, tzinfo=UTC))
    sujet = evalue(plateforme)
    projeter(plateforme, sujet)
    assert lire_feuille(plateforme, edition, sujet, late).depassee
