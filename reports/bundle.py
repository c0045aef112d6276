"""« Télécharger les résultats »: a ZIP of a finished démarche that anybody can check, in bounded memory.

The same state of the journal gives the same bytes: members stand in a constant order under a constant date, and the
documents are dated of the journal's last entry. `reports/bundle_format.py` says what is where.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from sqlalchemy.engine import Connection

from models.canonical import encode
from models.entry import FORMAT as JOURNAL_FORMAT
from models.entry import timestamp
from models.key_reading import rotations
from models.signed_note import PublicKey
from reports.bundle_format import ENTRIES, FORMAT, KEY, MANIFEST, NOTE, README, ROTATIONS
from reports.bundle_reading import ECARTEES, Lot, Piece, verdicts_de
from reports.bundle_readme import lisez_moi
from reports.common_json import objet
from reports.extract import extract
from reports.file_names import member_name
from reports.pdf import resultats_pdf
from reports.results_json import resultats_json
from reports.roadmap_json import feuille_json
from reports.roadmap_pdf import feuille_pdf
from reports.xlsx import resultats_xlsx

CONSTANT = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the first that a ZIP can hold."""

Magasin = Callable[[str, str], Iterator[bytes]]
"""Gives the bytes of a proof: of which company, under which SHA-256."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the bytes come from: the journal, the store of proofs, the fonts, the key that signs the journal."""

    connection: Connection
    magasin: Magasin
    polices: Path
    cle: PublicKey


@dataclass(slots=True)
class _Archive:
    """A ZIP being written, with the digest and the size of what went in."""

    zip: zipfile.ZipFile
    fichiers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, parts: Iterable[bytes], *, packed: bool = True) -> int:
        """Write a member; gives how many parts it had."""
        info = zipfile.ZipInfo(name, CONSTANT)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.create_system, info.external_attr = 3, 0o644 << 16
        digest, size, count = sha256(), 0, 0
        with self.zip.open(info, "w") as member:
            for part in parts:
                member.write(part)
                digest.update(part)
                size, count = size + len(part), count + 1
        self.fichiers[name] = {"sha256": digest.hexdigest(), "taille": size}
        return count


def write_bundle(file: IO[bytes], lot: Lot, sources: Sources) -> None:
    """Write the ZIP into an open file.

    Raises: reports.pdf.PdfFailed; models.store.StoreUnavailable where a proof cannot be read.
    """
    with zipfile.ZipFile(file, "w") as opened:
        archive = _Archive(opened)
        for name, content in _documents(lot, sources.polices):
            archive.add(name, (content,))
        preuves = list(_preuves(archive, lot, sources.magasin))
        ecritures = archive.add(ENTRIES, extract(sources.connection, lot.position, lot.flux))
        archive.add(NOTE, (lot.position.note.encode(),))
        archive.add(KEY, (f"{sources.cle.vkey(lot.position.log)}\n".encode(),))
        if changes := rotations(sources.connection, lot.position.agence):
            archive.add(ROTATIONS, (encode(rotation.data) + b"\n" for rotation in changes))
        archive.add(README, (lisez_moi(lot, sources.cle.fingerprint).encode(),))
        manifest = {**_manifest(lot, sources.cle, ecritures), "fichiers": dict(archive.fichiers), "preuves": preuves}
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        archive.add(MANIFEST, (text.encode(),))


def _documents(lot: Lot, polices: Path) -> Iterator[tuple[str, bytes]]:
    le, note = lot.position.le, lot.position.note
    for lus in lot.resultats:
        name = f"resultats/{lus.questionnaire.cle}"
        yield f"{name}.pdf", resultats_pdf(lus, polices, le, note)
        yield f"{name}.xlsx", resultats_xlsx(lus)
        yield f"{name}.json", resultats_json(lus, note).encode()
    for feuille in lot.feuilles:
        name = f"feuilles-de-route/{feuille.questionnaire.cle}"
        yield f"{name}.pdf", feuille_pdf(feuille, polices, le, note)
        yield f"{name}.json", feuille_json(feuille, note).encode()


def _preuves(archive: _Archive, lot: Lot, magasin: Magasin) -> Iterator[dict[str, Any]]:
    for numero, piece in enumerate(lot.pieces, start=1):
        name = None
        if not piece.ecartee:
            name = f"preuves/{member_name(numero, piece.noms[0], piece.format)}"
            archive.add(name, magasin(lot.sujet.entreprise_id, piece.empreinte), packed=False)
        yield _preuve(piece, name)


def _preuve(piece: Piece, name: str | None) -> dict[str, Any]:
    return {
        "fichier": name,
        "noms": list(piece.noms),
        "sha256": piece.empreinte,
        "taille": piece.taille,
        "ecartee": piece.ecartee or None,
        "raison": ECARTEES.get(piece.ecartee),
        "usages": [asdict(usage) for usage in piece.usages],
    }


def _manifest(lot: Lot, cle: PublicKey, ecritures: int) -> dict[str, Any]:
    ou = lot.position
    return {
        "format": FORMAT,
        **objet(lot.sujet, lot.resultats[0].parcours, lot.demarche),
        "finalise_le": timestamp(lot.finalise_le),
        "arrete_au": timestamp(ou.le),
        "verdicts": verdicts_de(lot),
        "journal": {
            "format": JOURNAL_FORMAT,
            "journal": ou.log,
            "flux": lot.flux,
            "taille": ou.taille,
            "taille_agence": ou.agence,
            "ecritures": ecritures,
            "cle": cle.fingerprint,
        },
    }
