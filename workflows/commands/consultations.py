"""What is read and taken away, where that itself is to be known afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class ConsulterDossier(Command):
    """An auditeur opens what a company did: a dossier, or its subject; journalled once a session.

    `visite` names the session; it is random and says nothing of the person.
    """

    sujet: str
    visite: str
    dossier: str | None = None


@dataclass(frozen=True, slots=True)
class NoterTelechargement(Command):
    """A document is about to leave: which one, in which format, about which objects."""

    document: str
    format: str
    objets: Mapping[str, str] = field(default_factory=dict)
