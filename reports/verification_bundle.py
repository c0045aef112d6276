"""Checking the results of a démarche from their ZIP alone: files against manifest, manifest against journal.

What the signed journal vouches for: each entry, the verdicts that the manifest tells, the SHA-256 of each proof. The
documents themselves are only compared with the manifest, which nobody signs.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any

from models.archive_reading import CHUNK, DAMAGED
from models.checkpoint import Checkpoint, NoteRefused
from models.key_chain import Rotation, chain
from models.projection import State
from models.signed_note import KeyRefused, PublicKey
from reports.bundle_format import ENTRIES, FORMAT, KEY, MANIFEST, NOTE, ROTATIONS
from reports.verification_extract import ExtractChecker
from reports.verification_faults import Faults

UNREADABLE = (*DAMAGED, TypeError, AttributeError, IndexError)
"""The same, and what comes of a manifest or an entry that is JSON of another shape."""


class BundleRefused(Exception):
    """What cannot be read as results at all, and why."""


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What was checked and what is wrong; `key` is the fingerprint of the key that signed the journal."""

    files: int
    entries: int
    erased: int
    key: str
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify_bundle(file: IO[bytes], expected: PublicKey | None = None) -> BundleReport:
    """Check a bundle; without an expected key, the one inside is believed: compare its fingerprint with the agency's.

    Raises: BundleRefused for what is no bundle.
    """
    try:
        with zipfile.ZipFile(file) as opened:
            return _verify(opened, expected)
    except UNREADABLE as error:
        raise BundleRefused(f"ce fichier n'est pas un ZIP de résultats entier ({type(error).__name__})") from error


def _verify(opened: zipfile.ZipFile, expected: PublicKey | None) -> BundleReport:
    manifest = json.loads(opened.read(MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BundleRefused("le manifeste n'annonce pas un format connu")
    try:
        key = _keys(opened, PublicKey.from_vkey(opened.read(KEY).decode()))
        checkpoint = key.open_checkpoint(opened.read(NOTE).decode(), manifest["journal"]["journal"])
    except (KeyRefused, NoteRefused) as error:
        raise BundleRefused(f"le point de contrôle du journal ne vaut rien : {error}") from error
    noted = Faults()
    checker = ExtractChecker(checkpoint, manifest["journal"]["flux"], noted)
    with opened.open(ENTRIES) as lines:
        checker.feed(lines)
    note = opened.read(NOTE).decode()
    faults = [
        *_files(opened, manifest["fichiers"]),
        *_position(manifest["journal"], checkpoint, key, checker.entries, expected),
        *_late(key, checkpoint, note, checker.agency_seen),
        *map(str, noted.kept),
        *([] if noted or checker.erased else _told(manifest, checker.state)),
    ]
    return BundleReport(len(manifest["fichiers"]), checker.entries, checker.erased, key.fingerprint, tuple(faults))


def _keys(opened: zipfile.ZipFile, first: PublicKey) -> PublicKey:
    """The first key with those that took over.

    Raises: NoteRefused.
    """
    lines = opened.read(ROTATIONS).splitlines() if ROTATIONS in opened.namelist() else []
    return chain(first, [Rotation.of(json.loads(line)) for line in lines])


def _files(opened: zipfile.ZipFile, fichiers: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    names = opened.namelist()
    if len(names) != len(set(names)):
        yield "un nom de fichier est en double"
    for name in sorted({*names, MANIFEST} ^ {*fichiers, MANIFEST}):
        yield f"« {name} » n'est pas à la fois dans le ZIP et dans le manifeste"
    for name in sorted(set(names) & set(fichiers)):
        digest, size = _measure(opened, name)
        if (digest, size) != (fichiers[name]["sha256"], fichiers[name]["taille"]):
            yield f"« {name} » n'est pas le fichier que dit le manifeste"


def _measure(opened: zipfile.ZipFile, name: str) -> tuple[str, int]:
    digest, size = sha256(), 0
    with opened.open(name) as member:
        while piece := member.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _position(
    said: Mapping[str, Any], checkpoint: Checkpoint, key: PublicKey, entries: int, expected: PublicKey | None
) -> Iterator[str]:
    if expected is not None and expected.raw not in key.raws:
        yield "le journal n'est pas signé par la clé attendue"
    if said["cle"] != key.fingerprint:
        yield "l'empreinte de la clé n'est pas celle que dit le manifeste"
    if said["taille"] != checkpoint.size:
        yield f"le manifeste dit {said['taille']} écritures, le point de contrôle {checkpoint.size}"
    if said["ecritures"] != entries:
        yield f"le manifeste dit {said['ecritures']} écritures sur ce sujet, il y en a {entries}"


def _late(key: PublicKey, checkpoint: Checkpoint, note: str, agency_seen: int) -> Iterator[str]:
    """A key that was replaced before the last of these entries cannot have signed what comes after it."""
    found = [signer for signer in key.signers_since(agency_seen) if _signed(signer, checkpoint, note)]
    if not found:
        yield "le point de contrôle est signé par une clé qui avait été remplacée"


def _signed(key: PublicKey, checkpoint: Checkpoint, note: str) -> bool:
    try:
        return key.open_checkpoint(note) == checkpoint
    except NoteRefused:
        return False


def _told(manifest: Mapping[str, Any], state: State) -> Iterator[str]:
    """What the manifest says and the journal does not; nothing is said of it where values were erased."""
    demarche = manifest["demarche"]["code"]
    for verdict in manifest["verdicts"]:
        kind, passage = ("_projection", "projection") if verdict["projection"] else ("", "evaluation")
        said = (verdict["resultat"], verdict["echeance"])
        if _standing(state, kind, passage, verdict["questionnaire"], demarche) != said:
            yield f"le journal ne dit pas le verdict de « {verdict['titre']} »"
    deposited = {row.get("empreinte") for (table, _), row in state.items() if table == "preuve"}
    for preuve in manifest["preuves"]:
        name = preuve["fichier"]
        if name is not None and manifest["fichiers"].get(name, {}).get("sha256") != preuve["sha256"]:
            yield f"« {name} » n'a pas l'empreinte de la preuve"
        if preuve["sha256"] not in deposited:
            yield f"le journal ne dit pas que « {preuve['noms'][0]} » a été déposé"


def _standing(
    state: State, kind: str, passage: str, questionnaire: str, demarche: str
) -> tuple[str | None, str | None] | None:
    """The last verdict of that démarche on the last validation of that questionnaire."""
    passages = {
        key for (table, key), row in state.items() if table == passage and row["questionnaire"] == questionnaire
    }
    if passage == "projection":
        passages = {key for key in passages if _demarche_de(state, key) == demarche}
    validations = _last(state, f"validation{kind}", f"{passage}_id", passages)
    verdicts = {
        key: row
        for (table, key), row in state.items()
        if table == f"verdict{kind}" and row["demarche"] == demarche and row["validation_id"] in validations
    }
    if not verdicts:
        return None
    last = max(verdicts.values(), key=lambda row: int(row["numero"]))
    return last["resultat"], last.get("echeance")


def _demarche_de(state: State, projection: str) -> str | None:
    dossier = state.get(("dossier", state["projection", projection]["dossier_id"]), {})
    return dossier.get("demarche")


def _last(state: State, table: str, owner: str, owners: set[str]) -> set[str]:
    """The key of the row of the highest number among those of these owners."""
    rows = {key: row for (of_table, key), row in state.items() if of_table == table and row[owner] in owners}
    return {max(rows, key=lambda key: int(rows[key]["numero"]))} if rows else set()
