"""Restoring an archive into an empty database: one transaction, in which everything is checked before it is kept."""

from collections.abc import Callable

from sqlalchemy import inspect
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from models.archive import TABLES, ArchiveRefused, table_of
from models.archive_reading import Archive
from models.archive_rows import load, stored_tables
from models.database import writing
from models.schema import check_constraints, is_known, upgrade_within


def restore(engine: Engine, archive: Archive, check: Callable[[Connection], None]) -> None:
    """Write a verified archive into a database without tables, bring it to this version's schema, and have it checked.

    What `check` raises leaves the database as it was. The guards of the journal are there before its first row.
    Raises: ArchiveRefused.
    """
    schema = archive.manifest.schema
    if not is_known(schema):
        raise ArchiveRefused(
            f"L'archive vient d'une version plus récente ({archive.manifest.version}, schéma {schema}) : "
            "installez au moins cette version, puis recommencez."
        )
    try:
        with writing(engine) as connection:
            if inspect(connection).get_table_names():
                raise ArchiveRefused(
                    "La base contient déjà des tables : une restauration ne se fait que dans une base vide. "
                    "Désignez-en une autre."
                )
            upgrade_within(connection, schema)
            _load_tables(connection, archive)
            check_constraints(connection)
            upgrade_within(connection)
            check(connection)
    except DBAPIError as error:
        # the message of the database may repeat a value
        raise ArchiveRefused(f"La base a refusé la restauration ({type(error.orig).__name__}).") from error


def _load_tables(connection: Connection, archive: Archive) -> None:
    tables = stored_tables(connection)
    archived = {table_of(name) for name in archive.manifest.members if name.startswith(TABLES)}
    strange = archived.symmetric_difference(table.name for table in tables)
    if strange:
        names = ", ".join(sorted(strange))
        raise ArchiveRefused(f"L'archive n'a pas les tables de son schéma, {archive.manifest.schema} : {names}.")
    for table in tables:
        try:
            load(connection, table, archive.lines(table.name))
        except DBAPIError as error:
            reason = type(error.orig).__name__
            raise ArchiveRefused(f"La table « {table.name} » refuse une ligne de l'archive ({reason}).") from error
