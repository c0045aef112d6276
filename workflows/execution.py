"""The one door: every change of anything goes through `Door.execute`, in one transaction with its journal entry."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TypeVar
from uuid import uuid4

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from models.chargement import Agregat
from models.editions import Publiees, documents
from models.events import Event
from models.log import AGENCY_LOG, DecisionRecord, Signs, lock_head
from models.publication import Publication
from models.unit_of_work import JournalEntry, UnitOfWork
from rules.decision import Decision, EnginesDisagree, Judge
from rules.edition import Edition, EditionCache, edition_digest
from rules.families import Decideur
from workflows.cascade import follow
from workflows.clock import Clock
from workflows.commands.base import Command
from workflows.context import Contexte, nouvel_identifiant
from workflows.errors import DecisionSuspended, GateRefused
from workflows.outcome import Outcome
from workflows.publishing import Atelier, instants_a_venir, projet_actuel, projet_avec, projet_sans
from workflows.refusals import OBJETS, count_refusal
from workflows.registry import HANDLERS

Done = TypeVar("Done")


class Door:
    """Carries commands out, one transaction each; safe between threads.

    With `courriels`, what people are told also leaves by mail. On a connection instead of an engine, all belongs to the
    transaction that is open there, and to its commit.
    """

    def __init__(
        self,
        engine: Engine | Connection,
        signer: Signs,
        clock: Clock,
        judge: Judge,
        editions: EditionCache | None = None,
        *,
        courriels: bool = False,
        atelier: Atelier | None = None,
    ) -> None:
        self._engine = engine
        self._signer = signer
        self._clock = clock
        self._judge = judge
        self._editions = editions or EditionCache()
        self._publiees = Publiees()
        self._courriels = courriels
        self._atelier = atelier or Atelier(both=judge.both)

    def execute(self, command: Command, command_id: str | None = None) -> Outcome:
        """Do what is asked, or nothing at all; the journal has the identifier, made where none is given.

        Raises: Refused, in one of its kinds, with the sentences to show.
        """
        command_id = command_id or str(uuid4())
        try:
            return self._carry_out(command, command_id)
        except GateRefused as refusal:
            self._record_refusal(command, command_id, refusal)
            raise
        except EnginesDisagree as disagreement:
            raise self._suspend(command, command_id, disagreement) from disagreement

    def aside(self, work: Callable[[Session, datetime], Done]) -> Done:
        """Carry out what the journal does not follow, such as that a mail left; what it follows is not touched here.

        Raises: AssertionError where it was.
        """
        with self._unit_of_work() as uow:
            done = work(uow.session, self._clock.now())
            if uow.changed():
                raise AssertionError("une ligne suivie par le journal ne change que par une commande")
            uow.session.commit()
            return done

    def prepare(self, publication_id: str) -> None:
        """Do now, while nobody waits, what checking, testing, publishing or retiring that version will ask."""
        with Session(self._engine, autoflush=False) as session:
            publication, now = session.get(Publication, publication_id), self._clock.now()
            if publication is None:
                return
            futur = projet_sans if publication.etat == "publiee" else projet_avec
            for instant in instants_a_venir(session, now):
                projet = futur(session, publication, instant)
                examen = self._atelier.examiner(projet, projet_actuel(session, now))
                if examen.edition is not None and not examen.errors:
                    self._atelier.essayer(projet, examen.edition, self._edition(session, now))

    def _edition(self, session: Session, instant: datetime, agregat: Agregat | None = None) -> Edition:
        racine = agregat.racine_agence if agregat is not None else None
        designations = self._publiees.en_vigueur(session, instant, racine)
        return self._editions.get(edition_digest(designations), lambda: documents(session, designations))

    def _carry_out(self, command: Command, command_id: str) -> Outcome:
        with self._unit_of_work() as uow:
            context = self._context(uow, command, command_id)
            try:
                HANDLERS[type(command)](command, context)
                if context.cascade:
                    follow(context)
            except GateRefused as refusal:
                refusal.decisions = _that_refuse(context.decideur.decisions)
                raise
            changed = uow.changed()
            if not changed and not context.always:
                return context.outcome
            seq = uow.record(_entry(command, context), changed=changed, again=context.again)
            return replace(context.outcome, log=context.log, seq=seq)

    def _unit_of_work(self) -> UnitOfWork:
        return UnitOfWork(self._engine, self._signer, self._clock)

    def _context(self, uow: UnitOfWork, command: Command, command_id: str) -> Contexte:
        @cache
        def now() -> datetime:
            return self._clock.now()

        @cache
        def edition() -> Edition:
            # asked for once the subject is read, by the context made below
            return self._edition(uow.session, now(), context.agregat)

        @cache
        def decideur() -> Decideur:
            return Decideur(edition(), self._judge.decide)

        context = Contexte(
            uow.session,
            command.acteur,
            command_id,
            now,
            edition,
            decideur,
            self._atelier,
            courriels=self._courriels,
        )
        return context

    def _record_refusal(self, command: Command, command_id: str, refusal: GateRefused) -> None:
        """Journal a gate's refusal in a transaction of its own; identical ones are counted, not repeated."""
        with self._unit_of_work() as uow:
            context = self._context(uow, command, command_id)
            if command.acteur.entreprise_id is not None:
                context.in_company()
            # Two identical refusals at once follow one another here: neither has a row to lock yet.
            lock_head(uow.session, context.log)
            repeated = count_refusal(uow.session, command, refusal, context.now)
            if repeated is None:
                uow.session.commit()
                return
            objets = tuple((name, str(value)) for name in OBJETS if (value := getattr(command, name, None)) is not None)
            entry = JournalEntry(
                log=context.log,
                stream=_stream(command),
                event=Event.REFUS,
                command=type(command).__name__,
                command_id=command_id,
                actor=command.acteur.pseudonyme,
                role=command.acteur.role,
                result="refused",
                objects=(*objets, ("machine", refusal.machine), ("event", refusal.event)),
                decisions=tuple(_record(decision) for decision in refusal.decisions),
                values=(("motifs", list(refusal.sentences)), ("semblables", repeated)),
            )
            uow.record(entry)

    def _suspend(self, command: Command, command_id: str, disagreement: EnginesDisagree) -> DecisionSuspended:
        """Keep both answers in the agency's log; the person gets a number to quote."""
        number = nouvel_identifiant()[:8].upper()
        with self._unit_of_work() as uow:
            uow.record(
                JournalEntry(
                    log=AGENCY_LOG,
                    stream="decisions",
                    event=Event.DECISION_SUSPENDUE,
                    command=type(command).__name__,
                    command_id=command_id,
                    actor=command.acteur.pseudonyme,
                    role=command.acteur.role,
                    result="refused",
                    objects=(("rule_set", disagreement.digest), ("numero", number)),
                    values=(
                        ("durable", sorted(list(match) for match in disagreement.durable)),
                        ("reference", sorted(list(match) for match in disagreement.reference)),
                    ),
                )
            )
        return DecisionSuspended(number)


