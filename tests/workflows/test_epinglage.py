"""Validated answers keep the versions that judged them; drafts follow, say what changed, and lose no answer."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from reports.nouveautes import derniere_saisie, nouveautes
from tests.support.rediger import Redaction, redaction
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.evaluations import ModifierEvaluation, ValiderEvaluation

PROFILAGE = ("regles", "profilage/doctrine-2021")
LENDEMAIN = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
SURLENDEMAIN = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
ECARTE = """\
  - id: PROF-DOC-008
    label: Le produit n'a pas de numéro d'identification
    when: {fact: produit.nil, eq: false}
    then:
      - {non_applicable: [A10.2]}
    because: Un essai.
"""


@pytest.fixture
def redac(plateforme: Plateforme) -> Redaction:
    """Two administrateurs at work."""
    return redaction(plateforme)


def _publier(redac: Redaction) -> str:
    """A rule that takes A10.2 away from products that have no number, published the next day."""
    redac.plateforme.clock.instant = LENDEMAIN
    brouillon = redac.brouillon(*PROFILAGE)
    redac.modifier(brouillon, "\ncases:\n", f"\n{ECARTE}cases:\n")
    redac.publie(brouillon)
    return brouillon


def test_a_validated_evaluation_keeps_its_versions_and_its_verdict(redac: Redaction) -> None:
    plateforme = redac.plateforme
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES | {"A10.2": "rouge"})
    avant = plateforme.evaluation(sujet).validation
    _publier(redac)
    apres = plateforme.evaluation(sujet).validation
    assert avant is not None
    assert apres == avant
    assert redac.edition().digest != avant.edition
    plateforme.assert_faithful()


def test_a_draft_is_judged_by_the_new_version_and_loses_no_answer(redac: Redaction) -> None:
    plateforme = redac.plateforme
    sujet = plateforme.produit()
    plateforme.repondre(sujet, {code: niveau for code, niveau in FORTES.items() if code != "A10.2"})
    _publier(redac)
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert validation.edition == redac.edition().digest
    assert set(validation.reponses) == set(FORTES) - {"A10.2"}
    plateforme.assert_faithful()


def test_an_answer_that_no_longer_applies_is_kept_and_comes_back(redac: Redaction) -> None:
    plateforme = redac.plateforme
    sujet = plateforme.produit()
    premiere = redac.contenu(*PROFILAGE)
    plateforme.repondre(sujet, FORTES | {"A10.2": "orange"})
    _publier(redac)
    assert plateforme.evaluation(sujet).reponses["A10.2"].valeur == "orange"
    plateforme.clock.instant = SURLENDEMAIN
    redac.publie(redac.brouillon(*PROFILAGE, premiere))
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert validation.reponses["A10.2"].valeur == "orange"


def test_editing_anew_what_an_earlier_version_judged_follows_the_new_one(redac: Redaction) -> None:
    plateforme = redac.plateforme
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    _publier(redac)
    plateforme.do(ModifierEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert (validation.numero, validation.edition) == (2, redac.edition().digest)


def test_a_draft_is_told_what_changed_since_it_was_last_written_in(redac: Redaction) -> None:
    plateforme = redac.plateforme
    sujet = plateforme.produit()
    plateforme.repondre(sujet, {"A10.1": "vert"})
    _publier(redac)
    edition = redac.edition()
    demarche = edition.catalogue.demarches[SOCLES]
    with Session(plateforme.engine) as session:
        depuis = derniere_saisie(plateforme.evaluation(sujet))
        (nouveaute,) = nouveautes(session, edition, demarche, depuis, LENDEMAIN)
        assert (nouveaute.titre, nouveaute.version) == ("Profilage : doctrine-2021", "2")
        assert [(regle.id, regle.quoi) for regle in nouveaute.regles] == [("PROF-DOC-008", "ajoutée")]
        assert nouveautes(session, edition, demarche, LENDEMAIN, LENDEMAIN) == ()
    plateforme.clock.instant = SURLENDEMAIN
    plateforme.repondre(sujet, {"A10.1": "orange"})
    with Session(plateforme.engine) as session:
        depuis = derniere_saisie(plateforme.evaluation(sujet))
        assert nouveautes(session, edition, demarche, depuis, SURLENDEMAIN) == ()


def test_what_is_validated_or_untouched_is_told_nothing(redac: Redaction) -> None:
    plateforme = redac.plateforme
    sujet = plateforme.produit()
    assert derniere_saisie(plateforme.evaluation(sujet)) is None
    plateforme.valider(sujet)
    assert derniere_saisie(plateforme.evaluation(sujet)) is None
    assert derniere_saisie(None) is None
