"""What the agency and the installation ask of the platform itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class OuvrirPlateforme(Command):
    """Open the agency's log and the counter of references; does nothing the second time."""

    premiere_reference: int = 1


@dataclass(frozen=True, slots=True)
class PublierGraine(Command):
    """Publish a shipped document for the first time, or keep a newer version as a draft."""

    genre: str
    code: str
    version: str
    digest: str
    contenu: str


@dataclass(frozen=True, slots=True)
class CreerEntreprise(Command):
    """Register a company and open its log.

    `premier_responsable` is the address that is to be invited next: nothing is registered where it could not be.
    """

    nom: str
    reference: str | None = None
    premier_responsable: str | None = None


@dataclass(frozen=True, slots=True)
class ConsignerRestauration(Command):
    """Say that the platform was restored: from which archive (SHA-256), and where each log stood (signed notes)."""

    archive: str
    sauvegardee_le: str
    points: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangerDeCle(Command):
    """Say which key signs the journal from now on, in an entry that both keys sign (vkeys under the agency's log)."""

    ancienne: str
    nouvelle: str


@dataclass(frozen=True, slots=True)
class ConsignerPointsDeControle(Command):
    """Say in the agency's log where every company's log stands: an anchor of each, as long as the agency's stands."""
