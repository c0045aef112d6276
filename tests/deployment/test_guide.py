"""docs/deployment.md, from its first command to its last, on a folder that stands for a machine."""

import http.client
import json
import shlex
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.deployment.guide import Machine, blocks, sourced
from tests.deployment.servers import answers, free_port, started
from webapp.config import read_settings

NAME = "conformite.exemple.test"
INSTALL, NAMING, CERTIFICATE, START, FIRST_ACCOUNT, SAVE, TRY, PROBE, SEVERAL, *_, TAKE_OVER, _UPGRADE = blocks("sh")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine on which the guide was followed up to the start of the service."""
    ports = {"80": free_port(), "443": free_port(), "8000": free_port()}
    made = Machine(tmp_path_factory.mktemp("machine"), ports)
    for commands in (INSTALL, NAMING, CERTIFICATE, START):
        made.run(commands)
    return made


@pytest.fixture(scope="module")
def served(machine: Machine) -> Iterator[Machine]:
    """The same, with what `systemctl enable --now` and `reload` start."""
    (command,) = machine.unit("convergence.service")["ExecStart"]
    local = f"http://127.0.0.1:{machine.ports['8000']}/sante/pret"
    nginx = [str(machine.folder / "bin/nginx"), "-g", "daemon off;"]
    with (
        started(shlex.split(command), machine.folder, lambda: answers(local), **machine.settings()),
        started(nginx, machine.folder, lambda: _listens(machine.ports["443"]), MACHINE=str(machine.folder)),
    ):
        yield machine


def test_the_services_that_are_started_are_those_that_were_copied(machine: Machine) -> None:
    asked = (machine.folder / "done").read_text("utf-8").splitlines()
    timers = "convergence-backup.timer convergence-anchor.timer"
    assert asked == ["production", "daemon-reload", f"enable --now convergence.service {timers}", "reload nginx"]
    there = {path.name for path in (machine.folder / "etc/systemd/system").iterdir()}
    timed = {f"convergence-{name}.{kind}" for name in ("backup", "anchor") for kind in ("service", "timer")}
    assert there == {"convergence.service", *timed}


def test_systemd_finds_nothing_to_say_of_the_units(machine: Machine) -> None:
    machine.run(SEVERAL)
    for path in (machine.folder / "etc/systemd/system").iterdir():
        checked = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stdout + checked.stderr) == (0, ""), path.name


def test_a_visitor_comes_in_through_nginx_with_tls(served: Machine) -> None:
    answer = _ask(served, "/connexion")
    assert answer.status == 200
    assert "max-age=31536000" in str(answer.headers["Strict-Transport-Security"])
    cookie = str(answer.headers["Set-Cookie"])
    assert cookie.startswith("__Host-convergence=")
    assert "Secure" in cookie
    assert len(str(answer.headers["X-Request-ID"])) == 32


def test_plain_http_leads_to_https(served: Machine) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", served.ports["80"])
    plain.request("GET", "/connexion", headers={"Host": NAME})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/connexion")
    plain.close()


def test_measures_are_read_neither_through_nginx_nor_without_a_token(served: Machine) -> None:
    assert _ask(served, "/metrics").status == 404
    assert not answers(f"http://127.0.0.1:{served.ports['8000']}/metrics")


def test_the_first_account_is_created_a_backup_is_made_and_restored(served: Machine) -> None:
    assert "empreinte" in served.run(FIRST_ACCOUNT)
    for command in served.unit("convergence-backup.service")["ExecStart"]:
        environment = "set -a; . /etc/convergence/convergence.env\n"
        served.run(environment + command)
    (archive,) = (served.folder / "var/backups/convergence").iterdir()
    assert archive.suffix == ".zip"
    served.run(SAVE)
    assert "rien d'anormal" in served.run(TRY)
    assert not (served.folder / "var/tmp/essai").exists()


def test_the_unit_of_every_day_notes_the_anchors_and_writes_them(served: Machine) -> None:
    (command,) = served.unit("convergence-anchor.service")["ExecStart"]
    served.run("set -a; . /etc/convergence/convergence.env\n" + command)
    (anchor,) = (served.folder / "var/backups/convergence-ancres").iterdir()
    assert anchor.read_text("utf-8").startswith("convergence/agence\n")


def test_what_a_machine_left_for_good_is_taken_over(served: Machine) -> None:
    assert "Travaux repris de « machine-partie » : 0." in served.run(TAKE_OVER)


def test_the_probe_says_that_the_platform_is_ready(served: Machine) -> None:
    assert json.loads(served.run(PROBE))["etat"] == "prete"


def test_the_settings_of_several_machines_are_settings_for_a_shell_and_for_systemd() -> None:
    (block,) = blocks("ini")
    read = sourced(block)
    # systemd takes what stands between single quotes as the shell does; double ones, where there is a $, not quite
    assert read == {name: value.strip("'") for name, value in (line.split("=", 1) for line in block.splitlines())}
    settings = read_settings(read)
    assert settings.database_read_url is not None
    assert settings.storage_url.endswith("&region=fr")
    assert settings.rate_limits.stockage == "redis://redis.interne:6379/0"


def _ask(machine: Machine, path: str) -> http.client.HTTPResponse:
    trusted = ssl.create_default_context(cafile=str(machine.folder / "etc/convergence/tls.pem"))
    with (
        socket.create_connection(("127.0.0.1", machine.ports["443"])) as plain,
        trusted.wrap_socket(plain, server_hostname=NAME) as secured,
    ):
        secured.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        answer = http.client.HTTPResponse(secured)
        answer.begin()
        answer.read()
    return answer


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        time.sleep(0.05)
        return False
    return True
