"""What administrateurs ask of the versions of référentiels and rule packs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class CreerBrouillon(Command):
    """Open a draft of the next version of a document; `contenu` is its YAML, whose version is set where it is taken."""

    genre: str
    code: str
    contenu: str
    motif: str = ""


@dataclass(frozen=True, slots=True)
class PublicationCommand(Command):
    """A command on one version; `digest_vu` is the digest of the content that the person saw."""

    publication_id: str
    digest_vu: str


@dataclass(frozen=True, slots=True)
class ModifierBrouillon(PublicationCommand):
    """Give the draft another content; whatever was checked of it is to be checked again."""

    contenu: str


@dataclass(frozen=True, slots=True)
class AnnulerModification(PublicationCommand):
    """Go back to the content from which the present one was made."""


@dataclass(frozen=True, slots=True)
class RetablirModification(PublicationCommand):
    """Go forward again to the last content made from the present one."""


@dataclass(frozen=True, slots=True)
class VerifierBrouillon(PublicationCommand):
    """Check what is published, as it would be with the draft."""


@dataclass(frozen=True, slots=True)
class TesterBrouillon(PublicationCommand):
    """Replay the example cases, and have the engine try the rules in a process of its own."""


@dataclass(frozen=True, slots=True)
class ConstaterSimulation(PublicationCommand):
    """Say what a simulation over every dossier found; asked by the job that ran it, once it ended."""

    resume: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class SoumettreBrouillon(PublicationCommand):
    """Ask another administrateur to approve."""


@dataclass(frozen=True, slots=True)
class ApprouverPublication(PublicationCommand):
    """Approve what was submitted; never by somebody who wrote in it or submitted it."""


@dataclass(frozen=True, slots=True)
class RenvoyerBrouillon(PublicationCommand):
    """Send back to its authors, with a reason."""

    motif: str


@dataclass(frozen=True, slots=True)
class PublierVersion(PublicationCommand):
    """Publish what was approved: from 00:00 in Paris of a day to come, or at once where there is none."""

    effet_le: date | None = None


@dataclass(frozen=True, slots=True)
class RetirerPublication(PublicationCommand):
    """Retire a version that is not in effect, or that nothing uses any more."""


@dataclass(frozen=True, slots=True)
class AbandonnerBrouillon(PublicationCommand):
    """Give a draft up."""
