"""What is asked of a product or of a stratégie globale."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class Identification:
    """The first step of an initialisation, as entered."""

    nom: str = ""
    version: str = ""
    type_produit: str = ""
    nil: str = ""
    responsable_id: str = ""
    description: str = ""
    certifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommencerSujet(Command):
    """Begin a product or a stratégie globale; `identifiant` is chosen by the caller so that a retry is harmless.

    `partielle` keeps what is there so far: nothing is missed before « Valider ».
    """

    identifiant: str
    type: str
    identification: Identification
    demarche_visee: str | None = None
    partielle: bool = False


@dataclass(frozen=True, slots=True)
class SujetCommand(Command):
    """Anything asked of one subject, which is named by its identifier."""

    sujet: str


@dataclass(frozen=True, slots=True)
class ModifierIdentification(SujetCommand):
    """Replace the identification, in a draft or later; refused if `revision` is no longer the current one.

    `partielle` as in CommencerSujet, for a draft.
    """

    identification: Identification
    revision: int
    partielle: bool = False


@dataclass(frozen=True, slots=True)
class ModifierQualification(SujetCommand):
    """Replace the qualification; for a valid subject this re-profiles every questionnaire.

    `partielle` as in CommencerSujet, for a draft.
    """

    reponses: Mapping[str, str]
    revision: int
    partielle: bool = False


@dataclass(frozen=True, slots=True)
class ValiderSujet(SujetCommand):
    """End the initialisation: the subject gets its reference, and joins the démarche it was begun for."""


@dataclass(frozen=True, slots=True)
class CommencerVersion(SujetCommand):
    """Begin the next version of a product; `identifiant` is the new one's, as in CommencerSujet."""

    identifiant: str


@dataclass(frozen=True, slots=True)
class AbandonnerSujet(SujetCommand):
    """Drop an unfinished initialisation."""


@dataclass(frozen=True, slots=True)
class ArchiverSujet(SujetCommand):
    """Hide a subject; nothing is deleted."""


@dataclass(frozen=True, slots=True)
class DesarchiverSujet(SujetCommand):
    """Show an archived subject again."""
