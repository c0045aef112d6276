"""Companies and accounts in the hands of the agency: never without an administrateur, never an answer."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.compte import Entreprise, Invitation
from models.journal import JournalEntry
from tests.support.people import accept, account, colleague, invite, told
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.agence import (
    FermerCompte,
    InviterAgent,
    InviterEnEntreprise,
    NommerCompte,
    RenommerEntreprise,
    RenvoyerInvitation,
    RetirerInvitation,
    RouvrirCompte,
    RouvrirEntreprise,
    SuspendreEntreprise,
)
from workflows.commands.base import SYSTEME, Acteur, Command
from workflows.commands.comptes import CreerCompte, DesactiverCompte
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.equipe import InviterPersonne, SuspendreCompte
from workflows.commands.evaluations import EnregistrerEvaluation, ValiderEvaluation
from workflows.commands.plateforme import CreerEntreprise
from workflows.errors import Forbidden, NotFound, Refused, ValidationRefused

ADMIN, SECOND, AUDITEUR = "admin@agence.example", "admin2@agence.example", "auditeur@agence.example"
CONTRIBUTEUR, RESPONSABLE = "contributeur@edi.example", "responsable@edi.example"


@pytest.fixture
def admin(plateforme: Plateforme) -> Acteur:
    """One administrateur of two."""
    plateforme.do(CreerCompte(SYSTEME, SECOND, "Admin2", "administrateur", "secret"))
    return plateforme.acteur(ADMIN)


def _entreprise(plateforme: Plateforme, reference: str = "EDI") -> Entreprise:
    with Session(plateforme.engine) as session:
        return session.scalars(select(Entreprise).where(Entreprise.reference == reference)).one()


def _invitation(plateforme: Plateforme, identifiant: str | None) -> Invitation:
    with Session(plateforme.engine) as session:
        return session.get_one(Invitation, identifiant)


def _last(plateforme: Plateforme, log: str) -> list[str]:
    with Session(plateforme.engine) as session:
        query = select(JournalEntry.event).where(JournalEntry.log == log).order_by(JournalEntry.seq)
        return list(session.scalars(query))


def test_a_company_is_named_suspended_and_opened_again_in_the_agencys_log(
    plateforme: Plateforme, admin: Acteur
) -> None:
    edi = _entreprise(plateforme).id
    for command in (
        RenommerEntreprise(admin, edi, " Edicare SA "),
        SuspendreEntreprise(admin, edi),
        SuspendreEntreprise(admin, edi),
        RouvrirEntreprise(admin, edi),
        RouvrirEntreprise(admin, edi),
    ):
        plateforme.do(command)
    kept = _entreprise(plateforme)
    assert (kept.nom, kept.suspendue, kept.suspendue_le) == ("Edicare SA", False, plateforme.clock.now())
    assert _last(plateforme, "convergence/agence")[-3:] == [
        "entreprise.renommee",
        "entreprise.suspendue",
        "entreprise.rouverte",
    ]
    plateforme.assert_faithful()


def test_a_new_company_gets_its_first_responsable_by_invitation(plateforme: Plateforme, admin: Acteur) -> None:
    email = "rose@neuve.example"
    creee = plateforme.do(CreerEntreprise(admin, "Neuve", premier_responsable=email)).identifiant
    invitee = plateforme.do(InviterEnEntreprise(admin, str(creee), email, "responsable")).identifiant
    accept(plateforme, _invitation(plateforme, invitee), "Rose")
    rose = account(plateforme, email)
    assert (rose.role, rose.entreprise_id) == ("responsable", creee)
    # whoever invited is of the agency, which has no notifications
    assert told(plateforme, ADMIN) == []
    plateforme.assert_faithful()


@pytest.mark.parametrize("email", ["rose", CONTRIBUTEUR])
def test_no_company_is_left_without_the_person_who_was_to_run_it(
    plateforme: Plateforme, admin: Acteur, email: str
) -> None:
    with pytest.raises(ValidationRefused) as refused:
        plateforme.do(CreerEntreprise(admin, "Neuve", premier_responsable=email))
    assert [name for name, _ in refused.value.fields] == ["email"]
    with Session(plateforme.engine) as session:
        assert session.scalar(select(Entreprise.id).where(Entreprise.nom == "Neuve")) is None


@pytest.mark.parametrize("nom", ["", "   ", "x" * 201, "Edi\ncare", "Edi\x00"])
def test_a_name_that_no_page_could_show_is_refused(plateforme: Plateforme, admin: Acteur, nom: str) -> None:
    edi = _entreprise(plateforme)
    for command in (RenommerEntreprise(admin, edi.id, nom), CreerEntreprise(admin, nom)):
        with pytest.raises(ValidationRefused):
            plateforme.do(command)
    assert _entreprise(plateforme).nom == edi.nom


def test_people_of_the_agency_are_invited_appointed_closed_and_opened_again(
    plateforme: Plateforme, admin: Acteur
) -> None:
    invitee = plateforme.do(InviterAgent(admin, "Nadia@agence.example", "auditeur")).identifiant
    accept(plateforme, _invitation(plateforme, invitee), "Nadia")
    nadia = account(plateforme, "nadia@agence.example").id
    plateforme.do(NommerCompte(admin, nadia, "administrateur"))
    plateforme.do(FermerCompte(admin, nadia))
    assert not account(plateforme, "nadia@agence.example").active
    plateforme.do(RouvrirCompte(admin, nadia))
    kept = account(plateforme, "nadia@agence.example")
    assert (kept.role, kept.active, kept.entreprise_id) == ("administrateur", True, None)
    assert _last(plateforme, "convergence/agence")[-5:] == [
        "compte.invite",
        "compte.invitation_acceptee",
        "compte.role",
        "compte.desactive",
        "compte.reactive",
    ]
    plateforme.assert_faithful()


def test_the_last_administrateur_stays(plateforme: Plateforme, admin: Acteur) -> None:
    second = plateforme.acteur(SECOND)
    plateforme.do(FermerCompte(admin, str(second.compte_id)))
    for command in (
        NommerCompte(SYSTEME, str(admin.compte_id), "auditeur"),
        FermerCompte(SYSTEME, str(admin.compte_id)),
        DesactiverCompte(SYSTEME, ADMIN),
    ):
        with pytest.raises(ValidationRefused, match="dernier administrateur"):
            plateforme.do(command)
    assert account(plateforme, ADMIN).active


def test_nobody_takes_their_own_role_away(plateforme: Plateforme, admin: Acteur) -> None:
    for command in (NommerCompte(admin, str(admin.compte_id), "auditeur"), FermerCompte(admin, str(admin.compte_id))):
        with pytest.raises(ValidationRefused, match="vous retirer votre rôle"):
            plateforme.do(command)
    plateforme.do(NommerCompte(admin, str(admin.compte_id), "administrateur"))
    assert account(plateforme, ADMIN).role == "administrateur"


def test_two_administrateurs_who_remove_each_other_at_once_do_not_both_leave(
    plateforme: Plateforme, admin: Acteur
) -> None:
    second, barrier, refused = plateforme.acteur(SECOND), Barrier(2), list[str]()

    def remove(who: Acteur, whom: Acteur) -> None:
        barrier.wait()
        try:
            plateforme.do(FermerCompte(who, str(whom.compte_id)))
        except Refused as refusal:
            refused.append(str(refusal))

    threads = [Thread(target=remove, args=pair) for pair in ((admin, second), (second, admin))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert sorted((account(plateforme, ADMIN).active, account(plateforme, SECOND).active)) == [False, True]
    plateforme.assert_faithful()


def test_who_was_administrateur_a_moment_ago_appoints_nobody(plateforme: Plateforme, admin: Acteur) -> None:
    second = plateforme.acteur(SECOND)
    plateforme.do(NommerCompte(admin, str(second.compte_id), "auditeur"))
    with pytest.raises(Forbidden):
        plateforme.do(InviterAgent(second, "ami@agence.example", "administrateur"))
    with pytest.raises(Forbidden):
        plateforme.do(NommerCompte(second, str(second.compte_id), "administrateur"))


def test_accounts_of_companies_are_kept_in_their_companys_log_and_told(plateforme: Plateforme, admin: Acteur) -> None:
    compte = account(plateforme, CONTRIBUTEUR).id
    plateforme.do(NommerCompte(admin, compte, "responsable"))
    plateforme.do(FermerCompte(admin, compte))
    plateforme.do(RouvrirCompte(admin, compte))
    assert _last(plateforme, "convergence/EDI")[-3:] == ["compte.role", "compte.desactive", "compte.reactive"]
    # at one instant, for the clock stands still
    assert {said.evenement for said in told(plateforme, CONTRIBUTEUR)} == {"role_change", "compte_reactive"}
    plateforme.assert_faithful()


def test_the_agency_opens_what_a_company_suspended_and_closes_what_it_may_not_open(
    plateforme: Plateforme, admin: Acteur
) -> None:
    compte = account(plateforme, CONTRIBUTEUR).id
    plateforme.do(SuspendreCompte(plateforme.responsable, compte))
    plateforme.do(RouvrirCompte(admin, compte))
    assert account(plateforme, CONTRIBUTEUR).active
    plateforme.do(SuspendreCompte(plateforme.responsable, compte))
    plateforme.do(FermerCompte(admin, compte))
    kept = account(plateforme, CONTRIBUTEUR)
    assert (kept.active, kept.suspendu) == (False, False)


def test_the_last_responsable_is_not_demoted_but_may_be_closed_and_replaced(
    plateforme: Plateforme, admin: Acteur
) -> None:
    compte = account(plateforme, RESPONSABLE).id
    with pytest.raises(ValidationRefused, match="dernier responsable"):
        plateforme.do(NommerCompte(admin, compte, "contributeur"))
    plateforme.do(FermerCompte(admin, compte))
    colleague(plateforme, "nouveau@edi.example")
    plateforme.assert_faithful()


@pytest.mark.parametrize(
    ("email", "role"), [(CONTRIBUTEUR, "administrateur"), (SECOND, "responsable"), (SECOND, "roi")]
)
def test_no_account_crosses_from_a_company_to_the_agency(
    plateforme: Plateforme, admin: Acteur, email: str, role: str
) -> None:
    with pytest.raises(ValidationRefused):
        plateforme.do(NommerCompte(admin, account(plateforme, email).id, role))


def test_an_invitation_sent_again_has_one_good_link(plateforme: Plateforme, admin: Acteur) -> None:
    for first in (
        invite(plateforme, "rose@edi.example"),
        _invitation(plateforme, plateforme.do(InviterAgent(admin, "nadia@agence.example", "auditeur")).identifiant),
    ):
        plateforme.do(RenvoyerInvitation(admin, first.id))
        with pytest.raises(NotFound):
            accept(plateforme, first)
        accept(plateforme, _invitation(plateforme, first.id))
    plateforme.assert_faithful()


def test_an_invitation_that_the_agency_takes_back_opens_nothing(plateforme: Plateforme, admin: Acteur) -> None:
    invitation = invite(plateforme, "rose@edi.example")
    plateforme.do(RetirerInvitation(admin, invitation.id))
    for again in (RetirerInvitation(admin, invitation.id), RenvoyerInvitation(admin, invitation.id)):
        with pytest.raises(NotFound):
            plateforme.do(again)
    with pytest.raises(NotFound):
        accept(plateforme, invitation)


def test_nobody_joins_a_suspended_company(plateforme: Plateforme, admin: Acteur) -> None:
    edi, invitation = _entreprise(plateforme).id, invite(plateforme, "rose@edi.example")
    plateforme.do(SuspendreEntreprise(admin, edi))
    with pytest.raises(NotFound):
        accept(plateforme, invitation)
    for command in (
        InviterEnEntreprise(admin, edi, "autre@edi.example", "responsable"),
        RenvoyerInvitation(admin, invitation.id),
    ):
        with pytest.raises(ValidationRefused, match="suspendue"):
            plateforme.do(command)
    plateforme.do(RouvrirEntreprise(admin, edi))
    accept(plateforme, invitation)


def test_invitations_of_an_administrateur_who_left_open_nothing(plateforme: Plateforme, admin: Acteur) -> None:
    second, edi = plateforme.acteur(SECOND), _entreprise(plateforme).id
    made = [
        _invitation(plateforme, plateforme.do(command).identifiant)
        for command in (
            InviterEnEntreprise(second, edi, "rose@edi.example", "responsable"),
            InviterAgent(second, "nadia@agence.example", "administrateur"),
        )
    ]
    plateforme.do(FermerCompte(admin, str(second.compte_id)))
    for invitation in made:
        with pytest.raises(NotFound):
            accept(plateforme, invitation)
    plateforme.assert_faithful()


def _asked(who: Acteur, entreprise: str, compte: str, invitation: str) -> tuple[Command, ...]:
    return (
        RenommerEntreprise(who, entreprise, "X"),
        SuspendreEntreprise(who, entreprise),
        RouvrirEntreprise(who, entreprise),
        InviterEnEntreprise(who, entreprise, "x@edi.example", "responsable"),
        InviterAgent(who, "x@agence.example", "administrateur"),
        RenvoyerInvitation(who, invitation),
        RetirerInvitation(who, invitation),
        NommerCompte(who, compte, "responsable"),
        FermerCompte(who, compte),
        RouvrirCompte(who, compte),
    )


@pytest.mark.parametrize("email", [CONTRIBUTEUR, RESPONSABLE, AUDITEUR])
def test_nobody_else_touches_companies_and_accounts(plateforme: Plateforme, admin: Acteur, email: str) -> None:
    edi, invitation = _entreprise(plateforme).id, invite(plateforme, "rose@edi.example").id
    who = plateforme.acteur(email)
    for command in _asked(who, edi, account(plateforme, CONTRIBUTEUR).id, invitation):
        with pytest.raises(Forbidden):
            plateforme.do(command)


def test_what_does_not_exist_is_said_so(plateforme: Plateforme, admin: Acteur) -> None:
    nowhere = "00000000-0000-0000-0000-000000000000"
    for command in _asked(admin, nowhere, nowhere, nowhere):
        if not isinstance(command, InviterAgent):
            with pytest.raises(NotFound):
                plateforme.do(command)


def test_the_agency_never_answers_for_a_company(plateforme: Plateforme, admin: Acteur) -> None:
    sujet = plateforme.produit()
    entreprise = replace(admin, entreprise_id=plateforme.responsable.entreprise_id, entreprise_reference="EDI")
    for who in (admin, entreprise):
        for command in (
            EnregistrerEvaluation(who, sujet, SOCLES, INTEROP, plateforme.saisies(sujet, FORTES)),
            ValiderEvaluation(who, sujet, SOCLES, INTEROP),
            RejoindreDemarche(who, sujet, SOCLES),
            InviterPersonne(who, "x@edi.example", "contributeur"),
        ):
            with pytest.raises(Forbidden):
                plateforme.do(command)
