#!/usr/bin/env python3
"""Verify exported journals of Convergence without Convergence: this one file, Python 3.11 and `cryptography`.

    python -I convergence_verify.py --pubkey cle-publique.txt [--anchor ancre.txt]... [--all] journaux.jsonl...

The public key is the one that the agency published, got by another way than the export, which is never believed on it.
With --all, every log that the agency's journal opened must be in the files. Exit status 0: nothing wrong; 1: faults, a
line each; 2: wrongly called. The format is described in docs/journal.md; nothing here is shared with the platform,
so that a fault of the one is not a fault of the other. Memory does not grow with the number of entries.
"""

import argparse
import base64
import hashlib
import hmac
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

AGENCY = "convergence/agence"
MARK = "— "
LISTS = ("changes", "decisions", "values")
MEMBERS = {"format", "log", "seq", "prev", "time", "agency_size", "stream", "stream_seq", "event", "command"}
MEMBERS |= {"command_id", "actor", "role", "result", "objects", "transitions", *LISTS}
SHOWN = 20
"""Faults told of each log; the others are counted."""

Roots = dict[tuple[str, int], set[str]]
"""What anchors say: the roots (base64) of a log at a size."""


class Refused(Exception):
    """What cannot be believed, and why."""


class Key:
    """The pinned public key."""

    def __init__(self, data: bytes) -> None:
        """Read a PEM public key, or a C2SP verifier key `name+identifier+base64`."""
        try:
            if data.startswith(b"-----BEGIN"):
                key = load_pem_public_key(data)
            else:
                key = Ed25519PublicKey.from_public_bytes(_verifier_key(data.decode()))
        except (ValueError, UnsupportedAlgorithm) as error:
            raise Refused("la clé publique est illisible") from error
        if not isinstance(key, Ed25519PublicKey):
            raise Refused("la clé publique n'est pas une clé Ed25519")
        self._key, self._raw = key, key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._later: list[tuple[int, Key]] = []

    def follow(self, changes: list[Any]) -> None:
        """Believe the keys that took over: each is named by an entry of the agency's log that both keys signed."""
        for change in changes[len(self._later) :]:
            seq, old, new = _change_of_key(change)
            if old._raw != (self._later[-1][1] if self._later else self)._raw:
                raise Refused("un changement de clé ne part pas de la clé attendue")
            self._later.append((seq, new))

    def signers(self, log: str, seq: int, seen: int) -> "list[Key]":
        """Who must have signed the checkpoint that ends at that entry; `seen`: what it saw of the agency's log."""
        keys, place = [self, *(key for _, key in self._later)], seq if log == AGENCY else seen
        index = sum(at < place for at, _ in self._later)
        both = log == AGENCY and seq in [at for at, _ in self._later]
        return keys[index : index + 2] if both else keys[index : index + 1]

    def open_anchor(self, note: Any) -> tuple[str, int, str]:
        """What a checkpoint that was kept says; of a company's log any of the keys may have signed it."""
        log, _, rest = str(note).partition("\n")
        size = rest.partition("\n")[0]
        if log == AGENCY:
            place = int(size) - 1 if size.isascii() and size.isdigit() else 0
            return [key.open(note) for key in self.signers(AGENCY, place, 0)][-1]
        for _, key in reversed(self._later):
            try:
                return key.open(note)
            except Refused:
                continue
        return self.open(note)

    def open(self, note: Any) -> tuple[str, int, str]:
        """The origin, size and root (base64) of a checkpoint that this key signed under its origin."""
        text, _, lines = str(note).rpartition("\n\n")
        origin, _, rest = text.partition("\n")
        size, _, root = rest.partition("\n")
        if f"{origin}\n{size}\n{root}" != text or not size.isascii() or not size.isdigit():
            raise Refused("ce n'est pas un point de contrôle")
        mine = (origin, sha256(f"{origin}\n\1".encode(), self._raw)[:4])
        signatures = [blob[4:] for name, blob in map(_signature, lines.splitlines()) if (name, blob[:4]) == mine]
        if not signatures:
            raise Refused("la clé attendue ne l'a pas signé")
        try:
            for signature in signatures:
                self._key.verify(signature, f"{text}\n".encode())
        except InvalidSignature as error:
            raise Refused("sa signature est fausse") from error
        return origin, int(size), root


