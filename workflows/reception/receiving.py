"""A document as it arrives: refused with the reason, or kept before anything says that it is."""

from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from models.preuve import TAILLE_MAXIMALE
from models.store import DocumentStore
from workflows.commands.preuves import DocumentRecu
from workflows.errors import ValidationRefused
from workflows.reception.antivirus import Analyse, Antivirus
from workflows.reception.formats import AUTORISES, EXECUTABLE, FORMATS, ContentRefused, check_content
from workflows.reception.names import extensions, safe_name

CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Recu:
    """A document that was kept, and what the antivirus said of it."""

    document: DocumentRecu
    analyse: Analyse


class Reception:
    """Takes documents in: into the store, past the antivirus."""

    def __init__(self, store: DocumentStore, antivirus: Antivirus) -> None:
        self.store = store
        self.antivirus = antivirus

    def receive(self, entreprise_id: str, sent_name: str, content: IO[bytes]) -> Recu:
        """Check, scan and keep a document of a company; its bytes are kept before any command names them.

        Raises: ValidationRefused with the reason; StoreUnavailable.
        """
        nom = safe_name(sent_name)
        extension = _extension(nom)
        taille = _taille(nom, content)
        try:
            check_content(extension, content)
        except ContentRefused as refused:
            raise _refusal(f"« {nom} » {refused}.") from refused
        empreinte = _sha256(content)
        analyse = self.antivirus.scan(content)
        self.store.keep(entreprise_id, empreinte, content)
        return Recu(DocumentRecu(nom, extension, taille, empreinte, analyse.resultat), analyse)


def _extension(nom: str) -> str:
    connues = extensions(nom)
    if not connues or connues[-1] not in FORMATS:
        raise _refusal(f"« {nom} » n'a pas un format autorisé. Les formats autorisés sont : {AUTORISES}.")
    cachees = [extension for extension in connues[:-1] if extension in EXECUTABLE]
    if cachees:
        raise _refusal(
            f"« {nom} » porte une double extension, « .{cachees[0]} » avant « .{connues[-1]} » : "
            "renommez le document avec la seule extension de son format."
        )
    return connues[-1]


def _taille(nom: str, content: IO[bytes]) -> int:
    taille = content.seek(0, 2)
    if taille == 0:
        raise _refusal(f"« {nom} » est vide : vérifiez le document, puis choisissez-le de nouveau.")
    if taille > TAILLE_MAXIMALE:
        lisible = f"{taille:,}".replace(",", " ")
        raise _refusal(f"« {nom} » pèse {lisible} octets : un document doit peser moins de 10 Mo (10 000 000 octets).")
    return taille


def _sha256(content: IO[bytes]) -> str:
    digest = sha256()
    content.seek(0)
    while piece := content.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def _refusal(sentence: str) -> ValidationRefused:
    return ValidationRefused(fields=(("document", sentence),))
