"""From an empty database to a platform that is ready; doing it again changes nothing."""

from models.snapshot import PublicationSnapshot
from referentiels.loading import seed_documents
from rules.edition import build_edition
from rules.shipped import shipped_packs
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import OuvrirPlateforme, PublierGraine
from workflows.execution import Door


def seeds() -> tuple[PublicationSnapshot, ...]:
    """Everything shipped: référentiels first, then the packs that judge them.

    Raises: ReferentielInvalid and PackInvalid with every fault.
    """
    referentiels = tuple(
        PublicationSnapshot(document.genre, document.code, document.version, document.digest, document.texte)
        for document in seed_documents()
    )
    return (*referentiels, *shipped_packs())


def initialise(door: Door, premiere_reference: int = 1) -> None:
    """Open the agency's log and publish what is shipped, in a database that has its tables.

    `premiere_reference` is the number of the first product, the first time only.
    Raises: ReferentielInvalid, PackInvalid, ValidationRefused for shipped files that cannot be published.
    """
    documents = seeds()
    # Together or not at all: nothing is published that would not hold.
    build_edition(documents)
    door.execute(OuvrirPlateforme(SYSTEME, premiere_reference))
    for document in documents:
        door.execute(
            PublierGraine(SYSTEME, document.genre, document.code, document.version, document.digest, document.contenu)
        )