def _change_of_key(change: Any) -> tuple[int, Key, Key]:
    """The number of the entry that changes the key, the old key and the new one, both of which signed it."""
    try:
        text, note = str(change["body"]), change["note"]
        body, proof = json.loads(text), [bytes.fromhex(step) for step in change["proof"]]
        old, new = (Key(body["objects"][name].encode()) for name in ("ancienne", "cle"))
        said, seq = (body["log"], body["event"], body["stream"], body["result"]), body["seq"]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused("un changement de clé est illisible") from error
    # the last leaf of a tree: each step of its proof is what stands on its left
    root = sha256(b"\0", text.encode())
    for step in proof:
        root = sha256(b"\1", step, root)
    right = (AGENCY, seq + 1, base64.b64encode(root).decode())
    if said != (AGENCY, "journal.cle", "cle", "done") or [old.open(note), new.open(note)] != [right, right]:
        raise Refused("un changement de clé n'est pas signé par les deux clés")
    return seq, old, new


def _verifier_key(text: str) -> bytes:
    name, identifier, data = text.strip().split("+", 2)
    raw = base64.b64decode(data, validate=True)
    if raw[:1] != b"\1" or sha256(f"{name}\n".encode(), raw)[:4].hex() != identifier:
        raise Refused("la clé publique ne porte pas son identifiant : elle est altérée, ou d'un autre type")
    return raw[1:]


def _signature(line: str) -> tuple[str, bytes]:
    name, _, data = line.removeprefix(MARK).partition(" ")
    try:
        return name, base64.b64decode(data, validate=True)
    except ValueError as error:
        raise Refused("une ligne de signature est illisible") from error


