"""Looking again at documents that wait for the antivirus, or at all of them once it knows more."""

from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.preuve import Preuve
from models.sujet import Sujet
from workflows.commands.base import SYSTEME
from workflows.commands.preuves import ConsignerAnalyse
from workflows.execution import Door
from workflows.reception.antivirus import Analyse
from workflows.reception.receiving import Reception

IN_MEMORY = 1_000_000
"""Bytes of a document that are not worth a file while it is scanned."""


@dataclass(frozen=True, slots=True)
class Contenu:
    """One content of one subject, whatever the number of its descriptions."""

    entreprise_id: str
    sujet_id: str
    empreinte: str


def contents(session: Session, *, waiting: bool = True, sujet_id: str | None = None) -> Iterator[Contenu]:
    """The contents that wait to be scanned, or all of them; of one subject where it is named."""
    query = (
        select(Sujet.entreprise_id, Preuve.sujet_id, Preuve.empreinte)
        .join(Sujet, Sujet.id == Preuve.sujet_id)
        .distinct()
        .order_by(Sujet.entreprise_id, Preuve.sujet_id, Preuve.empreinte)
    )
    if waiting:
        query = query.where(Preuve.antivirus == "en_attente")
    if sujet_id is not None:
        query = query.where(Preuve.sujet_id == sujet_id)
    for row in session.execute(query).all():
        yield Contenu(*row)


def rescan(contenu: Contenu, reception: Reception, door: Door) -> Analyse:
    """What the antivirus now says, noted where it says something.

    Raises: StoreUnavailable.
    """
    with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        for piece in reception.store.read(contenu.entreprise_id, contenu.empreinte):
            copy.write(piece)
        analyse = reception.antivirus.scan(copy)
    if analyse.resultat in ("saine", "infectee"):
        door.execute(ConsignerAnalyse(SYSTEME, contenu.sujet_id, contenu.empreinte, analyse.resultat, analyse.virus))
    return analyse
