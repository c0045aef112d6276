"""The application log: every line says whose request it is of, and none holds what a person is called or typed."""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import text
from waitress import create_server, wasyncore

from tests.support.answering import Answering, answers, evaluation_address
from tests.support.builders import CONTRIBUTEUR, PASSWORD, RESPONSABLE, Site
from tests.support.initialising import begin, send
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES
from webapp.logs import configure_logging, told

TYPED = ("Secretissime", "edi.example", "nulle.part", "Contributeur", PASSWORD)
"""What people typed or are called."""

Lines = list[dict[str, Any]]


@contextmanager
def log_in(log_format: str) -> Iterator[StringIO]:
    """The log as the server sets it up, given back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    with redirect_stderr(StringIO()) as written:
        configure_logging(log_format)
        yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _walk(app: Flask, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody types their secret wherever they can; what can go wrong does."""
    someone = visitor(app)
    someone.sign_in("Secretissime@nulle.part", "Secretissime")
    someone.sign_in(CONTRIBUTEUR, "Secretissime")
    someone = visitor(app, CONTRIBUTEUR)
    someone.get("/Secretissime?q=Secretissime@nulle.part")
    send(someone, begin(someone), nom="Secretissime", description="Secretissime" * 20)
    answering = Answering(someone, evaluation_address(site, site.produit()))
    answering.send("", **answers(FORTES), **{"commentaire-A10.1": "Secretissime"})
    answering.send("valider", **answers(FORTES))
    someone.client.post("/mon-compte", data={"nom": "Secretissime"})
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for name, fail in (("ValueError", _fail), ("database", lambda **_: _insert_twice(site))):
        view = app.view_functions["comptes.mon_compte"]
        fail.__dict__.update(view.__dict__)
        monkeypatch.setitem(app.view_functions, "comptes.mon_compte", fail)
        assert someone.get("/mon-compte").status_code == 500, name


def _fail(**_values: object) -> None:
    try:
        # not in these very lines, which a traceback shows
        int(TYPED[0])
    except ValueError as error:
        raise RuntimeError(TYPED[1]) from error


def _insert_twice(site: Site) -> None:
    with site.engine.begin() as connection:
        connection.execute(text("UPDATE compte SET email = :email"), {"email": CONTRIBUTEUR})


@both_databases
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_nothing_that_was_typed_and_nobody_s_name_gets_into_the_log(
    app: Flask, site: Site, log_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with log_in(log_format) as log:
        _walk(app, site, monkeypatch)
    written = log.getvalue()
    for event in ("request", "command", "command_refused", "sign_in_refused", "csrf", "crash"):
        assert event in written
    assert "RuntimeError" in written
    assert "IntegrityError" in written
    assert [typed for typed in TYPED if typed in written] == []


def test_a_visitor_who_leaves_is_told_without_the_address_that_they_asked_for() -> None:
    gone = Event()

    def slow(_environ: object, start_response: Callable[..., object]) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        gone.wait()
        for _ in range(100):
            yield b"x" * 1_000_000

    with log_in("json") as log:
        server = create_server(slow, host="127.0.0.1", port=0)
        serving = Thread(target=server.run)
        serving.start()
        with socket.create_connection(("127.0.0.1", server.effective_port)) as someone:
            someone.sendall(b"GET /invitation/secretissime HTTP/1.0\r\n\r\n")
        gone.set()
        end = monotonic() + 30
        while "disconnected" not in log.getvalue() and monotonic() < end:
            sleep(0.01)
        # closed where it runs, which ends when it has nothing more to look at
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        serving.join(timeout=30)
        server.task_dispatcher.shutdown()
    assert '"event": "Client disconnected while serving"' in log.getvalue()
    assert "secretissime" not in log.getvalue()


def test_a_line_names_its_request_its_company_and_its_command_as_the_journal_does(app: Flask, site: Site) -> None:
    answering = Answering(visitor(app, RESPONSABLE), evaluation_address(site, site.produit()))
    with log_in("json") as log:
        refused = answering.send("valider", **answers({"A10.1": "vert"}))
    lines: Lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (saved,) = [line for line in lines if line["event"] == "command"]
    assert (saved["command"], saved["journal"]) == ("EnregistrerEvaluation", "convergence/EDI")
    assert isinstance(saved["seq"], int)
    validation = [line for line in lines if line.get("command") == "ValiderEvaluation"]
    assert not any("seq" in line for line in validation)
    assert {line["event"] for line in validation} == {"command_refused", "request"}
    assert {line["request_id"] for line in lines} == {refused.headers["X-Request-ID"]}
    assert {line["entreprise"] for line in validation} == {"EDI"}
    (command_id,) = {line["command_id"] for line in validation}
    with site.engine.connect() as connection:
        bodies = connection.execute(text("SELECT body FROM journal_entry WHERE event = 'refus'")).scalars()
        assert [json.loads(body)["command_id"] for body in bodies] == [command_id]


def test_a_request_that_does_one_thing_says_so_in_its_own_line(app: Flask, site: Site) -> None:
    answering = Answering(visitor(app, RESPONSABLE), evaluation_address(site, site.produit()))
    with log_in("json") as log:
        answering.autosave("A10.1", **answers({"A10.1": "vert"}))
    (line,) = map(json.loads, log.getvalue().splitlines())
    assert (line["event"], line["command"], line["status"]) == ("request", "EnregistrerEvaluation", 200)
    with site.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT log, seq, body FROM journal_entry WHERE seq = :seq"), {"seq": line["seq"]}
        )
        (body,) = [json.loads(row.body) for row in rows if row.log == line["journal"]]
    assert (body["event"], body["command_id"]) == ("evaluation.enregistree", line["command_id"])


def test_an_exception_is_told_by_where_it_happened_and_keeps_its_message_only_of_the_machine() -> None:
    try:
        try:
            raise OSError(28, "No space left on device")
        except OSError as error:
            raise KeyError(TYPED[0]) from error
    except KeyError as error:
        shown = told((KeyError, error, error.__traceback__))
    assert "No space left on device" in shown
    assert shown.endswith("builtins.KeyError")
    assert "test_logs.py" in shown
