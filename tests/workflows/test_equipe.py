"""Accounts of a company: invited, appointed, suspended; never without somebody who can validate."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.compte import Compte, Invitation
from models.journal import JournalEntry
from models.notification import Avis
from tests.support.people import accept, account, colleague, invite, told
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import SYSTEME, Acteur, Command
from workflows.commands.comptes import DesactiverCompte
from workflows.commands.equipe import (
    AccepterInvitation,
    AnnulerInvitation,
    ChangerRole,
    InviterPersonne,
    ReactiverCompte,
    SuspendreCompte,
)
from workflows.errors import Forbidden, NotFound, Refused, ValidationRefused

CONTRIBUTEUR, RESPONSABLE = "contributeur@edi.example", "responsable@edi.example"


def _id(plateforme: Plateforme, email: str) -> str:
    return account(plateforme, email).id


def _events(plateforme: Plateforme, log: str) -> list[str]:
    with Session(plateforme.engine) as session:
        query = select(JournalEntry.event).where(JournalEntry.log == log).order_by(JournalEntry.seq)
        return list(session.scalars(query))


def test_an_invited_person_opens_their_account_and_the_inviter_hears_of_it(plateforme: Plateforme) -> None:
    invitation = invite(plateforme, "  Rose.Petit@EDI.example ", "responsable")
    assert invitation.email == "rose.petit@edi.example"
    accept(plateforme, invitation, " Rose Petit ")
    compte = account(plateforme, "rose.petit@edi.example")
    assert (compte.nom, compte.role, compte.active) == ("Rose Petit", "responsable", True)
    assert compte.entreprise_id == plateforme.responsable.entreprise_id
    (heard,) = told(plateforme, RESPONSABLE)
    assert (heard.evenement, heard.auteur_id) == (Avis.INVITATION_ACCEPTEE, compte.id)
    plateforme.assert_faithful()


def test_each_change_is_in_the_log_of_the_company(plateforme: Plateforme) -> None:
    who, compte = plateforme.responsable, _id(plateforme, CONTRIBUTEUR)
    accept(plateforme, invite(plateforme, "un@edi.example"))
    plateforme.do(AnnulerInvitation(who, invite(plateforme, "deux@edi.example").id))
    plateforme.do(ChangerRole(who, compte, "responsable"))
    plateforme.do(SuspendreCompte(who, compte))
    plateforme.do(ReactiverCompte(who, compte))
    assert _events(plateforme, "convergence/EDI")[-7:] == [
        "compte.invite",
        "compte.invitation_acceptee",
        "compte.invite",
        "compte.invitation_annulee",
        "compte.role",
        "compte.suspendu",
        "compte.reactive",
    ]
    plateforme.assert_faithful()


def test_a_link_opens_one_account_once(plateforme: Plateforme) -> None:
    invitation = invite(plateforme, "rose@edi.example")
    accept(plateforme, invitation)
    with pytest.raises(NotFound):
        accept(plateforme, invitation)


def test_inviting_again_makes_the_first_link_useless(plateforme: Plateforme) -> None:
    first = invite(plateforme, "rose@edi.example")
    second = invite(plateforme, "ROSE@edi.example", "responsable")
    assert second.id == first.id
    with pytest.raises(NotFound):
        accept(plateforme, first)
    accept(plateforme, second)
    assert account(plateforme, "rose@edi.example").role == "responsable"


@pytest.mark.parametrize(
    ("age", "opens"), [(timedelta(days=7) - timedelta(seconds=1), True), (timedelta(days=7), False)]
)
def test_an_invitation_is_good_for_seven_days(plateforme: Plateforme, age: timedelta, opens: bool) -> None:
    invitation = invite(plateforme, "rose@edi.example")
    plateforme.clock.instant += age
    if opens:
        accept(plateforme, invitation)
    else:
        with pytest.raises(NotFound):
            accept(plateforme, invitation)


def test_an_invitation_that_was_taken_back_opens_nothing(plateforme: Plateforme) -> None:
    invitation = invite(plateforme, "rose@edi.example")
    plateforme.do(AnnulerInvitation(plateforme.responsable, invitation.id))
    for again in (
        AccepterInvitation(SYSTEME, invitation.id, invitation.envoi, "Rose", "secret"),
        AnnulerInvitation(plateforme.responsable, invitation.id),
    ):
        with pytest.raises(NotFound):
            plateforme.do(again)


NO_ADDRESSES = (
    "",
    "rose",
    "rose@edi",
    "rose@@edi.example",
    "a,b@edi.example",
    "<rose@edi.example>",
    "Rose <rose@edi.example>",
    "rose@edi.example\nBcc: x@y.fr",
    "rose@[127.0.0.1]",
    "rosé@edi.example",
    "\udcff@edi.example",
    f"{'r' * 250}@edi.example",
)


@pytest.mark.parametrize("email", NO_ADDRESSES)
def test_what_is_no_address_is_refused_beside_its_field(plateforme: Plateforme, email: str) -> None:
    with pytest.raises(ValidationRefused) as refused:
        plateforme.do(InviterPersonne(plateforme.responsable, email, "contributeur"))
    assert [name for name, _ in refused.value.fields] == ["email"]


@pytest.mark.parametrize("role", ["", "administrateur", "auditeur", "roi"])
def test_a_company_gives_no_role_of_the_agency(plateforme: Plateforme, role: str) -> None:
    for command in (
        InviterPersonne(plateforme.responsable, "rose@edi.example", role),
        ChangerRole(plateforme.responsable, _id(plateforme, CONTRIBUTEUR), role),
    ):
        with pytest.raises(ValidationRefused):
            plateforme.do(command)


@pytest.mark.parametrize("nom", ["", "   ", "x" * 121, "Rose\nBcc: x@y.fr", "Rose\x00", "Rose\udcff"])
def test_a_name_that_no_page_could_show_is_refused_and_the_link_stays_good(plateforme: Plateforme, nom: str) -> None:
    invitation = invite(plateforme, "rose@edi.example")
    with pytest.raises(ValidationRefused):
        accept(plateforme, invitation, nom)
    accept(plateforme, invitation, "Rose Petit")


def test_who_has_an_account_here_is_not_invited_again(plateforme: Plateforme) -> None:
    with pytest.raises(ValidationRefused, match="déjà un compte dans votre entreprise"):
        invite(plateforme, CONTRIBUTEUR)


def test_an_address_known_elsewhere_is_invited_like_any_other_and_opens_nothing(plateforme: Plateforme) -> None:
    """Neither the invitation nor what a link says tells that the address has an account in another company."""
    known, unknown = invite(plateforme, "responsable@autre.example"), invite(plateforme, "personne@autre.example")
    assert (known.etat, known.envoi) == (unknown.etat, unknown.envoi)
    plateforme.do(AnnulerInvitation(plateforme.responsable, unknown.id))
    said = set()
    for invitation in (known, unknown):
        with pytest.raises(NotFound) as refused:
            accept(plateforme, invitation)
        said.add(refused.value.sentences)
    assert len(said) == 1


def test_invitations_that_nobody_accepts_are_bounded(plateforme: Plateforme) -> None:
    who = plateforme.responsable
    for number in range(50):
        plateforme.do(InviterPersonne(who, f"p{number}@edi.example", "contributeur"))
    with pytest.raises(ValidationRefused, match="50 invitations"):
        plateforme.do(InviterPersonne(who, "p50@edi.example", "contributeur"))
    plateforme.do(InviterPersonne(who, "p0@edi.example", "contributeur"))


def test_only_the_responsables_of_a_company_touch_its_accounts(plateforme: Plateforme) -> None:
    compte, invitation = _id(plateforme, CONTRIBUTEUR), invite(plateforme, "rose@edi.example").id

    def asked_by(who: Acteur) -> tuple[Command, ...]:
        return (
            SuspendreCompte(who, compte),
            ReactiverCompte(who, compte),
            ChangerRole(who, compte, "responsable"),
            AnnulerInvitation(who, invitation),
        )

    for email in (CONTRIBUTEUR, "admin@agence.example", "auditeur@agence.example"):
        who = plateforme.acteur(email)
        for command in (*asked_by(who), InviterPersonne(who, "x@edi.example", "contributeur")):
            with pytest.raises(Forbidden):
                plateforme.do(command)
    for command in asked_by(plateforme.acteur("responsable@autre.example")):
        with pytest.raises(NotFound):
            plateforme.do(command)


def test_the_last_responsable_can_neither_be_demoted_nor_suspended(plateforme: Plateforme) -> None:
    who, moi = plateforme.responsable, _id(plateforme, RESPONSABLE)
    suspended = colleague(plateforme, "second@edi.example")
    plateforme.do(SuspendreCompte(who, suspended.id))
    for command in (SuspendreCompte(who, moi), ChangerRole(who, moi, "contributeur")):
        with pytest.raises(ValidationRefused, match="dernier responsable"):
            plateforme.do(command)
    plateforme.do(ReactiverCompte(who, suspended.id))
    plateforme.do(ChangerRole(who, moi, "contributeur"))
    assert account(plateforme, RESPONSABLE).role == "contributeur"
    plateforme.assert_faithful()


def test_who_was_a_responsable_a_moment_ago_is_one_no_longer(plateforme: Plateforme) -> None:
    stale = plateforme.responsable
    second = colleague(plateforme, "second@edi.example")
    plateforme.do(ChangerRole(plateforme.acteur("second@edi.example"), str(stale.compte_id), "contributeur"))
    with pytest.raises(Forbidden):
        plateforme.do(SuspendreCompte(stale, second.id))


def test_a_suspended_account_keeps_its_role_and_its_sessions_are_no_longer_known(plateforme: Plateforme) -> None:
    before = account(plateforme, CONTRIBUTEUR)
    plateforme.do(SuspendreCompte(plateforme.responsable, before.id))
    during = account(plateforme, CONTRIBUTEUR)
    assert (during.active, during.role) == (False, "contributeur")
    assert during.fs_uniquifier != before.fs_uniquifier
    assert plateforme.do(SuspendreCompte(plateforme.responsable, before.id)).seq is None
    plateforme.do(ReactiverCompte(plateforme.responsable, before.id))
    assert account(plateforme, CONTRIBUTEUR).active
    assert [n.evenement for n in told(plateforme, CONTRIBUTEUR)] == [Avis.COMPTE_REACTIVE]
    plateforme.assert_faithful()


@pytest.mark.parametrize("ends", ["suspendu", "contributeur"])
def test_who_may_no_longer_invite_leaves_no_invitation_open(plateforme: Plateforme, ends: str) -> None:
    second = colleague(plateforme, "second@edi.example")
    who = plateforme.acteur("second@edi.example")
    plateforme.do(InviterPersonne(who, "rose@edi.example", "responsable"))
    with Session(plateforme.engine) as session:
        invitation = session.scalars(select(Invitation).where(Invitation.email == "rose@edi.example")).one()
    demote = ChangerRole(plateforme.responsable, second.id, "contributeur")
    plateforme.do(SuspendreCompte(plateforme.responsable, second.id) if ends == "suspendu" else demote)
    with pytest.raises(NotFound):
        accept(plateforme, invitation)
    plateforme.assert_faithful()


@pytest.mark.parametrize("suspended_first", [False, True])
def test_what_the_agency_closed_only_the_agency_opens(plateforme: Plateforme, suspended_first: bool) -> None:
    compte = _id(plateforme, CONTRIBUTEUR)
    if suspended_first:
        plateforme.do(SuspendreCompte(plateforme.responsable, compte))
    plateforme.do(DesactiverCompte(SYSTEME, CONTRIBUTEUR))
    with pytest.raises(ValidationRefused, match="fermé par l'agence"):
        plateforme.do(ReactiverCompte(plateforme.responsable, compte))


def test_the_appointed_hear_of_it(plateforme: Plateforme) -> None:
    compte = _id(plateforme, CONTRIBUTEUR)
    plateforme.do(ChangerRole(plateforme.responsable, compte, "responsable"))
    assert plateforme.do(ChangerRole(plateforme.responsable, compte, "responsable")).seq is None
    assert [(n.evenement, n.detail) for n in told(plateforme, CONTRIBUTEUR)] == [(Avis.ROLE_CHANGE, "responsable")]


@pytest.mark.parametrize("event", ["suspendre", "nommer"])
def test_two_responsables_who_leave_at_once_do_not_both(plateforme: Plateforme, event: str) -> None:
    colleague(plateforme, "second@edi.example")
    start, raised = Barrier(2), list[BaseException]()

    def leave(who: Acteur) -> None:
        moi = str(who.compte_id)
        start.wait()
        try:
            plateforme.do(SuspendreCompte(who, moi) if event == "suspendre" else ChangerRole(who, moi, "contributeur"))
        except BaseException as error:  # whatever it is, it is what the test looks at
            raised.append(error)

    people = (plateforme.responsable, plateforme.acteur("second@edi.example"))
    threads = [Thread(target=leave, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [type(error) for error in raised] == [ValidationRefused], raised
    with Session(plateforme.engine) as session:
        left = select(Compte.id).where(Compte.role == "responsable", Compte.active, Compte.email.like("%@edi.example"))
        assert len(session.scalars(left).all()) == 1
    plateforme.assert_faithful()


def test_one_link_used_twice_at_once_opens_one_account(plateforme: Plateforme) -> None:
    invitation = invite(plateforme, "rose@edi.example")
    start, raised = Barrier(2), list[BaseException]()

    def open_account() -> None:
        start.wait()
        try:
            accept(plateforme, invitation)
        except Refused as error:
            raised.append(error)

    threads = [Thread(target=open_account) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [type(error) for error in raised] == [NotFound]
    with Session(plateforme.engine) as session:
        assert [i.etat for i in session.scalars(select(Invitation))] == ["acceptee"]
    plateforme.assert_faithful()


def test_two_invitations_of_one_address_accepted_at_once_open_one_account(plateforme: Plateforme) -> None:
    email, autre = "rose@ailleurs.example", plateforme.acteur("responsable@autre.example")
    first = invite(plateforme, email)
    outcome = plateforme.do(InviterPersonne(autre, email, "contributeur"))
    with Session(plateforme.engine) as session:
        second = session.get_one(Invitation, outcome.identifiant)
    start, raised = Barrier(2), list[BaseException]()

    def open_account(invitation: Invitation) -> None:
        start.wait()
        try:
            accept(plateforme, invitation)
        except Exception as error:  # whatever it is, it is what the test looks at
            raised.append(error)

    threads = [Thread(target=open_account, args=(invitation,)) for invitation in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [type(error) for error in raised] == [NotFound]
    with Session(plateforme.engine) as session:
        assert sorted(i.etat for i in session.scalars(select(Invitation))) == ["acceptee", "envoyee"]
    plateforme.assert_faithful()
