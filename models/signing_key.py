"""The private key of the installation: its file, what it signs, and the one that takes its place."""

import base64
import os
import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from models.checkpoint import CONTROL, MARK, Checkpoint, NoteRefused, is_key_name
from models.signed_note import KeyRefused, PublicKey, read_key


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
        data = read_key(path)
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
        if not is_key_name(name) or not text.endswith("\n") or CONTROL.search(text):
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
