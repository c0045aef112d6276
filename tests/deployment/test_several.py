"""docs/deployment.md, several machines: what its units start, what they start again, and what they leave."""

import shlex
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, build_opener

import pytest

from tests.deployment.guide import Machine, blocks
from tests.deployment.servers import answers, free_port, redis_server, started
from tests.support.databases import close_database, open_database, postgresql_database

INSTALL, _NAMING, CERTIFICATE, *_ = BLOCKS = blocks("sh")
SEVERAL, KEY, START, _TAKE_OVER, UPGRADE = BLOCKS[8:]
NAME = "machine-une"
PROCESSES, WORKER, ALONE = "convergence-processes.service", "convergence-worker.service", "convergence.service"
PATIENCE = 60
AWAY = "postgresql+psycopg://personne@127.0.0.1:1/rien"


@dataclass(frozen=True, slots=True)
class Service:
    """What systemd makes of a unit: what it runs, with which variables, and the statuses after which it stays down."""

    command: list[str]
    environment: Mapping[str, str]
    final: frozenset[int]

    def ends(self, **settings: str) -> tuple[bool, str]:
        """Whether it stays down after it ended by itself, with those settings more, and what it said."""
        ended = subprocess.run(
            self.command,
            env=dict(self.environment) | settings,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        return ended.returncode in {0, *self.final}, ended.stdout + ended.stderr


def _service(machine: Machine, name: str) -> Service:
    unit = machine.unit(name)
    (command,) = unit["ExecStart"]
    variables = dict(one.split("=", 1) for line in unit.get("Environment", []) for one in line.split())
    # gunicorn listens where its own settings say
    bind = {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{machine.ports['8000']}", "PATH": "/usr/bin:/bin"}
    final = frozenset(int(status) for status in unit["RestartPreventExitStatus"][0].split())
    assert unit["Restart"] == ["on-failure"]
    return Service(shlex.split(command.replace("%H", NAME)), variables | machine.settings() | bind, final)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """One of several, where the guide was followed; the journal's key came with somebody."""
    made = Machine(tmp_path_factory.mktemp("plusieurs"), {port: free_port() for port in ("80", "443", "8000")})
    made.run(INSTALL)
    made.run(SEVERAL)
    return made


@pytest.mark.parametrize("name", [ALONE, PROCESSES, WORKER])
@pytest.mark.parametrize(("setting", "value"), [("LOG_FORMAT", "gothique"), ("RATE_LIMITS", "connexion=souvent")])
def test_settings_that_cannot_be_read_stop_a_service_for_good(
    machine: Machine, name: str, setting: str, value: str
) -> None:
    stays_down, said = _service(machine, name).ends(**{f"CONVERGENCE_{setting}": value})
    assert stays_down
    assert f"CONVERGENCE_{setting}" in said


@pytest.mark.parametrize("name", [ALONE, PROCESSES, WORKER])
def test_a_service_whose_database_is_away_says_so_and_is_started_again(machine: Machine, name: str) -> None:
    stays_down, said = _service(machine, name).ends(CONVERGENCE_DATABASE_URL=AWAY)
    assert not stays_down
    assert "La base de données ne répond pas" in said


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("SIGNING_KEY", "/dev/null/journal", "ne peut être ni lue ni écrite"),
        ("STORAGE_URL", "file:///dev/null/preuves", "ne peut pas être créé"),
    ],
)
@pytest.mark.parametrize("name", [ALONE, PROCESSES])
def test_what_is_not_mounted_is_told_and_waited_for(
    machine: Machine, name: str, setting: str, value: str, sentence: str, tmp_path: Path
) -> None:
    given = {"CONVERGENCE_DATA_DIR": str(tmp_path), f"CONVERGENCE_{setting}": value}
    stays_down, said = _service(machine, name).ends(**given)
    assert not stays_down
    assert sentence in said


