"""Whether an installation kept what it acknowledged: the answers themselves, the journal, and the two together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bench.client import Claim, comment, numbers
from bench.ground import Ground
from models.dossier import Evaluation
from models.journal import JournalEntry, JournalPayload
from models.reponse import Reponse
from models.sujet import Sujet
from reports.verification import verify
from workflows.replay import replay

Faults = tuple[str, ...]


def faults(where: Ground, claims: Sequence[Claim]) -> Faults:
    """What is wrong, in words; nothing where everything acknowledged is there, verifies and replays."""
    return (*_lost(where.engine, claims), *_unwritten(where.engine, claims), *_journal(where))


def _lost(engine: Engine, claims: Sequence[Claim]) -> Iterator[str]:
    """Those whose last acknowledged comment is not there (none where none was), nor the one under way."""
    query = (
        select(Sujet.reference, Reponse.commentaire)
        .join(Evaluation, Evaluation.sujet_id == Sujet.id)
        .join(Reponse, Reponse.evaluation_id == Evaluation.id)
        .where(Reponse.courante)
    )
    with engine.connect() as connection:
        found = {str(row.reference): row.commentaire for row in connection.execute(query)}
    for claim in claims:
        there = found.get(claim.address.split("/")[2])
        allowed = {comment(number) if number else None for number in range(claim.kept, claim.sent + 1)}
        if there not in allowed:
            yield f"{claim.address}: « {there} » where « {comment(claim.kept)} » was acknowledged"


def _unwritten(engine: Engine, claims: Sequence[Claim]) -> Iterator[str]:
    """Those of which one that was acknowledged is not in the journal, whichever."""
    payload = (JournalPayload.log == JournalEntry.log) & (JournalPayload.seq == JournalEntry.seq)
    query = (
        select(Sujet.reference, JournalPayload.content)
        .join(JournalEntry, JournalEntry.stream == "sujet/" + Sujet.id)
        .join(JournalPayload, payload)
        .where(JournalEntry.event == "evaluation.enregistree")
    )
    written: dict[str, set[int]] = defaultdict(set)
    with engine.connect() as connection:
        for row in connection.execute(query):
            written[str(row.reference)] |= numbers(row.content or "")
    for claim in claims:
        missing = claim.acknowledged - written[claim.address.split("/")[2]]
        if missing:
            yield f"{claim.address}: {len(missing)} saves that were acknowledged are not in the journal"


def _journal(where: Ground) -> Iterator[str]:
    with where.engine.connect() as connection:
        verified = verify(connection, where.site.signer.public)
        replayed = replay(connection)
    if not verified.ok:
        yield f"the journal does not verify: {verified}"
    if not replayed.ok:
        yield f"the tables are not what the journal says: {replayed.differences}"
