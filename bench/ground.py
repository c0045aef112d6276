"""An installation to measure: its folder, its database, companies with people who answer, and who they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import Engine

from models.signing_key import Signer
from rules.remembering import RememberingJudge
from tests.support.builders import ExistingSite, Site, password_hash, prepare_site
from tests.support.databases import open_address
from tests.support.long_questionnaire import publish_long
from tests.workflows.plateforme import SOCLES
from workflows.clock import SetClock, SystemClock
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import CreerCompte
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.plateforme import CreerEntreprise
from workflows.execution import Door

MANY = "1000000/minute"
LIMITS = ("ecriture", "connexion", "connexion_compte", "connexion_adresse")
SECURITE = "securite-2021"
"""The shipped questionnaire of 36 critères."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product: its identifier, and the number that addresses name it by."""

    sujet: str
    reference: int

    def evaluation(self, demarche: str = SOCLES, questionnaire: str = SECURITE) -> str:
        """The address of one of its evaluations."""
        return f"/dossiers/{self.reference}/{demarche}/evaluations/{questionnaire}"


@dataclass(frozen=True)
class Ground:
    """One installation; `site` builds over its door."""

    folder: Path
    database: str
    engine: Engine
    site: Site

    def environment(self) -> dict[str, str]:
        """The settings of a server of it: its log as where it is deployed, the limits of rate there but far away."""
        return {
            "CONVERGENCE_LOG_FORMAT": "json",
            "CONVERGENCE_DATA_DIR": str(self.folder),
            "CONVERGENCE_DATABASE_URL": self.database,
            "CONVERGENCE_SIGNING_KEY": str(self.folder / "journal"),
            "CONVERGENCE_RATE_LIMITS": ",".join(f"{limit}={MANY}" for limit in LIMITS),
        }

    def product(self, email: str, *demarches: str) -> Product:
        """A new product of that person in « socles », and in these démarches too."""
        who = self.site.acteur(email)
        sujet = self.site.produit(who)
        for demarche in demarches:
            self.site.do(RejoindreDemarche(who, sujet, demarche))
        reference = self.site.sujet(sujet).reference
        assert reference is not None
        return Product(sujet, reference)

    def people(self, count: int, companies: int) -> list[str]:
        """So many new people in so many new companies."""
        for company in range(companies):
            self.site.do(CreerEntreprise(SYSTEME, f"Entreprise {company}", f"C{company}"))
        emails = [f"client{number}@bench.example" for number in range(count)]
        for number, email in enumerate(emails):
            name, reference = f"Client {number}", f"C{number % companies}"
            self.site.do(CreerCompte(SYSTEME, email, name, "responsable", password_hash(), reference))
        return emails


@contextmanager
def ground(database: str | None = None, long: int | None = None) -> Iterator[Ground]:
    """An installation in a folder that goes away, on SQLite unless told; `long` publishes a longer questionnaire."""
    with TemporaryDirectory(prefix="convergence-bench-") as name:
        folder = Path(name)
        address = database or f"sqlite:///{folder}/convergence.sqlite"
        Signer.generate(folder / "journal")
        prepare_site(address, folder / "journal")
        engine, signer = open_address(address), Signer.load(folder / "journal")
        # stands still: what is made before the server starts is made at once
        clock = SetClock(SystemClock().now())
        door = Door(engine, signer, clock, RememberingJudge("durable"))
        if long is not None:
            publish_long(door, long)
        try:
            yield Ground(folder, address, engine, ExistingSite(engine, signer, clock, door))
        finally:
            engine.dispose()
