"""Two people at once, on PostgreSQL: nobody waits for ever, nobody sees the database's own errors."""

import time
from collections.abc import Callable
from threading import Barrier, Event, Thread, get_ident
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from models import log as journal_log
from models.log import Head
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import ChangerMotDePasse, DesactiverCompte
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.commands.plateforme import CreerEntreprise
from workflows.commands.sujets import CommencerSujet
from workflows.errors import GateRefused

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

Action = Callable[[], object]


def _together(*actions: Action) -> list[BaseException]:
    """What the actions raised, done at the same time."""
    raised: list[BaseException] = []
    start = Barrier(len(actions))

    def run(action: Action) -> None:
        start.wait()
        try:
            action()
        except BaseException as error:  # whatever it is, it is what the test looks at
            raised.append(error)

    threads = [Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


@pytest.fixture
def crossing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Action, Action], list[BaseException]]:
    """Has the first action lock its row, then the second the head, before the first asks for the head."""
    real, row, head, roles = journal_log.lock_head, Event(), Event(), dict[int, str]()

    def lock(session: Session, log: str, stream: str) -> Head:
        if roles.get(get_ident()) == "row":
            row.set()
            head.wait(10)
            return real(session, log, stream)
        row.wait(10)
        locked = real(session, log, stream)
        head.set()
        time.sleep(0.3)  # the other one queues for the head meanwhile
        return locked

    def cross(first: Action, second: Action) -> list[BaseException]:
        def as_row() -> object:
            roles[get_ident()] = "row"
            return first()

        monkeypatch.setattr("models.unit_of_work.lock_head", lock)
        return _together(as_row, second)

    return cross


def test_a_locked_row_never_waits_for_a_foreign_key_that_waits_for_it(
    plateforme: Plateforme, crossing: Callable[[Action, Action], list[BaseException]]
) -> None:
    sujet, who = plateforme.produit(), plateforme.contributeur
    assert not crossing(
        lambda: plateforme.do(ChangerMotDePasse(who, "nouveau")), lambda: plateforme.repondre(sujet, {"A10.1": "vert"})
    )


def test_an_account_is_closed_while_its_person_writes(
    plateforme: Plateforme, crossing: Callable[[Action, Action], list[BaseException]]
) -> None:
    sujet = plateforme.produit()
    closing = DesactiverCompte(SYSTEME, "contributeur@edi.example")
    assert not crossing(lambda: plateforme.do(closing), lambda: plateforme.repondre(sujet, {"A10.1": "vert"}))


def test_an_option_product_is_edited_while_an_answer_cites_it(
    plateforme: Plateforme, crossing: Callable[[Action, Action], list[BaseException]]
) -> None:
    option, sujet = plateforme.produit(type_produit="option", nom="Module"), plateforme.produit()
    citing = (Saisie("A10.1", "vert", "", option),)
    assert not crossing(
        lambda: plateforme.repondre(option, {"A10.1": "orange"}),
        lambda: plateforme.do(EnregistrerEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP, citing)),
    )


def test_a_double_click_on_a_refused_button_is_refused_twice_in_words(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    asked = ValiderEvaluation(plateforme.contributeur, sujet, SOCLES, INTEROP)
    raised = _together(lambda: plateforme.do(asked), lambda: plateforme.do(asked))
    assert [type(error) for error in raised] == [GateRefused, GateRefused]


def test_a_double_click_begins_one_product(plateforme: Plateforme) -> None:
    who = plateforme.contributeur
    command = CommencerSujet(who, str(uuid4()), "produit", plateforme.identification(who))
    assert not _together(lambda: plateforme.do(command), lambda: plateforme.do(command))


def test_two_companies_registered_at_once_have_two_references(plateforme: Plateforme) -> None:
    assert not _together(*(lambda nom=nom: plateforme.do(CreerEntreprise(SYSTEME, nom)) for nom in ("Un", "Deux")))
    plateforme.assert_faithful()
