"""How gunicorn runs the platform: `gunicorn --config python:webapp.processes webapp.wsgi:app`.

What is given on its command line or in GUNICORN_CMD_ARGS comes first, WEB_CONCURRENCY is the number of processes.
Nothing is loaded before the fork: a connection or a thread made there would be shared.
"""

import os
from pathlib import Path
from typing import Any

from prometheus_client.multiprocess import mark_process_dead

from webapp.config import SettingsError, read_settings
from webapp.exits import UNREADABLE_SETTINGS, cannot_start
from webapp.logs import configure_logging
from webapp.metrics import FOLDER
from webapp.wiring import THREADS

try:
    configure_logging(read_settings(os.environ).log_format)
except SettingsError as error:
    cannot_start(error, UNREADABLE_SETTINGS)

bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = THREADS
# a heartbeat on disk would wait for the disk
worker_tmp_dir = "/dev/shm"  # noqa: S108
# it would listen in a folder of the account's own, and systemd is told what to do instead
control_socket_disable = True
timeout = 60
graceful_timeout = 30
# gunicorn's own lines go where ours go; requests are ours to log, once
logconfig_dict: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {},
    "handlers": {},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}},
}


def on_starting(_server: object) -> None:
    """Begin counting from nothing: what the processes of an earlier start left is theirs."""
    if FOLDER in os.environ:
        folder = Path(os.environ[FOLDER])
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.glob("*.db"):
            file.unlink()


def child_exit(_server: object, worker: Any) -> None:
    """Forget what only a living process has; its counts stay."""
    if FOLDER in os.environ:
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
