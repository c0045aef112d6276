"""The key that signs the journal of this database: the one of the settings, if it is the one that signed so far."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Engine

from models.journal import JournalCheckpoint
from models.journal_reading import logs
from models.key_reading import current_key
from models.signed_note import KeyRefused, NoteRefused
from models.signing_key import Signer, promote_key
from webapp.config import PREFIX, Settings


def journal_key(settings: Settings, engine: Engine, *, first: bool = False) -> Signer:
    """The key that signs this database's journal; `first` makes it where there is neither key nor journal.

    Raises: KeyRefused, in French, for a missing key, for another one than the journal's, and for a file that is not
    ours to read or write.
    """
    path = settings.signing_key
    try:
        known, note, rotation = _journal(engine)
        if first and not known and not path.exists():
            return Signer.generate(path)
        return _signer(path, note, rotation)
    except OSError as error:
        raise KeyRefused(
            f"La clé du journal ne peut être ni lue ni écrite ({path} : {error.strerror}). Donnez ce fichier et son "
            f"dossier au compte de la plateforme, ou désignez-en un autre par {PREFIX}SIGNING_KEY."
        ) from error


def _signer(path: Path, note: str | None, rotation: tuple[int, str | None]) -> Signer:
    rotations, vkey = rotation
    if not path.exists():
        raise KeyRefused(
            f"La clé du journal manque ({path}), alors que la base contient un journal qu’elle a signé. "
            f"Remettez-la en place, ou désignez-la par {PREFIX}SIGNING_KEY."
            if note is not None
            else f"La clé du journal n’est pas encore faite ({path}) : lancez d’abord « convergence init »."
        )
    try:
        signer = Signer.load(path)
        if rotations:
            signer.follow(rotations, vkey)
            _finish(signer, path)
        elif note is not None:
            signer.public.open_checkpoint(note)
    except KeyRefused as error:
        raise KeyRefused(f"La clé du journal ne convient pas : {error}") from error
    except NoteRefused as error:
        raise KeyRefused(
            f"La clé {path} n’est pas celle qui a signé le journal de cette base. "
            f"Remettez la bonne, ou désignez-la par {PREFIX}SIGNING_KEY."
        ) from error
    return signer


def _finish(signer: Signer, path: Path) -> None:
    """Put the new key in place where a change of key stopped between the journal and the files."""
    if Signer.load(path).public.raw != signer.public.raw:
        promote_key(path)


def _journal(engine: Engine) -> tuple[bool, str | None, tuple[int, str | None]]:
    """Whether there is a journal, one of its signed notes, and the key that signs now, if it ever changed."""
    query = select(JournalCheckpoint.note).order_by(JournalCheckpoint.size.desc()).limit(1)
    with engine.connect() as connection:
        note = connection.execute(query).scalar_one_or_none()
        return bool(logs(connection)), note, current_key(connection)
