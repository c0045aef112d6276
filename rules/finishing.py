"""Whether a dossier can always come to its end: the machines of a démarche explored whole, with the gates."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from referentiels.catalogue import TypeSujet
from rules.boxes import boxes_of
from rules.family_checks import undecided
from rules.findings import Finding, Kind, found
from rules.judged import Judged
from rules.regions import TooManyParts, minus
from rules.symbols import ETATS, EVENEMENTS, MACHINES, TYPES_SUJET
from rules.worlds import Transition, Worlds

FINS: Final[Mapping[str, str]] = {"demarche": "finalisee", "evaluation": "valide", "projection": "valide"}
"""By machine, the state that every other one must lead to."""


def unfinished(judged: Judged) -> Iterator[Finding]:
    """States of a démarche or of its questionnaires from which no dossier ever comes to the end."""
    if judged.family != "verrou" or judged.worlds is None:
        return
    for sujet in judged.worlds.sujets:
        try:
            open_steps = [pas for pas in judged.worlds.pas if _passable(judged, judged.worlds, pas, sujet)]
        except TooManyParts:
            yield undecided(judged, f"la finalisation reste à portée ({TYPES_SUJET[sujet]})")
            continue
        yield from _lost(judged, sujet, open_steps)


def _lost(judged: Judged, sujet: TypeSujet, open_steps: Collection[Transition]) -> Iterator[Finding]:
    assert judged.worlds is not None
    for machine, fin in FINS.items():
        steps = [pas for pas in judged.worlds.pas if pas.machine == machine and pas.vers]
        left = {pas.etat for pas in steps} - _leading(fin, [pas for pas in open_steps if pas.machine == machine])
        lost = sorted(left - {fin})
        if lost:
            fermes = [p for p in steps if p not in open_steps]
            shut = sorted(f"« {EVENEMENTS[p.evenement]} » depuis « {ETATS[p.etat]} »" for p in fermes)
            states = ", ".join(f"« {ETATS[etat]} »" for etat in lost)
            quoi = f"{MACHINES[machine]}, {TYPES_SUJET[sujet]}"
            sentence = (
                f"depuis {states}, aucun dossier n'atteint plus « {ETATS[fin]} » ({quoi}){judged.where} : "
                f"les verrous ferment {', '.join(shut)}."
            )
            yield found(Kind.SANS_FIN, judged.name, sentence, judged.vocabulary)


def _leading(fin: str, steps: Collection[Transition]) -> set[str]:
    """The states from which the end is reached, the end included."""
    reached = {fin}
    while more := {pas.etat for pas in steps if pas.vers in reached} - reached:
        reached |= more
    return reached


def _passable(judged: Judged, worlds: Worlds, pas: Transition, sujet: TypeSujet) -> bool:
    """Whether the gates let some dossier take that step. Raises: TooManyParts."""
    cases = boxes_of(worlds.verrou(pas, sujet), judged.vocabulary)
    forbidding = judged.firing(lambda placed: any(placed.concludes("interdit")))
    left = minus(cases, [box for placed in forbidding for box in placed.boxes], judged.vocabulary)
    return judged.example(left) is not None
