"""What is wrong with rules of one family together: contradictions, critères and gates shut for good, no verdict."""

from collections.abc import Iterator
from itertools import combinations

from rules.boxes import Box, boxes_of, meeting
from rules.findings import Finding, Kind, found
from rules.judged import Judged, Placed
from rules.language import Condition, Value
from rules.regions import TooManyParts, minus
from rules.symbols import PASSAGES
from rules.values import show
from rules.worlds import Worlds

_EXCLUDES = ("non_applicable", "verrouille")


def undecided(judged: Judged, what: str) -> Finding:
    """That a question was not decided: said, never passed over."""
    sentence = f"trop de combinaisons de faits pour savoir si {what}{judged.where} ; simplifiez les conditions."
    return found(Kind.NON_DECIDE, judged.name, sentence, judged.vocabulary)


def contradictions(judged: Judged) -> Iterator[Finding]:
    """Pairs of rules that fire on the same facts and cannot both be right."""
    if judged.family not in ("profilage", "verdict"):
        return
    for placed in judged.reached:
        if (why := _conflict(placed, placed)) and (case := judged.together(placed, placed)) is not None:
            yield found(Kind.CONTRADICTION, placed.pack, f"se contredit : {why}.", judged.vocabulary, placed.rule, case)
    for first, second in combinations(judged.reached, 2):
        why = _conflict(first, second)
        if why and (case := judged.together(first, second)) is not None:
            sentence = f"contredit la règle {second.rule.id} ({second.pack}) : {why}."
            yield found(Kind.CONTRADICTION, first.pack, sentence, judged.vocabulary, first.rule, case)


def _conflict(first: Placed, second: Placed) -> str:
    """What both cannot say at once; empty where they get along."""
    verdicts = {str(c.value) for placed in (first, second) for c in placed.concludes("verdict")}
    if len(verdicts) > 1:
        return f"deux verdicts sur les mêmes faits, {' et '.join(sorted(verdicts))}"
    levels = [{c.target: str(c.value) for c in placed.concludes("recommande")} for placed in (first, second)]
    for critere in sorted(levels[0].keys() & levels[1].keys()):
        if levels[0][critere] != levels[1][critere]:
            return f"deux niveaux recommandés pour {critere}, {levels[0][critere]} et {levels[1][critere]}"
    for one, other in ((first, levels[1]), (second, levels[0])):
        for conclusion in one.concludes(*_EXCLUDES):
            if conclusion.target in other:
                return f"{conclusion.target} est exclu par l'une et reçoit un niveau recommandé de l'autre"
    return ""


def shut(judged: Judged) -> Iterator[Finding]:
    """What the démarche can never have: a critère that applies, a step that is taken, a verdict."""
    worlds = judged.worlds
    if worlds is None:
        return
    if judged.family == "profilage":
        yield from _criteres(judged, worlds)
    elif judged.family == "verrou":
        yield from _verrous(judged, worlds)
    elif judged.family == "verdict":
        yield from _verdicts(judged, worlds)


def _criteres(judged: Judged, worlds: Worlds) -> Iterator[Finding]:
    for volet in worlds.demarche.volets:
        questionnaire = worlds.catalogue.questionnaires[volet.questionnaire]
        codes = questionnaire.criteres if volet.criteres is None else volet.criteres
        whole = worlds.profilage(volet.sujet, whole=True)
        for code in codes:
            excluding = judged.firing(lambda placed, code=code: _excludes(placed, code))  # type: ignore[misc]
            if excluding:
                sentence = f"le critère {code} n'est applicable sous aucune qualification{judged.where}"
                yield from _closed(judged, whole, excluding, Kind.CRITERE_EXCLU, sentence)


def _excludes(placed: Placed, critere: str) -> bool:
    return any(conclusion.target == critere for conclusion in placed.concludes(*_EXCLUDES))


def _verrous(judged: Judged, worlds: Worlds) -> Iterator[Finding]:
    forbidding = judged.firing(lambda placed: any(placed.concludes("interdit")))
    for pas in worlds.pas:
        for sujet in worlds.sujets:
            sentence = (
                f"aucun dossier ne franchit « {pas.evenement} » depuis l'état « {pas.etat} » ({pas.machine}, "
                f"{sujet.value}){judged.where}"
            )
            yield from _closed(judged, worlds.verrou(pas, sujet), forbidding, Kind.VERROU_CLOS, sentence)


def _closed(judged: Judged, condition: Condition, rules: list[Placed], kind: Kind, sentence: str) -> Iterator[Finding]:
    """A finding where the rules leave no case of the condition: with one of its cases, and the rules it meets."""
    cases = boxes_of(condition, judged.vocabulary)
    try:
        left = minus(cases, _boxes(rules), judged.vocabulary)
    except TooManyParts:
        yield undecided(judged, sentence)
        return
    case = judged.example(cases)
    if judged.example(left) is None and case is not None:
        guilty = [placed for placed in rules if any(meeting(one, box) for one in cases for box in placed.boxes)]
        others = f" (règles {', '.join(placed.rule.id for placed in guilty)})" if len(guilty) > 1 else ""
        yield found(kind, guilty[0].pack, f"{sentence}{others}.", judged.vocabulary, guilty[0].rule, case)


def _boxes(rules: list[Placed]) -> list[Box]:
    return [box for placed in rules for box in placed.boxes]


def _verdicts(judged: Judged, worlds: Worlds) -> Iterator[Finding]:
    concluding = judged.firing(lambda placed: any(placed.concludes("verdict")))
    for volet, passage in worlds.passages:
        cases = boxes_of(worlds.verdict(volet, passage, whole=True), judged.vocabulary)
        titre = show(judged.vocabulary.fact("questionnaire.cle"), volet.questionnaire)
        sur = f"{titre} ({PASSAGES[passage]})"
        what = f"un verdict est toujours rendu sur {sur}"
        try:
            case: dict[str, Value | None] | None = judged.example(minus(cases, _boxes(concluding), judged.vocabulary))
        except TooManyParts:
            yield undecided(judged, what)
            continue
        if case is not None:
            sentence = f"aucun verdict sur {sur} alors que rien n'est sans réponse{judged.where}."
            yield found(Kind.VERDICT_ABSENT, judged.name, sentence, judged.vocabulary, case=case)
