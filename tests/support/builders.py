"""Companies, people, products and answers, made through the door as people make them."""

from datetime import UTC, datetime
from pathlib import Path

from models import schema
from models.signing_key import Signer
from rules.decision import Judge
from tests.support.databases import open_address
from tests.workflows.plateforme import Plateforme
from webapp.passwords import hash_password, needs_new_hash
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import CreerCompte
from workflows.execution import Door
from workflows.installation import initialise
from workflows.reception.receiving import Reception

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PASSWORD = "un mot de passe de test"
SECRET = "ce qui signe les sessions et les liens des tests"

CONTRIBUTEUR = "contributeur@edi.example"
RESPONSABLE = "responsable@edi.example"
AUTRE = "responsable@autre.example"
ADMINISTRATEUR = "admin@agence.example"
AUDITEUR = "auditeur@agence.example"


class Site(Plateforme):
    """The same platform with accounts that can sign in with PASSWORD, and where documents are received."""

    reception: Reception

    def _account(self, email: str, role: str, entreprise: str | None) -> None:
        nom = email.partition("@")[0].title()
        self.door.execute(CreerCompte(SYSTEME, email, nom, role, password_hash(), entreprise))


class ExistingSite(Site):
    """The same over a database that already has them."""

    def __post_init__(self) -> None:
        """Everybody is there."""


_hashed: list[str] = []


def password_hash() -> str:
    """The hash of PASSWORD as passwords are hashed now; one for all, each can take 64 MiB and a tenth of a second.

    With another one the first to sign in would be given a new hash, and the journal one entry more.
    """
    if not _hashed or needs_new_hash(_hashed[0]):
        _hashed[:] = [hash_password(PASSWORD)]
    return _hashed[0]


def prepare_site(url: str, key: Path) -> None:
    """Make two companies and their people in an empty database."""
    engine = open_address(url)
    schema.upgrade(engine)
    signer, clock = Signer.load(key), SetClock(NOW)
    door = Door(engine, signer, clock, Judge("reference"))
    initialise(door)
    Site(engine, signer, clock, door)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
