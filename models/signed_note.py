"""What signs notes and checkpoints and what verifies them: Ed25519 keys (C2SP signed-note, type 0x01) in files.

One key signs for every log of the installation; the name on a signature line is the log's origin.
"""

import base64
import hashlib
import os
import secrets
from binascii import a2b_base64
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from models.checkpoint import CONTROL, MARK, Checkpoint, NoteRefused, is_key_name, split_note

__all__ = ["Checkpoint", "KeyRefused", "NoteRefused", "PublicKey", "Signer"]

ED25519 = b"\x01"
"""The signature type of C2SP signed-note for Ed25519."""

LINE = 93
"""What one signature takes after the name: four bytes of identifier and 64 more in base64, and the end of the line."""


class KeyRefused(Exception):
    """A key file that cannot be used, and why."""


class PublicKey:
    """What verifies notes."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        """Wrap a loaded key."""
        self._key = key
        self.raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def from_vkey(cls, vkey: str) -> "PublicKey":
        """The key of a C2SP verifier key `name+id+base64`, whatever its name.

        Raises: KeyRefused.
        """
        try:
            name, identifier, data = vkey.strip().split("+", 2)
            raw = base64.b64decode(data, validate=True)
            key = cls(Ed25519PublicKey.from_public_bytes(raw[1:]))
        except ValueError as error:
            raise KeyRefused("la clé publique n'a pas la forme nom+identifiant+base64") from error
        if not is_key_name(name) or raw[:1] != ED25519 or key.identifier(name).hex() != identifier:
            raise KeyRefused("la clé publique ne porte pas son identifiant : elle est altérée, ou d'un autre type")
        return key

    @classmethod
    def from_file(cls, path: Path) -> "PublicKey":
        """The key of a file that holds a vkey or a PEM public key.

        Raises: KeyRefused.
        """
        data = _read(path)
        if not data.startswith(b"-----BEGIN"):
            return cls.from_vkey(data.decode(errors="replace"))
        try:
            key = load_pem_public_key(data)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise KeyRefused(f"{path} n'est pas une clé publique PEM") from error
        if not isinstance(key, Ed25519PublicKey):
            raise KeyRefused(f"{path} n'est pas une clé Ed25519")
        return cls(key)

    @property
    def fingerprint(self) -> str:
        """Hexadecimal SHA-256 of the DER public key, as `openssl pkey -pubout -outform DER | sha256sum` prints it."""
        der = self._key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha256(der).hexdigest()

    def identifier(self, name: str) -> bytes:
        """The four bytes that name this key, under that name, on a signature line."""
        return hashlib.sha256(name.encode() + b"\n" + ED25519 + self.raw).digest()[:4]

    def vkey(self, name: str) -> str:
        """The verifier key as C2SP writes it."""
        return f"{name}+{self.identifier(name).hex()}+{base64.b64encode(ED25519 + self.raw).decode()}"

    @property
    def key(self) -> Ed25519PublicKey:
        """The key itself."""
        return self._key

    @property
    def raws(self) -> frozenset[bytes]:
        """The keys that signed, each as 32 bytes: this one."""
        return frozenset((self.raw,))

    def signers(self, origin: str, seq: int, agency_size: int | None) -> tuple["PublicKey", ...]:
        """Who must have signed the checkpoint that ends at that entry: this key, which never changed."""
        return (self,)

    def signers_since(self, agency_size: int) -> tuple["PublicKey", ...]:
        """Who may have signed what a company's log holds once its entries saw so much of the agency's."""
        return (self,)

    def signed(self, text: str, note: str, name: str) -> bool:
        """Whether a note is that text under this key's one signature, as `Signer` writes it; False says nothing."""
        begin = f"{text}\n{MARK}{name} "
        line = note[len(begin) :]
        if not note.startswith(begin) or len(line) != LINE or line[-1] != "\n":
            return False
        if CONTROL.search(note) or not is_key_name(name):
            return False
        try:
            blob = a2b_base64(line[:-1], strict_mode=True)
            self._key.verify(blob[4:], text.encode())
        except (ValueError, InvalidSignature):
            return False
        return bool(blob[:4] == self.identifier(name))

    def open(self, note: str, name: str) -> str:
        """The text of a note that this key signed under that name; other signatures are ignored.

        Raises: NoteRefused.
        """
        text, signatures = split_note(note)
        self._verify(text, signatures, name)
        return text

    def _verify(self, text: str, signatures: Sequence[tuple[str, bytes]], name: str) -> None:
        mine = self.identifier(name)
        found = [blob[4:] for signer, blob in signatures if signer == name and blob[:4] == mine]
        if not found:
            raise NoteRefused(f"aucune signature de la clé attendue au nom de « {name} »")
        try:
            for signature in found:
                self._key.verify(signature, text.encode())
        except InvalidSignature as error:
            raise NoteRefused(f"la signature au nom de « {name} » est fausse") from error

    def open_checkpoint(self, note: str, origin: str | None = None) -> Checkpoint:
        """The checkpoint of a note signed under its own origin (which may be imposed).

        Raises: NoteRefused.
        """
        text, signatures = split_note(note)
        checkpoint = Checkpoint.parse(text)
        if origin is not None and checkpoint.origin != origin:
            raise NoteRefused(f"le point de contrôle est celui de « {checkpoint.origin} »")
        self._verify(text, signatures, checkpoint.origin)
        return checkpoint


