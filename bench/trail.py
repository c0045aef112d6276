"""The trail with a million entries beside a thousand, and a dossier of five thousand entries as of an instant.

The logs are bulk-built: one entry that was really written, copied under new numbers and instants, its marks with it.
The copies are signed by nobody, which neither page looks at.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import text
from sqlalchemy.engine import Connection

from bench.figure import Figure, bounded, compared
from bench.ground import Ground, ground
from bench.timing import medians
from models.database import writing
from models.reperes import micros
from tests.support.auditing import dossier_of, size_of
from tests.support.builders import AUDITEUR, CONTRIBUTEUR
from tests.support.visiting import Visitor, visitor
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from webapp.app import create_app
from webapp.config import read_settings
from workflows.commands.evaluations import EnregistrerEvaluation

FEW, MANY = 1_000, 1_000_000
OF_A_DOSSIER = 5_000
RUNS = 15
AT_MOST_MS = 300
EDI = "convergence/EDI"

PAGES = {
    "everything": "",
    "one event of one company": "?evenement=evaluation.enregistree&journal=EDI",
    "a product": "?produit=Careoptim",
    "two words": "?texte=prevu+ete",
    "a person and what was refused": "?personne=contributeur%40edi.example&resultat=refused",
    "a word of one entry": "?texte=telesurveillance",
}

_STEP = timedelta(seconds=1)
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)"
_ENTRIES = f"""{_NUMBERS} INSERT INTO journal_entry (log, seq, stream, stream_seq, time, event, actor, body, leaf)
    SELECT log, :from_seq + i, stream, :from_stream + i,
        strftime('%Y-%m-%d %H:%M:%S', :start + i, 'unixepoch') || '.000000', event, actor, body, leaf
    FROM n, (SELECT * FROM journal_entry WHERE log = :log AND seq = :copied)"""  # noqa: S608 - texts of ours
_PAYLOADS = f"""{_NUMBERS} INSERT INTO journal_payload (log, seq, salt, content)
    SELECT log, :from_seq + i, salt, content
    FROM n, (SELECT * FROM journal_payload WHERE log = :log AND seq = :copied)"""  # noqa: S608 - texts of ours
_MARKS = f"""{_NUMBERS} INSERT INTO journal_repere (genre, valeur, instant, log, seq)
    SELECT genre, valeur, (:start + i) * 1000000, log, :from_seq + i
    FROM (SELECT * FROM journal_repere WHERE log = :log AND seq = :copied) CROSS JOIN n"""  # noqa: S608 - texts of ours


def figures() -> Iterator[Figure]:
    """The trail, filter by filter, then a dossier as of an instant."""
    with ground() as few, ground() as many, ground() as one:
        (small, _), (large, _) = _filled(few, FEW), _filled(many, MANY)
        for name, asked in PAGES.items():
            short, long = medians(RUNS, *(partial(_open, person, f"/audit/piste{asked}") for person in (small, large)))
            beside = f"the same among {FEW}"
            yield compared(f"trail, {name}, among {MANY} entries", long * 1e3, "ms", beside, short * 1e3, 1.5)
        person, address = _filled(one, OF_A_DOSSIER)
        for name, page in (("the dossier", ""), ("a questionnaire", f"/{INTEROP}")):
            (taken,) = medians(RUNS, partial(_open, person, f"{address}{page}?ecriture={OF_A_DOSSIER - 1}"))
            yield bounded(f"{name} as of an instant, {OF_A_DOSSIER} entries", taken * 1e3, "ms", AT_MOST_MS)


def _filled(where: Ground, count: int) -> tuple[Visitor, str]:
    """An auditeur who looks at a company with so many entries, and the address of its dossier as of an instant."""
    site, clock = where.site, where.site.clock
    # the copies come after: what is made now is old
    clock.instant -= _STEP * (count + 60)
    sujet = site.produit(site.acteur(CONTRIBUTEUR))
    rare = site.saisies(sujet, {"A10.2": "vert"}, "Télésurveillance")
    site.do(EnregistrerEvaluation(site.contributeur, sujet, SOCLES, INTEROP, rare))
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    other = site.produit(site.acteur(CONTRIBUTEUR), nom="Un autre")
    site.repondre(other, {"A10.1": "rouge"})
    changed = site.saisies(other, {"A10.1": "rouge"}, "Prévu l’été prochain")
    saved = site.do(EnregistrerEvaluation(site.contributeur, other, SOCLES, INTEROP, changed)).seq
    assert saved is not None
    with writing(where.engine) as connection:
        _copy(connection, saved, size_of(site, EDI), count, clock.instant + _STEP)
    clock.instant += _STEP * (count + 60)
    person = visitor(create_app(read_settings(where.environment())), AUDITEUR)
    return person, f"/audit/dossiers/{dossier_of(site, other)}/a-la-date"


def _copy(connection: Connection, copied: int, size: int, count: int, after: datetime) -> None:
    """Write an entry again until its log has so many."""
    stream = text(
        "SELECT max(stream_seq) + 1 FROM journal_entry WHERE log = :log AND stream = "
        "(SELECT stream FROM journal_entry WHERE log = :log AND seq = :copied)"
    )
    given = {"log": EDI, "copied": copied}
    first = connection.execute(stream, given).scalar_one()
    # what is written is sorted by mark: each list then grows at one end
    connection.exec_driver_sql("PRAGMA cache_size = -1000000")
    numbers = {"from_seq": size, "from_stream": first, "count": count - size, "start": micros(after) // 1_000_000}
    for statement in (_ENTRIES, _PAYLOADS, _MARKS):
        connection.execute(text(statement), given | numbers)
    connection.execute(text("UPDATE journal_head SET size = :size WHERE log = :log"), {"size": count, "log": EDI})


def _open(person: Visitor, address: str) -> None:
    assert person.get(address).status_code == 200
