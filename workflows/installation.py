"""From an empty database to a platform that is ready; doing it again changes nothing."""

import re
from pathlib import Path

import yaml

from models.snapshot import PublicationSnapshot
from referentiels.loading import Document, read_document, seed_documents
from rules.edition import build_edition
from rules.shipped import pack_document, shipped_packs
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import OuvrirPlateforme, PublierGraine
from workflows.execution import Door

PACK = re.compile(r"^pack:", re.MULTILINE)
"""What tells a pack of rules from a référentiel, which begins with its genre."""


class ContentRefused(Exception):
    """A folder of documents that cannot be published; the text says which file, and why."""


def seeds() -> tuple[PublicationSnapshot, ...]:
    """Everything shipped: référentiels first, then the packs that judge them.

    Raises: ReferentielInvalid and PackInvalid with every fault.
    """
    return (*map(_snapshot, seed_documents()), *shipped_packs())


def folder_documents(folder: Path) -> tuple[PublicationSnapshot, ...]:
    """The documents of every `.yaml` file of a folder and below; one that names its `pack` is a pack of rules.

    Raises: ContentRefused for an unreadable file or none at all, ReferentielInvalid with every fault of a référentiel.
    """
    paths = sorted(folder.rglob("*.yaml"))
    if not paths:
        raise ContentRefused(f"Le dossier {folder} ne contient aucun fichier .yaml : rien à publier.")
    return tuple(_document(path, path.relative_to(folder).as_posix()) for path in paths)


def initialise(door: Door, premiere_reference: int = 1, contenu: tuple[PublicationSnapshot, ...] = ()) -> None:
    """Open the agency's log and publish what is shipped, and `contenu` beside it, in a database that has its tables.

    `premiere_reference` is the number of the first product, the first time only.
    Raises: ReferentielInvalid, PackInvalid, ValidationRefused for documents that cannot be published.
    """
    documents = (*seeds(), *contenu)
    # Together or not at all: nothing is published that would not hold.
    build_edition(documents)
    door.execute(OuvrirPlateforme(SYSTEME, premiere_reference))
    for document in documents:
        door.execute(
            PublierGraine(SYSTEME, document.genre, document.code, document.version, document.digest, document.contenu)
        )


def _document(path: Path, name: str) -> PublicationSnapshot:
    try:
        text = path.read_text("utf-8")
        if PACK.search(text):
            return pack_document(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ContentRefused(f"Le fichier {name} ne se lit pas : {error}.") from error
    except (KeyError, yaml.YAMLError) as error:
        raise ContentRefused(f"Le fichier {name} n'est pas un jeu de règles : {error}.") from error
    return _snapshot(read_document(text, name))


def _snapshot(document: Document) -> PublicationSnapshot:
    return PublicationSnapshot(document.genre, document.code, document.version, document.digest, document.texte)
