"""A questionnaire published anew: nothing of a company changes until its next command, which carries its answers."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.journal import JournalEntry
from models.notification import Notification
from models.reponse import Reponse
from models.snapshot import ReponseSnapshot
from rules.reprise import avec_reprises, precedente
from tests.support.prochaine_version import SUIVANTE, publier, suite
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from tests.workflows.test_versions import next_version
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.evaluations import DemanderValidation, EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.commands.projections import DemanderValidationProjection, EnregistrerProjection, SaisieProjection
from workflows.errors import Incomplete

TITRE = "titre: Partage et/ou échange de documents (producteur de documents CDA) - structuration minimale"
CHANGES = (
    (TITRE, "titre: Production de documents CDA"),
    ("code: A10.2\n", "code: A10.3\n"),
)
A_CHANGER = "A08.5.01"


def answer(plateforme: Plateforme, sujet: str, *saisies: Saisie) -> None:
    """Something kept in the next version."""
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, SOCLES, SUIVANTE, saisies))


def entries(plateforme: Plateforme) -> int:
    """How many entries the company's log has."""
    with Session(plateforme.engine) as session:
        wanted = select(func.count()).select_from(JournalEntry).where(JournalEntry.log == "convergence/EDI")
        return session.scalar(wanted) or 0


def plain(reponse: ReponseSnapshot) -> tuple[str, str | None, bool, int]:
    return reponse.critere, reponse.valeur, reponse.a_reconfirmer, reponse.revision


