"""What a server does not hold until somebody needs it: each of these is megabytes for as long as it runs."""

import os
import subprocess
import sys

from webapp.config import Settings

SERVED = """
import sys
HEAVY = {"alembic", "dbos", "mako", "psycopg", "pygments", "reportlab", "rich", "xhtml2pdf"}
from webapp import cli_platform
settings = cli_platform.settings()
cli_platform.prepare(settings).dispose()
app = cli_platform.create_app(settings)
assert app.test_client().get("/connexion").status_code == 200
print(*sorted(HEAVY & set(sys.modules)))
"""

LOGGED = """
import sys
from workflows.structured import structlog
import rich.traceback
print(structlog.dev.rich is None)
"""


HELD = """
from webapp.memory import give_back
def resident():
    return int(open("/proc/self/statm").read().split()[1])
# too big for Python's own heap, too small for a mapping each
kept = [bytes(2_000) for _ in range(50_000)]
full, last = resident(), kept.pop()
del kept
freed = resident()
give_back()
print((full - freed) * 4 < (freed - resident()))
"""


def printed(code: str, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_on_a_sqlite_database_that_is_ready_a_server_begins_without_what_only_some_of_its_life_needs(
    settings: Settings,
) -> None:
    environment = {
        "CONVERGENCE_DATA_DIR": str(settings.data_dir),
        "CONVERGENCE_DATABASE_URL": settings.database_url,
        "CONVERGENCE_SIGNING_KEY": str(settings.signing_key),
    }
    assert printed(SERVED, **environment) == ""


def test_rich_is_kept_from_structlog_alone() -> None:
    assert printed(LOGGED) == "True"


def test_what_was_freed_below_something_that_stays_is_given_back() -> None:
    assert printed(HELD) == "True"
