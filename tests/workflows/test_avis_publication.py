"""Administrateurs hear of a version that awaits their approval, and its authors of what became of it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.notification import Avis, Notification
from tests.support.rediger import Redaction, redaction
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import SYSTEME, Acteur
from workflows.commands.comptes import CreerCompte
from workflows.commands.notifications import ChoisirCourriels, LireNotifications
from workflows.commands.publications import (
    AbandonnerBrouillon,
    ApprouverPublication,
    ModifierBrouillon,
    RenvoyerBrouillon,
)
from workflows.errors import NotFound

PROFILAGE = ("regles", "profilage/doctrine-2021")


@pytest.fixture
def redac(plateforme: Plateforme) -> Redaction:
    """Two administrateurs at work."""
    return redaction(plateforme)


def _told(redac: Redaction, who: Acteur, *, unread: bool = False) -> list[Notification]:
    query = select(Notification).where(Notification.compte_id == who.compte_id).order_by(Notification.cree_le)
    with Session(redac.plateforme.engine) as session:
        return [n for n in session.scalars(query) if not (unread and n.lue_le)]


def _events(redac: Redaction, who: Acteur, *, unread: bool = False) -> list[str]:
    return [n.evenement for n in _told(redac, who, unread=unread)]


def _submitted(redac: Redaction) -> str:
    brouillon = redac.brouillon(*PROFILAGE)
    redac.soumis(brouillon)
    return brouillon


def test_the_administrateurs_who_wrote_nothing_in_it_hear_of_a_version_that_awaits_approval(redac: Redaction) -> None:
    brouillon = _submitted(redac)
    (told,) = _told(redac, redac.autre)
    assert (told.evenement, told.publication_id) == (Avis.APPROBATION_DEMANDEE, brouillon)
    assert told.auteur_id == redac.auteur.compte_id
    for nobody in ("auditeur@agence.example", "responsable@edi.example"):
        assert _events(redac, redac.plateforme.acteur(nobody)) == []
    assert _events(redac, redac.auteur) == []
    redac.plateforme.assert_faithful()


def test_whoever_wrote_in_it_cannot_approve_and_is_not_asked_to(redac: Redaction) -> None:
    redac.plateforme.do(CreerCompte(SYSTEME, "tiers@agence.example", "Tiers", "administrateur", "secret", None))
    brouillon = redac.brouillon(*PROFILAGE)
    contenu = redac.publication(brouillon).contenu + "# relu\n"
    redac.plateforme.do(ModifierBrouillon(redac.autre, brouillon, redac.digest(brouillon), contenu))
    redac.soumis(brouillon)
    assert _events(redac, redac.autre) == []
    assert _events(redac, redac.plateforme.acteur("tiers@agence.example")) == [Avis.APPROBATION_DEMANDEE]


def test_its_author_hears_that_it_is_approved_and_the_others_have_nothing_left_to_read(redac: Redaction) -> None:
    redac.plateforme.do(CreerCompte(SYSTEME, "tiers@agence.example", "Tiers", "administrateur", "secret", None))
    brouillon = _submitted(redac)
    redac.plateforme.do(ApprouverPublication(redac.autre, brouillon, redac.digest(brouillon)))
    assert _events(redac, redac.auteur) == [Avis.BROUILLON_APPROUVE]
    tiers = redac.plateforme.acteur("tiers@agence.example")
    assert _events(redac, tiers) == [Avis.APPROBATION_DEMANDEE]
    assert _events(redac, tiers, unread=True) == []
    redac.plateforme.assert_faithful()


def test_its_author_hears_why_it_was_sent_back(redac: Redaction) -> None:
    brouillon = _submitted(redac)
    redac.plateforme.do(RenvoyerBrouillon(redac.autre, brouillon, redac.digest(brouillon), "Le cas 3 ?"))
    (told,) = _told(redac, redac.auteur)
    assert (told.evenement, told.detail) == (Avis.BROUILLON_RENVOYE, "Le cas 3 ?")
    assert _events(redac, redac.autre, unread=True) == []
    redac.plateforme.assert_faithful()


def test_a_version_that_is_written_in_again_or_given_up_no_longer_awaits_anybody(redac: Redaction) -> None:
    ecrit, quitte = _submitted(redac), _submitted(redac)
    contenu = redac.publication(ecrit).contenu + "# relu\n"
    redac.plateforme.do(ModifierBrouillon(redac.auteur, ecrit, redac.digest(ecrit), contenu))
    redac.plateforme.do(AbandonnerBrouillon(redac.auteur, quitte, redac.digest(quitte)))
    assert _events(redac, redac.autre) == [Avis.APPROBATION_DEMANDEE] * 2
    assert _events(redac, redac.autre, unread=True) == []


def test_an_administrateur_reads_their_own_in_the_log_of_the_agency(redac: Redaction) -> None:
    _submitted(redac)
    (told,) = _told(redac, redac.autre)
    with pytest.raises(NotFound):
        redac.plateforme.do(LireNotifications(redac.auteur, told.id))
    outcome = redac.plateforme.do(LireNotifications(redac.autre))
    assert outcome.log == "convergence/agence"
    assert _events(redac, redac.autre, unread=True) == []
    assert redac.plateforme.do(ChoisirCourriels(redac.autre, False)).log == "convergence/agence"
    redac.plateforme.assert_faithful()