def sha256(*parts: bytes) -> bytes:
    """The digest of those parts, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value: Any) -> bytes:
    """The canonical JSON (RFC 8785) of what a journal holds: no floats, ASCII keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Log:
    """One exported log, read line after line."""

    def __init__(self, header: dict[str, Any], key: Key, anchors: Roots) -> None:
        """Begin at the empty log."""
        self.name, self.expected = str(header.get("log")), header.get("size")
        self.values, self.last = header.get("values") is True, header.get("checkpoint")
        self.faults: list[str] = []
        self.count = self.erased = 0
        self.seen = 0
        """The largest size of the agency's log that an entry saw."""
        self.opened: list[str] = []
        self.noted: list[str] = []
        self._key, self._roots = key, {size: set(roots) for (log, size), roots in anchors.items() if log == self.name}
        self._peaks: list[tuple[int, bytes]] = []
        self._streams: dict[str, int] = {}
        self._note: Any = None
        self._previous, self._time, self.root = "0" * 64, "", base64.b64encode(sha256()).decode()
        self._compare_anchors()

    def fault(self, sentence: str) -> None:
        """Note what is wrong at this place."""
        self.faults.append(f"{self.name}, écriture {self.count - 1} : {sentence}" if self.count else sentence)

    def read(self, line: dict[str, Any]) -> None:
        """Check the next entry."""
        text, seq, self.count = str(line.get("body")), self.count, self.count + 1
        leaf, body = sha256(b"\0", text.encode()), dict[str, Any]()
        if line.get("leaf") != leaf.hex():
            self.fault("le corps n'est pas celui qui a été haché")
        try:
            body = self._body(text)
            self._follow(body, seq, line.get("seq"))
            self._commitments(body, line)
        except Refused as error:
            self.fault(str(error))
        except (TypeError, KeyError, AttributeError, ValueError):
            self.fault("le corps n'a pas les types du format 1")
        self._previous = leaf.hex()
        self._push(leaf)
        self._checkpoint(line.get("note"), body.get("agency_size") if body else None)
        self._compare_anchors()

    def finish(self) -> None:
        """Check that nothing is missing at the end."""
        if self.count != self.expected:
            self.fault(f"l'export annonce {self.expected} écritures, il en contient {self.count}")
        if self.count and self.last != self._note:
            self.fault("le dernier point de contrôle n'est pas celui de la dernière écriture")
        for size in sorted(self._roots):
            self.fault(f"une ancre prouve {size} écritures, il en reste {self.count} : la fin a été coupée")

    def _body(self, text: str) -> dict[str, Any]:
        try:
            body = json.loads(text)
            well_formed = isinstance(body, dict) and set(body) == MEMBERS and canonical(body) == text.encode()
        except (ValueError, TypeError, RecursionError):
            well_formed = False
        if not well_formed:
            raise Refused("le corps n'est pas du JSON canonique au format 1")
        if body["format"] != 1 or (body["result"] == "refused" and body["changes"]):
            self.fault("le format est inconnu, ou une action refusée change quelque chose")
        return dict(body)

    def _follow(self, body: dict[str, Any], seq: int, said: Any) -> None:
        stream, number = body["stream"], self._streams.get(body["stream"], 0)
        if (body["log"], body["seq"], said) != (self.name, seq, seq):
            self.fault(f"numéro {body['seq']} du journal « {body['log']} », {seq} de « {self.name} » attendu")
        if body["prev"] != self._previous:
            self.fault("elle ne suit pas l'écriture qui la précède")
        if body["stream_seq"] != number:
            self.fault(f"numéro {body['stream_seq']} dans « {stream} », {number} attendu")
        if body["time"] < self._time:
            self.fault("elle est datée d'avant l'écriture qui la précède")
        size = body["agency_size"]
        if (size is None) != (self.name == AGENCY) or (size or 0) < self.seen:
            self.fault("la taille du journal de l'agence manque, est de trop, ou diminue")
        self._streams[stream], self._time, self.seen = body["stream_seq"] + 1, body["time"], max(self.seen, size or 0)
        if body["event"] in ("journal.ouvert", "entreprise.creee") and body["result"] == "done":
            self.opened.append(str(body["objects"].get("log")))

    def _commitments(self, body: dict[str, Any], line: dict[str, Any]) -> None:
        if line.get("salt") is None and line.get("content") is None:
            self.erased += self.values
            if line.get("payload") is False:
                self.fault("la ligne qui garde ses valeurs manque")
            return
        try:
            salt, content = bytes.fromhex(line["salt"]), json.loads(line["content"])
            pairs = [*_committed(body, content)]
            right = len(salt) == 32 and set(content) == set(LISTS) and salt.hex() == line["salt"]
        except (ValueError, TypeError, KeyError, RecursionError):
            right = False
        if not right:
            raise Refused("ses valeurs sont illisibles, ou il n'y en a pas autant que d'engagements")
        for commit, value in pairs:
            if hmac.new(salt, canonical(value), "sha256").hexdigest() != commit:
                self.fault(f"une valeur n'est pas celle qui a été engagée ({', '.join(map(str, value[:-1]))})")
        if body["event"] == "journal.checkpoints" and self.name == AGENCY:
            self.noted += map(str, content["values"])

    def _push(self, leaf: bytes) -> None:
        level, digest = 0, leaf
        while self._peaks and self._peaks[-1][0] == level:
            level, digest = level + 1, sha256(b"\1", self._peaks.pop()[1], digest)
        self._peaks.append((level, digest))
        for _, peak in reversed(self._peaks[:-1]):
            digest = sha256(b"\1", peak, digest)
        self.root = base64.b64encode(digest).decode()

    def _checkpoint(self, note: Any, seen: Any) -> None:
        self._note = note
        try:
            keys = self._key.signers(self.name, self.count - 1, seen if isinstance(seen, int) else 0)
            found = [key.open(note) for key in keys][-1]
        except Refused as error:
            self.fault(f"point de contrôle refusé : {error}")
            return
        if found != (self.name, self.count, self.root):
            self.fault("le point de contrôle signe une autre racine ou une autre taille")

    def _compare_anchors(self) -> None:
        if self._roots.pop(self.count, set()) - {self.root}:
            self.fault(f"une ancre de taille {self.count} a une autre racine : le passé a été récrit")


