"""A tiny world that keeps a journal: one tracked table, the logs of the agency and of companies."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast
from uuid import uuid4

from sqlalchemy import JSON, String, Text, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from models.canonical import canonical_text
from models.database import Base, will_write, writing
from models.entry import AGENCY_LOG, Change, DecisionRecord, EntryDraft, Transition, company_log
from models.events import Event
from models.journal import TABLES, JournalCheckpoint
from models.journal_guards import install_guards
from models.journal_reading import snapshot
from models.log import append, latest_checkpoints, lock_head, open_log
from models.log_view import create_writing
from models.reperage import create_marking
from models.signing_key import Signer
from models.tracking import Tracked
from reports.verification import VerificationReport, verify

START = datetime(2022, 5, 17, 9, 12, 33, 123456, tzinfo=UTC)
EDI = company_log("EDI")


class FicheBase(DeclarativeBase):
    """A registry of the tests' own, so that nobody else meets their table."""


class Fiche(FicheBase):
    """A row like the tracked ones, with a text, a document and a secret."""

    __tablename__ = "fiche"
    __digested__: ClassVar[frozenset[str]] = frozenset({"secret"})
    __folded__: ClassVar[Mapping[str, str]] = {}
    __derived__: ClassVar[frozenset[str]] = frozenset()

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    origines: Mapped[dict[str, int]] = mapped_column(JSON)
    nom: Mapped[str | None] = mapped_column(Text)
    reponses: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    secret: Mapped[str | None] = mapped_column(String(80))


TRACKED = (cast(type[Tracked], Fiche),)


def create_tables(engine: Engine) -> None:
    """The journal, its guards and the tracked table."""
    with writing(engine) as connection:
        Base.metadata.create_all(
            connection, tables=[Base.metadata.tables[name] for name in (*TABLES, "journal_repere")]
        )
        install_guards(connection)
        for statement in create_marking(connection.dialect.name):
            connection.exec_driver_sql(statement)
        for statement in create_writing() if connection.dialect.name == "sqlite" else ():
            connection.exec_driver_sql(statement)
        FicheBase.metadata.create_all(connection)


def draft(log: str = EDI, **given: Any) -> EntryDraft:
    """A draft that says little, except what is given."""
    values: dict[str, Any] = {
        "log": log,
        "stream": "sujet/1",
        "event": Event.SUJET_IDENTIFICATION,
        "command": "IdentifierSujet",
        "command_id": str(uuid4()),
        "actor": "0f3c",
        "role": "contributeur",
    }
    return EntryDraft(**values | given)


def full_draft(number: int, log: str = EDI, previous: int | None = None) -> EntryDraft:
    """A draft that uses every part of the format."""
    return draft(
        log,
        stream=f"sujet/{number % 3}",
        objects={"sujet": str(number % 3)},
        transitions=[Transition("evaluation", "e1", "enregistrer", "a_completer", "brouillon")],
        decisions=[DecisionRecord("verrou", "a" * 64, ["V-2", "V-1", "V-2"], canonical_text({"faits": {"x": number}}))],
        changes=[Change("fiche", f"f{number}", "nom", f"Réponse n° {number} — « été » \n\u2028", previous)],
        values={"note": [1, True, None, "fin"]},
    )


class World:
    """Writes to the journal as the unit of work does."""

    def __init__(self, engine: Engine, signer: Signer) -> None:
        self.engine = engine
        self.signer = signer
        self.now = START

    def session(self) -> Session:
        """A session whose transaction writes."""
        session = Session(self.engine, autoflush=False)
        will_write(session.connection())
        return session

    def open_agency(self) -> None:
        """The agency's log, opened by nobody."""
        with self.session() as session:
            open_log(session, AGENCY_LOG, self.now)
            session.commit()

    def open_company(self, reference: str) -> str:
        """A company's log, and the entry of the agency's log that says so."""
        origin = company_log(reference)
        with self.session() as session:
            head = lock_head(session, AGENCY_LOG)
            entry = draft(
                AGENCY_LOG, stream=f"journal/{reference}", event=Event.JOURNAL_OUVERT, objects={"log": origin}
            )
            append(session, head, entry, self.now, self.signer)
            open_log(session, origin, self.now)
            session.commit()
        return origin

    def write(self, entry: EntryDraft) -> int:
        """One entry, a second after the one before."""
        self.now += timedelta(seconds=1)
        with self.session() as session:
            head = lock_head(session, entry.log)
            seq = append(session, head, entry, self.now, self.signer)
            session.commit()
        return seq

    def fill(self, count: int, log: str = EDI) -> None:
        """So many entries that use every part of the format."""
        with self.session() as session:
            head = lock_head(session, log)
            for number in range(count):
                self.now += timedelta(seconds=1)
                append(session, head, full_draft(number, log), self.now, self.signer)
            session.commit()

    def note_checkpoints(self) -> None:
        """What the agency's log does every day."""
        with self.session() as session:
            notes = latest_checkpoints(session)
        self.write(draft(AGENCY_LOG, stream="journal", event=Event.JOURNAL_CHECKPOINTS, values=notes))

    def verify(self, *anchors: str, **given: Any) -> VerificationReport:
        """What verification says of everything, with the installation's own public key."""
        with snapshot(self.engine) as connection:
            return verify(connection, self.signer.public, anchors, **given)

    def checkpoint(self, size: int, log: str = EDI) -> str:
        """The stored checkpoint of a log at a size: an anchor, once kept elsewhere."""
        with self.engine.connect() as connection:
            note = select(JournalCheckpoint.note).where(JournalCheckpoint.log == log, JournalCheckpoint.size == size)
            return connection.execute(note).scalar_one()

    def save(self, key: str, fields: Mapping[str, Any], **given: Any) -> int:
        """Set the fields of a Fiche, with the entry that says so, in one transaction."""
        self.now += timedelta(seconds=1)
        with self.session() as session:
            head = lock_head(session, given.get("log", EDI))
            row = session.get(Fiche, key) or Fiche(id=key, origines={})
            before = dict(row.origines)
            changes = [Change("fiche", key, name, value, before.get(name)) for name, value in fields.items()]
            for name, value in fields.items():
                setattr(row, name, value)
            row.origines = before | dict.fromkeys(fields, head.size)
            session.add(row)
            entry = draft(changes=changes, **given)
            seq = append(session, head, entry, self.now, self.signer)
            session.commit()
        return seq