def test_publication_writes_nothing_of_a_company(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    avant, ecrites = plateforme.sujet(sujet), entries(plateforme)
    publier(plateforme, suite(*CHANGES))
    assert (plateforme.sujet(sujet), entries(plateforme)) == (avant, ecrites)


def test_the_next_command_carries_what_stands_and_asks_to_confirm_what_changed(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES | {"A10.1": "orange"})
    publier(plateforme, suite(*CHANGES))
    answer(plateforme, sujet, Saisie("A10.1", "vert", "", None, 1))
    evaluation = plateforme.evaluation(sujet, SUIVANTE)
    assert evaluation.etat == "brouillon"
    valeurs = {code: (r.valeur, r.a_reconfirmer) for code, r in evaluation.reponses.items()}
    attendues = {code: (valeur, code == A_CHANGER) for code, valeur in FORTES.items()}
    attendues["A10.3"] = attendues.pop("A10.2")
    assert valeurs == attendues
    plateforme.assert_faithful()


def test_what_was_answered_before_stays_where_it_is(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    avant = plateforme.evaluation(sujet)
    publier(plateforme, suite(*CHANGES))
    answer(plateforme, sujet, Saisie("A10.1", "rouge", "", None, 1))
    assert plateforme.evaluation(sujet) == avant
    assert plateforme.evaluation(sujet, SUIVANTE).reponses["A10.1"].valeur == "rouge"
    plateforme.assert_faithful()


def test_a_critere_that_is_gone_keeps_its_answer_in_the_version_before(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    sans = suite(("code: A10.2\n        titre: ", "code: A10.9\n        titre: Tout autre chose, "))
    publier(plateforme, sans)
    answer(plateforme, sujet, Saisie("A10.1", "vert", "vu", None, 1))
    assert "A10.2" in plateforme.evaluation(sujet).reponses
    assert set(plateforme.evaluation(sujet, SUIVANTE).reponses) == set(FORTES) - {"A10.2"}
    plateforme.assert_faithful()


def test_a_page_shows_what_the_next_command_writes(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    redac = publier(plateforme, suite(*CHANGES))
    vu = avec_reprises(redac.edition().catalogue, plateforme.sujet(sujet)).evaluations[SUIVANTE]
    answer(plateforme, sujet, Saisie("A10.1", "vert", "", None, 1))
    ecrit = plateforme.evaluation(sujet, SUIVANTE)
    assert [plain(vu.reponses[c]) for c in sorted(vu.reponses)] == [
        plain(ecrit.reponses[c]) for c in sorted(ecrit.reponses)
    ]
    assert (vu.etat, vu.revision) == ("brouillon", 1)
    assert avec_reprises(redac.edition().catalogue, plateforme.sujet(sujet)) == plateforme.sujet(sujet)


def test_carried_answers_count_and_those_to_confirm_keep_it_from_being_validated(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    publier(plateforme, suite(*CHANGES))
    valider = ValiderEvaluation(plateforme.responsable, sujet, SOCLES, SUIVANTE)
    with pytest.raises(Incomplete) as refus:
        plateforme.do(valider)
    assert [manque.critere for manque in refus.value.manques] == [A_CHANGER]
    answer(plateforme, sujet, Saisie(A_CHANGER, "vert", "", None, 1))
    plateforme.do(valider)
    assert plateforme.evaluation(sujet, SUIVANTE).etat == "valide"
    plateforme.assert_faithful()


def test_a_request_to_validate_the_version_before_is_taken_back(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    plateforme.do(DemanderValidation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    publier(plateforme, suite(*CHANGES))
    answer(plateforme, sujet, Saisie("A10.1", "vert", "", None, 1))
    assert plateforme.evaluation(sujet).etat == "brouillon"
    assert plateforme.evaluation(sujet).demandeur_id is None
    with Session(plateforme.engine) as session:
        # those of the publication are told to the agency
        avis = session.scalars(select(Notification).where(Notification.questionnaire.is_not(None))).all()
        assert [(a.questionnaire, a.lue_le is not None) for a in avis] == [(INTEROP, True)]
    plateforme.assert_faithful()


def test_a_request_stands_while_another_demarche_still_asks_the_version_before(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, "referencement-sans-echange"))
    plateforme.repondre(sujet, FORTES)
    plateforme.do(DemanderValidation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    la_suite = suite(*CHANGES)
    publier(plateforme, replace(la_suite, parcours=la_suite.parcours[:1]))
    answer(plateforme, sujet, Saisie("A10.1", "vert", "", None, 1))
    assert plateforme.evaluation(sujet).etat == "a_valider"
    assert plateforme.evaluation(sujet, SUIVANTE).etat == "brouillon"
    plateforme.assert_faithful()


def test_the_plan_of_the_version_before_is_there_once_the_new_one_is_evaluated(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES | {"A10.2": "rouge"})
    plan = SaisieProjection("A10.2", {"orange": "2027-01"}, False, "en 2027", 0)
    plateforme.do(EnregistrerProjection(plateforme.contributeur, sujet, SOCLES, INTEROP, (plan,)))
    publier(plateforme, suite(*CHANGES))
    answer(plateforme, sujet, Saisie(A_CHANGER, "vert", "", None, 1))
    assert plateforme.projection(sujet, SUIVANTE).etat == "bloquee"
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, SUIVANTE))
    projection = plateforme.projection(sujet, SUIVANTE)
    assert projection.etat == "a_completer"
    assert [(r.critere, dict(r.echeances), r.commentaire) for r in projection.reponses.values()] == [
        ("A10.3", {"orange": "2027-01"}, "en 2027")
    ]
    plateforme.assert_faithful()


def test_a_plan_that_awaited_a_validation_is_taken_back_by_the_first_answer_to_the_new_version(
    plateforme: Plateforme,
) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES | {"A10.2": "rouge"})
    plan = SaisieProjection("A10.2", {"orange": "2027-01"}, False, "en 2027", 0)
    plateforme.do(EnregistrerProjection(plateforme.contributeur, sujet, SOCLES, INTEROP, (plan,)))
    plateforme.do(DemanderValidationProjection(plateforme.contributeur, sujet, SOCLES, INTEROP))
    publier(plateforme, suite(*CHANGES))
    answer(plateforme, sujet, Saisie(A_CHANGER, "vert", "", None, 1))
    before = plateforme.projection(sujet)
    assert (before.etat, before.demandeur_id) == ("brouillon", None)
    assert plateforme.evaluation(sujet, SUIVANTE).reponses[A_CHANGER].valeur == "vert"
    plateforme.assert_faithful()


def test_the_next_version_of_a_product_takes_its_answers_to_what_is_published_now(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    publier(plateforme, suite(*CHANGES))
    suivant = next_version(plateforme, sujet)
    reponses = plateforme.evaluation(suivant, SUIVANTE).reponses
    assert {code: r.valeur for code, r in reponses.items()} == {
        "A10.3" if code == "A10.2" else code: valeur for code, valeur in FORTES.items()
    }
    plateforme.assert_faithful()


def test_nothing_is_carried_where_nothing_was_answered(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    publier(plateforme, suite(*CHANGES))
    answer(plateforme, sujet, Saisie("A10.1", "vert", "", None, 0))
    assert set(plateforme.evaluation(sujet, SUIVANTE).reponses) == {"A10.1"}


def test_it_is_carried_once(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    publier(plateforme, suite(*CHANGES))
    answer(plateforme, sujet, Saisie("A10.1", "orange", "", None, 1))
    answer(plateforme, sujet, Saisie("A10.1", "rouge", "", None, 2))
    with Session(plateforme.engine) as session:
        assert session.scalar(select(func.count()).select_from(Reponse)) == 2 * len(FORTES)
    assert plateforme.evaluation(sujet, SUIVANTE).reponses["A10.1"].valeur == "rouge"
    plateforme.assert_faithful()


def test_the_last_version_before_is_the_one_that_is_carried(plateforme: Plateforme) -> None:
    redac = publier(plateforme, suite(*CHANGES))
    catalogue = redac.edition().catalogue
    assert precedente(catalogue, SUIVANTE, [INTEROP, "urbanisation-2021"]) == INTEROP
    assert precedente(catalogue, SUIVANTE, [INTEROP, "interoperabilite-9", "interoperabilite-10"]) == INTEROP
    assert precedente(catalogue, SUIVANTE, ["interoperabilite-9", "interoperabilite-10"]) == "interoperabilite-10"
    assert precedente(catalogue, SUIVANTE, ["urbanisation-2021"]) is None
    retire = replace(catalogue, questionnaires={SUIVANTE: catalogue.questionnaires[SUIVANTE]})
    assert precedente(retire, SUIVANTE, [INTEROP]) == INTEROP


def test_where_the_version_before_is_retired_every_answer_is_to_be_confirmed(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    catalogue = publier(plateforme, suite(*CHANGES)).edition().catalogue
    autres = {cle: q for cle, q in catalogue.questionnaires.items() if cle != INTEROP}
    vu = avec_reprises(replace(catalogue, questionnaires=autres), plateforme.sujet(sujet)).evaluations[SUIVANTE]
    assert set(vu.reponses) == set(FORTES) - {"A10.2"}
    assert all(reponse.a_reconfirmer for reponse in vu.reponses.values())
