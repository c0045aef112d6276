"""Signed notes, checkpoints and keys, on the vectors of C2SP and of Go's sumdb/note."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from models.signed_note import Checkpoint, KeyRefused, NoteRefused, PublicKey
from models.signing_key import Signer

# Source: c2sp.org/signed-note, example of the specification
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# Source: golang.org/x/mod/sumdb/note, package documentation
PETER_SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)

LOG = "convergence/EDI"


@pytest.fixture
def peter() -> Signer:
    return Signer(Ed25519PrivateKey.from_private_bytes(base64.b64decode(PETER_SEED)[1:]))


def test_the_example_of_the_specification_opens() -> None:
    assert PublicKey.from_vkey(EXAMPLE_KEY).open(EXAMPLE_NOTE, "example.com/foo") == "This is an example message.\n"


def test_signing_the_known_text_gives_the_known_note(peter: Signer) -> None:
    assert peter.sign(PETER_TEXT, "PeterNeumann") == f"{PETER_TEXT}\n{PETER_LINE}"
    assert peter.vkey("PeterNeumann") == PETER_KEY


def test_signatures_of_others_are_ignored() -> None:
    key = PublicKey.from_vkey(PETER_KEY)
    for lines in (PETER_LINE + ENOCH_LINE, ENOCH_LINE + PETER_LINE):
        assert key.open(f"{PETER_TEXT}\n{lines}", "PeterNeumann") == PETER_TEXT


@pytest.mark.parametrize(
    "note",
    [
        f"{PETER_TEXT}\n{ENOCH_LINE}",
        f"{PETER_TEXT}{PETER_LINE}",
        f"{PETER_TEXT}\n",
        f"{PETER_TEXT}\n{PETER_LINE[:-1]}",
        f"{PETER_TEXT}\n{PETER_LINE}\n",
        f"{PETER_TEXT}\n{PETER_LINE.replace('— ', '- ')}",
        f"{PETER_TEXT}\n{PETER_LINE.replace('x08go', 'x08g')}",
        f"{PETER_TEXT}\n{PETER_LINE.replace('Neumann x', 'Neumann  x')}",
        f"{PETER_TEXT}\n{PETER_LINE.replace('ZJkuBS', 'ZJkuBT')}",
        f"{PETER_TEXT}\n{PETER_LINE}{PETER_LINE.replace('ZJkuBS', 'ZJkuBT')}",
        f"{PETER_TEXT.replace('you', 'I')}\n{PETER_LINE}",
        f"{PETER_TEXT}\t\n\n{PETER_LINE}",
        f"{PETER_TEXT}\n— PeterNeumann AAAA\n",
        f"{PETER_TEXT}\n— PeterNeumann é\n",
        "",
    ],
)
def test_a_note_that_was_touched_is_refused(note: str) -> None:
    with pytest.raises(NoteRefused):
        PublicKey.from_vkey(PETER_KEY).open(note, "PeterNeumann")


def test_a_signature_under_another_name_is_refused() -> None:
    with pytest.raises(NoteRefused, match="au nom de"):
        PublicKey.from_vkey(PETER_KEY).open(f"{PETER_TEXT}\n{PETER_LINE}", "Peter")


def test_any_part_or_alteration_of_a_vkey_is_refused() -> None:
    parts = {PETER_KEY[i:j] for i in range(len(PETER_KEY)) for j in range(i + 1, len(PETER_KEY) + 1)} - {PETER_KEY}
    altered = {PETER_KEY[:i] + chr(ord(c) + 1) + PETER_KEY[i + 1 :] for i, c in enumerate(PETER_KEY)}
    # Source: golang.org/x/mod/sumdb/note, note_test.go: too long a key, then an unknown algorithm, both under their id
    wrong = {
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    }
    for vkey in parts | altered | wrong:
        with pytest.raises(KeyRefused):
            PublicKey.from_vkey(vkey)


@pytest.mark.parametrize("size", [0, 1, 20_852_163])
def test_a_checkpoint_is_three_lines_signed_under_the_origin(signer: Signer, size: int) -> None:
    root = bytes(range(32))
    note = signer.sign_checkpoint(LOG, size, root)
    text = note.partition("\n\n")[0]
    assert text == f"convergence/EDI\n{size}\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert signer.public.open_checkpoint(note) == Checkpoint(LOG, size, root)
    with pytest.raises(NoteRefused, match="est celui de"):
        signer.public.open_checkpoint(note, "convergence/AUTRE")


ROOT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{LOG}\n3\n",
        f"{LOG}\n3\n{ROOT}",
        f"{LOG}\n03\n{ROOT}\n",
        f"{LOG}\n+3\n{ROOT}\n",
        f"{LOG}\n 3\n{ROOT}\n",
        f"{LOG}\n-1\n{ROOT}\nx",
        f"{LOG}\ntrois\n{ROOT}\n",
        f"{LOG}\n3\n{ROOT}\nextension\n",
        f"{LOG}\n3\nAAEC\n",
        f"{LOG}\n3\n{ROOT.replace('8=', '9=')}\n",
        f"{LOG}\n3\n{ROOT.replace('A', '!', 1)}\n",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(signer: Signer, text: str) -> None:
    with pytest.raises(NoteRefused):
        Checkpoint.parse(text)
    if text.endswith("\n"):
        with pytest.raises(NoteRefused):
            signer.public.open_checkpoint(signer.sign(text, LOG))


@pytest.mark.parametrize(("text", "name"), [("a", LOG), ("a\t\n", LOG), ("a\n", "a b"), ("a\n", "a+b"), ("a\n", "")])
def test_what_no_note_can_hold_is_not_signed(signer: Signer, text: str, name: str) -> None:
    with pytest.raises(NoteRefused):
        signer.sign(text, name)


def test_a_new_key_is_readable_by_its_owner_alone_and_loads_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "journal"
    made = Signer.generate(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert Signer.load(path).fingerprint == made.fingerprint
    assert [file.name for file in path.parent.iterdir()] == ["journal"]


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    before = Signer.generate(path).fingerprint
    with pytest.raises(KeyRefused, match="existe déjà"):
        Signer.generate(path)
    assert Signer.load(path).fingerprint == before
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o610])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "journal"
    Signer.generate(path)
    path.chmod(mode)
    with pytest.raises(KeyRefused, match="chmod 600"):
        Signer.load(path)


def private(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "journal"
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def test_thirty_two_raw_bytes_are_a_key(tmp_path: Path, peter: Signer) -> None:
    path = private(tmp_path, base64.b64decode(PETER_SEED)[1:])
    assert Signer.load(path).fingerprint == peter.fingerprint


def test_a_file_that_is_no_ed25519_key_is_refused(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    for data in (b"", b"x" * 33, other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())):
        with pytest.raises(KeyRefused):
            Signer.load(private(tmp_path, data))
    public = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for data in (b"", b"\xff", b"-----BEGIN PUBLIC KEY-----", public):
        with pytest.raises(KeyRefused):
            PublicKey.from_file(private(tmp_path, data))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyRefused, match="ne peut pas être lu"):
        Signer.load(tmp_path / "absente")


def test_a_public_key_is_read_from_a_vkey_or_a_pem_file(tmp_path: Path, signer: Signer) -> None:
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(PETER_SEED)[1:]).public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    vkey = f"{PETER_KEY}\n".encode()
    assert {PublicKey.from_file(private(tmp_path, data)).raw for data in (pem, vkey)} == {key.public_bytes_raw()}
    assert PublicKey.from_vkey(signer.vkey(LOG)).fingerprint == signer.fingerprint


def test_the_fingerprint_is_the_one_that_openssl_shows(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl absent")
    path = tmp_path / "journal"
    signer = Signer.generate(path)
    der = subprocess.run([openssl, "pkey", "-in", path, "-pubout", "-outform", "DER"], check=True, capture_output=True)
    digest = subprocess.run([openssl, "dgst", "-sha256"], input=der.stdout, check=True, capture_output=True).stdout
    assert signer.fingerprint in digest.decode()


def test_a_note_that_is_seen_to_be_signed_at_once_is_one_that_opens(signer: Signer) -> None:
    note = signer.sign_checkpoint(LOG, 3, bytes(32))
    text = note.partition("\n\n")[0] + "\n"
    assert signer.public.signed(text, note, LOG)
    for place in range(len(note)):
        for put in ("", "A", "=", "\n", " ", "\x01", "é"):
            touched = note[:place] + put + note[place + 1 :]
            if touched != note:
                assert not signer.public.signed(text, touched, LOG)
    with pytest.raises(NoteRefused):
        signer.public.open(f"{note}{PETER_LINE[:-2]}\n", LOG)
    assert not signer.public.signed(text, f"{note}{PETER_LINE}", LOG)
    assert not signer.public.signed(text.replace("3", "4"), note, LOG)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\x01"])
def test_no_note_is_seen_to_be_signed_under_a_name_that_none_can_have(signer: Signer, name: str) -> None:
    text = f"{name}\n3\n{ROOT}\n"
    blob = signer.public.identifier(name) + signer._key.sign(text.encode())
    note = f"{text}\n— {name} {base64.b64encode(blob).decode()}\n"
    assert not signer.public.signed(text, note, name)
    with pytest.raises(NoteRefused):
        signer.public.open_checkpoint(note)