def test_while_the_platform_is_away_nginx_writes_no_address(machine: Machine) -> None:
    machine.run(CERTIFICATE)
    nginx = [str(machine.folder / "bin/nginx"), "-g", "daemon off;"]
    address = f"https://127.0.0.1:{machine.ports['443']}/invitation/secretissime"
    with started(nginx, machine.folder, lambda: _status(address) == 502, MACHINE=str(machine.folder)):
        assert _status(f"http://127.0.0.1:{machine.ports['80']}/invitation/secretissime") == 301
    logs = [path for path in machine.folder.rglob("*.log") if path.is_file()]
    assert {"access.log", "error.log"} <= {path.name for path in logs}
    assert not [path for path in logs if "secretissime" in path.read_text("utf-8")]


def _status(address: str) -> int:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    opener = build_opener(HTTPSHandler(context=trusting), _Stay())
    try:
        with opener.open(address, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as refused:
        with refused:
            return refused.code
    except URLError:
        return 0


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Go nowhere."""


def test_the_key_is_put_where_every_command_finds_it_and_nobody_else_reads_it(machine: Machine) -> None:
    (machine.folder / "root").mkdir()
    (machine.folder / "root/journal").write_bytes(b"une clef")
    machine.run(KEY)
    key = machine.folder / "var/lib/convergence/keys/journal"
    assert (key.read_bytes(), key.stat().st_mode & 0o777) == (b"une clef", 0o600)
    assert not (machine.folder / "root/journal").exists()
    key.unlink()


def test_a_new_version_is_installed_while_everything_is_stopped(machine: Machine) -> None:
    machine.run(START)
    machine.run(UPGRADE)
    asked = (machine.folder / "done").read_text("utf-8").splitlines()
    assert asked[-4:] == [
        f"enable --now {PROCESSES} {WORKER}",
        f"stop {WORKER} {PROCESSES}",
        "production",
        f"start {PROCESSES} {WORKER}",
    ]


@pytest.fixture
def database(machine: Machine, postgresql_address: str, tmp_path: Path) -> Iterator[str]:
    """An empty database that the machine's settings name, with a Redis."""
    address = postgresql_database(postgresql_address)
    with redis_server(tmp_path) as redis:
        file = machine.folder / "etc/convergence/convergence.env"
        before = file.read_text("utf-8")
        given = {"DATABASE_URL": address, "RATE_LIMITS": f"stockage={redis}", "RULES_ENGINE": "reference"}
        file.write_text(before + "".join(f"CONVERGENCE_{name}='{value}'\n" for name, value in given.items()), "utf-8")
        yield address
        file.write_text(before, "utf-8")


def test_whoever_begins_first_and_whatever_goes_away_all_work_in_the_end(
    machine: Machine, database: str, postgresql_address: str, tmp_path: Path
) -> None:
    ready = f"http://127.0.0.1:{machine.ports['8000']}/sante/pret"
    with ExitStack() as services:
        worker = services.enter_context(_kept_running(_service(machine, WORKER), tmp_path / "worker.log"))
        assert _until(lambda: "La base n'est pas prête pour cette version" in _said(worker))
        services.enter_context(_kept_running(_service(machine, PROCESSES), tmp_path / "processes.log"))
        assert _until(lambda: answers(ready) and "Les simulations se font" in _said(worker))
        said = len(_said(worker))
        close_database(postgresql_address, database)
        assert _until(lambda: not answers(ready) and "ne répond pas" in _said(worker)[said:])
        said = len(_said(worker))
        open_database(postgresql_address, database)
        assert _until(lambda: answers(ready) and "Les simulations se font" in _said(worker)[said:])


@contextmanager
def _kept_running(service: Service, log: Path) -> Iterator[Path]:
    """Started, and started again as its unit says but sooner, until the end of the block; what it says is there."""
    ending = Event()

    def run() -> None:
        with log.open("ab") as said:
            while not ending.is_set():
                with subprocess.Popen(service.command, env=service.environment, stdout=said, stderr=said) as process:
                    while process.poll() is None and not ending.wait(0.1):
                        pass
                    process.terminate()
                if process.returncode in {0, *service.final}:
                    return

    thread = Thread(target=run)
    thread.start()
    try:
        yield log
    finally:
        ending.set()
        thread.join()


def _said(log: Path) -> str:
    return log.read_text("utf-8") if log.exists() else ""


def _until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False