def _stream(command: Command) -> str:
    """What a refused command was about."""
    publication = getattr(command, "publication_id", None)
    return f"publication/{publication}" if publication is not None else f"sujet/{getattr(command, 'sujet', '')}"


def _entry(command: Command, context: Contexte) -> JournalEntry:
    if context.event is None:
        raise AssertionError(f"{type(command).__name__} ne dit pas ce qu'elle fait")
    # Only what the rules were asked by this command; a command that never asked has no decision.
    decisions = context.decideur.decisions if context.agregat is not None else []
    return JournalEntry(
        log=context.log,
        stream=context.stream,
        event=context.event,
        command=type(command).__name__,
        command_id=context.command_id,
        actor=context.acteur.pseudonyme,
        role=context.acteur.role,
        objects=tuple(context.objects.items()),
        transitions=tuple(context.transitions),
        decisions=tuple(_record(decision) for decision in decisions),
        values=tuple(context.values.items()),
    )


def _that_refuse(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """What a refusal rests on: what was found missing, if anything was looked for, and the last gate."""
    last = {decision.family: decision for decision in decisions}
    return tuple(last[family] for family in ("completude", "verrou") if family in last)


def _record(decision: Decision) -> DecisionRecord:
    return DecisionRecord(decision.family, decision.rule_set, decision.rules, decision.written)
