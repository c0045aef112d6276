"""Alembic, the one place that imports it; what only asks where a database stands is in `models.schema`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

import migrations


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, without a file: the folder of revisions stands beside `models`."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config


def apply(connection: Connection, revision: str) -> None:
    """Apply the revisions that the database lacks up to that one, in the transaction of whoever calls."""
    command.upgrade(configuration(connection), revision)
