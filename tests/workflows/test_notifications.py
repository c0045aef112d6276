"""Who is told what, when a validation is asked for, taken back, sent back, given, or outrun."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.compte import Compte
from models.notification import Avis, Notification
from tests.support.planning import PLAN, evalue, planifier, reevaluer
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.base import SYSTEME, Acteur
from workflows.commands.comptes import CreerCompte, DesactiverCompte
from workflows.commands.evaluations import DemanderValidation, RenvoyerEvaluation, ReprendreDemande, ValiderEvaluation
from workflows.commands.notifications import LireNotifications
from workflows.commands.projections import DemanderValidationProjection
from workflows.errors import NotFound


def _told(plateforme: Plateforme, who: Acteur) -> Sequence[Notification]:
    query = select(Notification).where(Notification.compte_id == who.compte_id).order_by(Notification.cree_le)
    with Session(plateforme.engine) as session:
        return session.scalars(query).all()


def _events(plateforme: Plateforme, who: Acteur, *, unread: bool = False) -> list[str]:
    return [n.evenement for n in _told(plateforme, who) if not (unread and n.lue_le)]


def _asked(plateforme: Plateforme) -> str:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    plateforme.do(DemanderValidation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    return sujet


def _second(plateforme: Plateforme) -> Acteur:
    plateforme.do(CreerCompte(SYSTEME, "second@edi.example", "Second", "responsable", "secret", "EDI"))
    return plateforme.acteur("second@edi.example")


def test_every_active_responsable_of_the_company_hears_of_a_request(plateforme: Plateforme) -> None:
    second, closed = _second(plateforme), "parti@edi.example"
    plateforme.do(CreerCompte(SYSTEME, closed, "Parti", "responsable", "secret", "EDI"))
    plateforme.do(DesactiverCompte(SYSTEME, closed))
    sujet = _asked(plateforme)
    (told,) = _told(plateforme, plateforme.responsable)
    assert (told.evenement, told.sujet_id, told.questionnaire) == (Avis.VALIDATION_DEMANDEE, sujet, INTEROP)
    assert (told.demarche, told.auteur_id) == (SOCLES, plateforme.contributeur.compte_id)
    assert _events(plateforme, second) == [Avis.VALIDATION_DEMANDEE]
    for other in (closed, "responsable@autre.example", "contributeur@edi.example"):
        assert _events(plateforme, plateforme.acteur(other)) == []
    plateforme.assert_faithful()


def test_who_asked_hears_why_it_was_sent_back(plateforme: Plateforme) -> None:
    sujet = _asked(plateforme)
    plateforme.do(RenvoyerEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP, "Le niveau de A10.1 ?"))
    (told,) = _told(plateforme, plateforme.contributeur)
    assert (told.evenement, told.detail) == (Avis.VALIDATION_RENVOYEE, "Le niveau de A10.1 ?")
    assert told.auteur_id == plateforme.responsable.compte_id
    plateforme.assert_faithful()


def test_who_asked_hears_that_it_is_validated_and_nobody_is_left_with_a_dead_request(plateforme: Plateforme) -> None:
    second = _second(plateforme)
    sujet = _asked(plateforme)
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    assert _events(plateforme, plateforme.contributeur) == [Avis.VALIDATION_PRONONCEE]
    assert _events(plateforme, second) == [Avis.VALIDATION_DEMANDEE]
    assert _events(plateforme, second, unread=True) == []
    plateforme.assert_faithful()


def test_a_request_taken_back_is_told_and_the_request_is_no_longer_to_read(plateforme: Plateforme) -> None:
    sujet = _asked(plateforme)
    plateforme.do(ReprendreDemande(plateforme.contributeur, sujet, SOCLES, INTEROP))
    assert _events(plateforme, plateforme.responsable, unread=True) == [Avis.DEMANDE_REPRISE]


def test_validating_what_nobody_asked_for_tells_nobody(plateforme: Plateforme) -> None:
    plateforme.valider(plateforme.produit())
    assert _events(plateforme, plateforme.contributeur) == []


def test_a_responsable_who_asks_does_not_tell_themselves(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    plateforme.do(DemanderValidation(plateforme.responsable, sujet, SOCLES, INTEROP))
    assert _events(plateforme, plateforme.responsable) == []


def test_a_request_on_a_plan_that_a_new_evaluation_outruns_is_said_to_be_void(plateforme: Plateforme) -> None:
    sujet = evalue(plateforme)
    planifier(plateforme, sujet, *PLAN)
    plateforme.do(DemanderValidationProjection(plateforme.contributeur, sujet, SOCLES, INTEROP))
    (asked,) = _told(plateforme, plateforme.responsable)
    assert asked.projection
    reevaluer(plateforme, sujet, {"A10.2": "rouge"})
    assert _events(plateforme, plateforme.contributeur) == [Avis.DEMANDE_CADUQUE]
    assert _events(plateforme, plateforme.responsable, unread=True) == []
    plateforme.assert_faithful()


def test_each_reads_their_own_one_by_one_or_all_and_reading_again_changes_nothing(plateforme: Plateforme) -> None:
    _asked(plateforme)
    _asked(plateforme)
    who = plateforme.responsable
    first = _told(plateforme, who)[0].id
    assert plateforme.do(LireNotifications(who, first)).seq is not None
    assert plateforme.do(LireNotifications(who, first)).seq is None
    assert len(_events(plateforme, who, unread=True)) == 1
    plateforme.do(LireNotifications(who))
    assert _events(plateforme, who, unread=True) == []
    for other in ("contributeur@edi.example", "responsable@autre.example"):
        with pytest.raises(NotFound):
            plateforme.do(LireNotifications(plateforme.acteur(other), first))
    plateforme.assert_faithful()


def test_the_requests_are_told_in_the_log_of_the_company(plateforme: Plateforme) -> None:
    _asked(plateforme)
    outcome = plateforme.do(LireNotifications(plateforme.responsable))
    assert outcome.log == "convergence/EDI"
    with Session(plateforme.engine) as session:
        assert session.scalars(select(Compte.suspendu)).first() is None
