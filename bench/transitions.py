"""One transition: rows restored, gate asked, machine fired, journal signed, committed; SQLite, synchronous=FULL."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

from sqlalchemy.orm import Session

from bench.figure import Figure, compared
from bench.ground import Ground, ground
from bench.spiff import Spiff
from bench.timing import medians
from models.chargement import charger
from models.database import will_write
from models.events import Event
from models.log import Change, EntryDraft, append, company_log, lock_head
from models.sujet import Sujet
from tests.support.builders import CONTRIBUTEUR
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.commands.evaluations import DemanderValidation, ReprendreDemande
from workflows.context import nouvel_identifiant

RUNS = 200
NAME = "one transition: restore, gate, fire, journal, commit"


def figures() -> Iterator[Figure]:
    """Ours beside SpiffWorkflow without a database, and beside a signed append in the same kind of session."""
    with ground() as ours:
        transition = _Transition(ours)
        taken, spiff, appended = medians(RUNS, transition.fire, Spiff(transition.data()).step, _Append(ours).append)
    yield compared(NAME, taken * 1e3, "ms", "SpiffWorkflow, 5 themes, no database", spiff * 1e3, 1.3)
    yield compared(NAME, taken * 1e3, "ms", "a signed append, rows loaded", appended * 1e3, 4)


class _Transition:
    """A complete questionnaire whose validation is asked for, and taken back, in turns."""

    def __init__(self, where: Ground) -> None:
        self._site = where.site
        self._sujet = sujet = self._site.produit()
        self._site.repondre(sujet, FORTES)
        given = (self._site.acteur(CONTRIBUTEUR), sujet, SOCLES, INTEROP)
        self._commands = cycle((DemanderValidation(*given), ReprendreDemande(*given)))

    def data(self) -> dict[str, object]:
        """The answers that its gate looks at."""
        reponses = self._site.evaluation(self._sujet).reponses
        return {code: {"valeur": r.valeur, "commentaire": r.commentaire} for code, r in reponses.items()}

    def fire(self) -> None:
        """The next one."""
        self._site.do(next(self._commands))


class _Append:
    """The least that keeps a trace: the subject's rows loaded and locked, one signed entry, one commit."""

    def __init__(self, where: Ground) -> None:
        self._engine = where.engine
        self._signer, self._clock = where.site.signer, where.site.clock
        self._sujet = where.site.produit()
        change = Change("evaluation", nouvel_identifiant(), "etat", "a_valider", None)
        self._draft = EntryDraft(
            log=company_log("EDI"),
            stream="bench",
            event=Event.EVALUATION_DEMANDEE,
            command="Bench",
            command_id=nouvel_identifiant(),
            actor="systeme",
            role="systeme",
            changes=tuple(replace(change, field=field) for field in ("etat", "revision", "demandeur_id", "demande_le")),
        )

    def append(self) -> None:
        """One more."""
        with Session(self._engine, autoflush=False, expire_on_commit=False) as session:
            will_write(session.connection())
            charger(session, Sujet.id == self._sujet, for_update=True)
            head = lock_head(session, self._draft.log)
            append(session, head, self._draft, self._clock.now(), self._signer)
            session.commit()