class Signer:
    """The private key of the installation; one that was read from a file follows the journal when its key changes."""

    def __init__(self, key: Ed25519PrivateKey, path: Path | None = None) -> None:
        """Wrap a loaded key."""
        self._key = key
        self._path = path
        self.public = PublicKey(key.public_key())
        self.rotations = 0
        """How often the key of the journal had changed when this one was known to be the one that signs."""

    @classmethod
    def load(cls, path: Path) -> "Signer":
        """The key of a file, PEM (PKCS #8) or 32 raw bytes, that nobody but its owner can read.

        Raises: KeyRefused.
        """
        data = _read(path)
        if path.stat().st_mode & 0o077:
            raise KeyRefused(f"{path} est lisible par d'autres : « chmod 600 {path} » d'abord")
        return cls(_private_key(path, data), path)

    @classmethod
    def generate(cls, path: Path) -> "Signer":
        """A new key, written with mode 0600 to a file that did not exist.

        Raises: KeyRefused when the file exists.
        """
        key = Ed25519PrivateKey.generate()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        _write(draft, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            # Complete or absent, never half written; and the first of two processes wins.
            path.hardlink_to(draft)
        except FileExistsError as error:
            raise KeyRefused(f"{path} existe déjà : une clé ne se remplace pas") from error
        finally:
            draft.unlink()
        return cls(key, path)

    def follow(self, rotations: int, vkey: str | None) -> None:
        """Sign with the key of that vkey from now on: this one, or the one that is beside its file.

        Raises: KeyRefused where neither is.
        """
        raw = PublicKey.from_vkey(vkey).raw if vkey is not None else self.public.raw
        beside = (self._path, next_key(self._path)) if self._path is not None else ()
        for path in (None, *beside):
            found = self if path is None else Signer.load(path) if path.exists() else None
            if found is not None and found.public.raw == raw:
                self._key, self.public, self.rotations = found._key, found.public, rotations
                return
        raise KeyRefused(
            f"la clé qui signe ce journal a été remplacée, et la nouvelle n'est pas à sa place ({self._path})"
        )

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the public key."""
        return self.public.fingerprint

    def vkey(self, origin: str) -> str:
        """The public key as C2SP writes it, under that log's name."""
        return self.public.vkey(origin)

    def sign(self, text: str, name: str) -> str:
        """The note of a text, signed under that name.

        Raises: NoteRefused for a text or a name that no note can hold.
        """
        if not is_key_name(name) or not text.endswith("\n") or any(c < " " and c != "\n" for c in text):
            raise NoteRefused("ni ce texte ni ce nom ne peuvent être signés")
        blob = self.public.identifier(name) + self._key.sign(text.encode())
        return f"{text}\n{MARK}{name} {base64.b64encode(blob).decode()}\n"

    def sign_checkpoint(self, origin: str, size: int, root: bytes) -> str:
        """The signed checkpoint of a log at a size."""
        return self.sign(Checkpoint(origin, size, root).text, origin)


class BothSigners:
    """The old key and the new one, together: what signs the entry that names the new one."""

    def __init__(self, old: Signer, new: Signer) -> None:
        self._old, self._new = old, new
        self.rotations = old.rotations

    def follow(self, rotations: int, vkey: str | None) -> None:
        """The old key must be the one that signs now.

        Raises: KeyRefused.
        """
        self._old.follow(rotations, vkey)
        self.rotations = rotations

    def sign_checkpoint(self, origin: str, size: int, root: bytes) -> str:
        """The checkpoint with the signature of each."""
        note, more = (signer.sign_checkpoint(origin, size, root) for signer in (self._old, self._new))
        return note + more.rpartition("\n\n")[2]


def next_key(path: Path) -> Path:
    """Where the key that is to replace the one of that file waits."""
    return path.with_name(f"{path.name}.suivante")


def promote_key(path: Path) -> None:
    """Put the key that waits in place of the one of that file, which stays beside, under its fingerprint."""
    kept = path.with_name(f"{path.name}.ancienne-{Signer.load(path).fingerprint[:8]}")
    if not kept.exists():
        kept.hardlink_to(path)
    next_key(path).replace(path)


def install_key(path: Path, data: bytes) -> None:
    """Write a private key that comes from elsewhere to a file that did not exist, with mode 0600.

    Raises: KeyRefused for what is no key, or where the file exists.
    """
    _private_key(path, data)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _write(path, data)
    except FileExistsError as error:
        raise KeyRefused(f"{path} existe déjà : une clé ne se remplace pas") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyRefused(f"{path} ne peut pas être lu ({error.strerror})") from error


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _private_key(path: Path, data: bytes) -> Ed25519PrivateKey:
    if len(data) == 32:
        return Ed25519PrivateKey.from_private_bytes(data)
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefused(f"{path} n'est pas une clé privée PEM sans mot de passe") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} n'est pas une clé Ed25519")
    return key
