"""What verifies notes and checkpoints: Ed25519 public keys (C2SP signed-note, type 0x01).

One key signs for every log of the installation (`models/signing_key.py`); the name on a signature line is the log's
origin.
"""

import base64
import hashlib
from binascii import a2b_base64
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from models.checkpoint import CONTROL, MARK, Checkpoint, NoteRefused, is_key_name, split_note

__all__ = ["Checkpoint", "KeyRefused", "NoteRefused", "PublicKey"]

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
        data = read_key(path)
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


def read_key(path: Path) -> bytes:
    """The bytes of a file that holds a key.

    Raises: KeyRefused.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyRefused(f"{path} ne peut pas être lu ({error.strerror})") from error