def _committed(body: dict[str, Any], content: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Each commitment of a body with what it must be of."""
    for change, value in zip(body["changes"], content["changes"], strict=True):
        yield change["commit"], ["change", change["table"], change["key"], change["field"], value]
    for index, (decision, document) in enumerate(zip(body["decisions"], content["decisions"], strict=True)):
        yield decision["commit"], ["decision", index, document]
    for item, value in zip(body["values"], content["values"], strict=True):
        yield item["commit"], ["value", item["name"], value]


def read_anchors(key: Key, texts: Iterable[str]) -> tuple[Roots, list[str]]:
    """What the notes of those files say, and which say nothing; a file has one note or several."""
    roots: Roots = {}
    faults = []
    for text in texts:
        begin: list[str] = []
        for line in [*text.splitlines(), ""]:
            begin.append(line)
            if not line and len(begin) > 1 and begin[-2].startswith(MARK):
                faults += _anchor(key, "\n".join(begin), roots)
                begin = []
        faults += ["une ancre ne vaut rien : ce n'est pas un point de contrôle"] if any(begin) or not text else []
    return roots, faults


def _anchor(key: Key, note: str, roots: Roots) -> list[str]:
    try:
        log, size, root = key.open_anchor(note)
    except Refused as error:
        return [f"une ancre ne vaut rien : {error}"]
    roots.setdefault((log, size), set()).add(root)
    return []


def read_logs(paths: Iterable[Path], key: Key, anchors: Roots) -> list[Log]:
    """Every log of those files, each checked by itself; what the agency's noted daily anchors those after it."""
    logs: list[Log] = []
    known = {place: set(roots) for place, roots in anchors.items()}
    for path in paths:
        log = logs[-1] if logs else None
        begun = False
        with path.open(encoding="utf-8", errors="replace") as file:
            for number, text in enumerate(file, 1):
                line = _json(text, path, number)
                if "convergence" in line:
                    key.follow(line.get("rotations", []))
                    _add_noted(key, log, known)
                    log = Log(line, key, known)
                    logs.append(log)
                    begun = True
                elif log is None or not begun:
                    raise Refused(f"{path} n'est pas un export du journal")
                else:
                    log.read(line)
    for log in logs:
        log.finish()
    return logs


def _first_header(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8", errors="replace") as file:
        return _json(file.readline() or "{}", path, 1)


def _json(text: str, path: Path, number: int) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path}, ligne {number} : illisible, l'export est abîmé") from error
    if not isinstance(line, dict):
        raise Refused(f"{path}, ligne {number} : ce n'est pas une écriture")
    return line


def _add_noted(key: Key, log: Log | None, known: Roots) -> None:
    if log is not None:
        roots, faults = read_anchors(key, log.noted)
        log.faults += [f"{log.name} : {fault}" for fault in faults]
        for place, found in roots.items():
            known.setdefault(place, set()).update(found)


def together(logs: list[Log], anchors: Roots, every: bool) -> Iterator[str]:
    """What is wrong between logs: one that is missing, one that saw more of the agency's log than there is."""
    names, agency = [log.name for log in logs], next((log for log in logs if log.name == AGENCY), None)
    given = set(names)
    yield from (f"{name} : exporté deux fois" for name in sorted(given) if names.count(name) > 1)
    if agency is not None:
        opened = set(agency.opened)
        if agency is not logs[0]:
            yield f"{AGENCY} : donnez cet export avant les autres"
        for log in logs:
            if log.seen > agency.count:
                yield f"{log.name} : a vu {log.seen} écritures au journal de l'agence, il en reste {agency.count}"
        yield from (f"{name} : le journal de l'agence ne l'a pas ouvert" for name in sorted(given - opened - {AGENCY}))
        yield from (f"{name} : ouvert par l'agence, et absent" for name in sorted(opened - given) if every)
    elif every:
        yield f"{AGENCY} : absent"
    missing = sorted({log for log, _ in anchors} - given)
    yield from (f"{name} : une ancre prouve ce journal, et il est absent" for name in missing if every)


def arguments() -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(description="Vérifie des journaux exportés de Convergence, sans Convergence.")
    parser.add_argument("--pubkey", type=Path, required=True, help="clé publique, obtenue autrement que l'export")
    parser.add_argument("--anchor", type=Path, action="append", default=[], help="points de contrôle gardés ailleurs")
    parser.add_argument("--all", action="store_true", help="tous les journaux que l'agence a ouverts doivent être là")
    parser.add_argument("export", type=Path, nargs="+", help="fichier de « convergence audit export »")
    return parser


def main() -> int:
    """Verify what the command line names, and tell it."""
    parser = arguments()
    given = parser.parse_args()
    try:
        key = Key(given.pubkey.read_bytes())
        key.follow(_first_header(given.export[0]).get("rotations", []))
        anchors, faults = read_anchors(key, [path.read_text("utf-8", errors="replace") for path in given.anchor])
        logs = read_logs(given.export, key, anchors)
    except OSError as error:
        parser.error(f"{error.filename} ne peut pas être lu : {error.strerror}")
    except Refused as error:
        print(error)
        return 1
    faults += together(logs, anchors, given.all)
    for log in logs:
        hidden = len(log.faults) - SHOWN
        faults += log.faults[:SHOWN] + ([f"{log.name} : et {hidden} autres"] if hidden > 0 else [])
        print(f"{log.name} : {log.count} écritures, {log.erased} effacées, racine {log.root}")
    print("\n".join(faults) if faults else "Rien d'anormal.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
