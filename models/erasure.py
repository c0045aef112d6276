"""What the journal holds of a person, and emptying it: values and salts go, entries stay.

An entry is emptied as a whole, for one salt commits to all its values: what else it held and still stands is told again
by the entry that says so (`Erasure.rows`).
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Table, and_, or_, select, update
from sqlalchemy.orm import Session

from models.compte import Compte, Entreprise, Invitation
from models.entry import AGENCY_LOG, company_log
from models.journal import JournalEntry, JournalPayload
from models.projection import RowKey

IDENTITE: Final = frozenset({("compte", "nom"), ("compte", "email"), ("invitation", "email")})
"""Table and field of what names a person."""

TEXTES: Final = frozenset(
    {
        ("reponse", "commentaire"),
        ("reponse_projetee", "commentaire"),
        ("evaluation", "motif_renvoi"),
        ("projection", "motif_renvoi"),
        ("notification", "detail"),
        ("preuve", "description"),
        ("sujet", "description"),
    }
)
"""Table and field of what a person wrote freely, and that may name anybody."""

_PAYLOAD = cast(Table, JournalPayload.__table__)
_ENTRY = cast(Table, JournalEntry.__table__)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is to be emptied in a log, by number of entry; `rows` are the fields that those entries changed."""

    log: str
    identity: tuple[int, ...]
    texts: tuple[int, ...]
    rows: Mapping[RowKey, Mapping[str, int]]

    @property
    def entries(self) -> tuple[int, ...]:
        """The entries to be emptied, in order."""
        return tuple(sorted({*self.identity, *self.texts}))


def erasure_of(session: Session, compte: Compte, *, texts: bool) -> Erasure:
    """What the log of an account holds of its person: their name and address, with `texts` what they wrote too."""
    reference = session.scalar(select(Entreprise.reference).where(Entreprise.id == compte.entreprise_id))
    log = AGENCY_LOG if reference is None else company_log(reference)
    named = [*_entries(session, log, _names(session, compte), _identity)]
    written = [*_entries(session, log, [_ENTRY.c.actor == compte.pseudonyme], _text)] if texts else []
    rows: dict[RowKey, dict[str, int]] = {}
    for body in sorted((*named, *written), key=lambda body: int(body["seq"])):
        for change in body["changes"]:
            rows.setdefault((change["table"], change["key"]), {})[change["field"]] = body["seq"]
    return Erasure(log, _seqs(named), _seqs(written), rows)


def invitations_of(session: Session, compte: Compte) -> list[Invitation]:
    """The invitations that name the person."""
    theirs = or_(Invitation.compte_id == compte.id, Invitation.email == compte.email)
    same = Invitation.entreprise_id.is_not_distinct_from(compte.entreprise_id)
    return list(session.scalars(select(Invitation).where(theirs, same).order_by(Invitation.id)))


def erase(session: Session, log: str, entries: Collection[int]) -> None:
    """Empty the values and the salts of those entries; nothing else of them can change."""
    empty = update(_PAYLOAD).where(_PAYLOAD.c.log == log, _PAYLOAD.c.seq.in_(entries))
    session.execute(empty.values(salt=None, content=None))


def _names(session: Session, compte: Compte) -> list[Any]:
    """Where the name or the address is: entries on the account's row, and on those of its invitations."""
    keys = [compte.id, *(invitation.id for invitation in invitations_of(session, compte))]
    fields = sorted({field for _, field in IDENTITE})
    return [_ENTRY.c.body.contains(f'"field":"{field}","key":"{key}"') for field in fields for key in keys]


def _entries(
    session: Session, log: str, any_of: Iterable[Any], wanted: Callable[[str, str, Any], bool]
) -> Iterator[dict[str, Any]]:
    """The bodies of the entries that one of the conditions holds for, whose values are there and wanted."""
    same = and_(_PAYLOAD.c.log == _ENTRY.c.log, _PAYLOAD.c.seq == _ENTRY.c.seq)
    query = (
        select(_ENTRY.c.body, _PAYLOAD.c.content)
        .join(_PAYLOAD, same)
        .where(_ENTRY.c.log == log, _PAYLOAD.c.content.is_not(None), or_(*any_of))
        .order_by(_ENTRY.c.seq)
    )
    for row in session.execute(query.execution_options(yield_per=256)):
        body, content = json.loads(row.body), json.loads(row.content)
        pairs = zip(body["changes"], content["changes"], strict=True)
        if any(wanted(change["table"], change["field"], value) for change, value in pairs):
            yield body


def _identity(table: str, field: str, _value: Any) -> bool:
    return (table, field) in IDENTITE


def _text(table: str, field: str, value: Any) -> bool:
    return (table, field) in TEXTES and bool(value)


def _seqs(bodies: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    return tuple(int(body["seq"]) for body in bodies)
