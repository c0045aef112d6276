"""What a handler works with: the open transaction, the rules of the moment, and what it has to say of itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from models.chargement import Agregat
from models.events import Event
from models.log import AGENCY_LOG, Transition, company_log
from models.tracking import Tracked
from rules.edition import Edition
from rules.families import Decideur
from workflows.commands.base import Acteur
from workflows.errors import Forbidden
from workflows.outcome import Outcome
from workflows.publishing import Atelier


def nouvel_identifiant() -> str:
    """An identifier that nobody can guess: 36 characters."""
    return str(uuid4())


@dataclass
class Contexte:
    """One command being carried out; `decideur` asks both engines and remembers each decision.

    `cascade` asks for the dossiers to follow; `revalidee` names the questionnaire and `projetee` the projection that
    was just validated; `requalifie` says that what applies may have changed; `always` asks for an entry even where no
    row changed; `again` names fields to be told though they did not change.
    """

    session: Session
    acteur: Acteur
    command_id: str
    now_of: Callable[[], datetime]
    edition_of: Callable[[], Edition]
    decideur_of: Callable[[], Decideur]
    atelier: Atelier
    event: Event | None = None
    log: str = AGENCY_LOG
    stream: str = "agence"
    objects: dict[str, str] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)
    agregat: Agregat | None = None
    cascade: bool = False
    revalidee: str | None = None
    projetee: str | None = None
    requalifie: bool = False
    always: bool = False
    again: dict[Tracked, frozenset[str]] = field(default_factory=dict)
    courriels: bool = False

    @property
    def now(self) -> datetime:
        """The instant of the command: read at its first use, once what it changes is locked."""
        return self.now_of()

    @property
    def edition(self) -> Edition:
        """What is in effect now, read once."""
        return self.edition_of()

    @property
    def decideur(self) -> Decideur:
        """The rules of the moment, put to both engines."""
        return self.decideur_of()

    def tell(self, event: Event, stream: str, **objects: str | None) -> None:
        """Say what is happening, and to what."""
        self.event = event
        self.stream = stream
        self.objects = {name: value for name, value in objects.items() if value is not None}

    def in_company(self) -> str:
        """The actor's company, whose log this goes to.

        Raises: Forbidden for somebody who belongs to none.
        """
        if self.acteur.entreprise_id is None or self.acteur.entreprise_reference is None:
            raise Forbidden("Cette action est réservée aux comptes d'une entreprise.")
        self.log = company_log(self.acteur.entreprise_reference)
        return self.acteur.entreprise_id
