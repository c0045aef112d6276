"""One recorded decision read again: what fired and on which facts, why nothing else did, what would have changed it.

Nothing is judged again: the facts are those that were kept, held to their digest, and the rules those of the day, held
to theirs. Where either is missing only what was recorded is told.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from reports.journal import JournalInconnu, ecriture
from reports.regles import Phrase, condition_en_mots, fait_en_mots
from reports.wording import VERDICTS
from rules.boxes import TooManyBranches
from rules.counterfactual import Wanted, at_most, smallest_change
from rules.decision import Decision, decision_from_json
from rules.digests import digest_of
from rules.edition import Edition
from rules.explanation import change_in_words, why_not
from rules.facts import complete
from rules.language import Facts, Rule, RuleSet
from rules.regions import TooManyParts

EditionOf = Callable[[datetime], Edition]
"""What was published at an instant."""

_CONTEXTE: Final = ("demarche", "parcours", "sujet.type", "machine", "evenement", "passage")
_DU_CRITERE: Final = ("questionnaire.cle", "questionnaire.type", "critere.code", "critere.nature")
_DU_PROFILAGE: Final = ("critere.applicable", "critere.verrouille")
_COMPTES: Final = ("criteres.applicables", "criteres.obligatoires")
FIXES: Final = frozenset((*_CONTEXTE, *_DU_CRITERE, *_DU_PROFILAGE, *_COMPTES))
"""Facts that say what is being asked about, and that no answer changes."""

IMPOSSIBLE: Final = "Aucune autre valeur des faits ne l’aurait donné."
INDECIDABLE: Final = "Trop de combinaisons de faits pour le dire exactement."


@dataclass(frozen=True, slots=True)
class Declenchee:
    """A rule that fired, in words, with the facts that it names; `condition` is None where it is no longer known."""

    id: str
    libelle: str
    parce_que: str
    condition: Phrase | None
    faits: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ecartee:
    """A rule that did not fire: the first condition that failed, and the fewest facts that would have made it fire."""

    id: str
    libelle: str
    raison: str
    changements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """Another outcome, and the fewest facts that would have given it; `raison` where none would, or none is known."""

    titre: str
    changements: tuple[str, ...]
    raison: str = ""


@dataclass(frozen=True, slots=True)
class DecisionLue:
    """One decision about one of its cases. `retrouvee` says that its facts and its rules are those of the day."""

    famille: str
    regles: str
    moteur: str
    demarche: str
    paquets: tuple[str, ...]
    cas: str
    tous_les_cas: tuple[str, ...]
    retrouvee: bool
    faits: tuple[tuple[str, str], ...]
    declenchees: tuple[Declenchee, ...]
    ecartees: tuple[Ecartee, ...]
    sans_rapport: int
    issues: tuple[Issue, ...]
    flux: str = ""
    """The stream of the entry: what the decision is about."""

    objets: Mapping[str, str] = field(default_factory=dict)
    """The identifiers that the entry names, by kind."""

    document: Mapping[str, Any] = field(default_factory=dict)
    """What was recorded, to the letter."""


def decision_lue(
    session: Session, edition_of: EditionOf, nom: str, seq: int, index: int, cas: str | None = None
) -> DecisionLue:
    """The decision of that number of an entry, about that case or the first one where a rule fired.

    Raises: JournalInconnu where there is none, or where it was erased.
    """
    lue = ecriture(session, nom, seq)
    documents = lue.content["decisions"] if lue.content is not None else []
    if not 0 <= index < len(documents):
        raise JournalInconnu(f"{nom} {seq} décision {index}")
    decision = decision_from_json(documents[index])
    edition = edition_of(lue.ecriture.time)
    rule_set = _rule_set(edition, decision)
    cases = _cases(decision, rule_set)
    tous = tuple(decision.cases) or tuple(dict.fromkeys(fired.case for fired in decision.fired))
    vu = cas if cas in tous else next((fired.case for fired in decision.fired), next(iter(tous), ""))
    found = _lue(edition, decision, rule_set if cases else None, cases.get(vu), (vu, tous))
    return replace(found, flux=lue.ecriture.stream, objets=lue.body["objects"], document=documents[index])


def _rule_set(edition: Edition, decision: Decision) -> RuleSet | None:
    """The rules that decided, if they are still those of that day's edition."""
    for demarche in edition.catalogue.demarches.values():
        if demarche.regles.get(decision.family):
            rule_set = edition.rule_set(decision.family, demarche)
            if rule_set.digest == decision.rule_set:
                return rule_set
    return None


def _cases(decision: Decision, rule_set: RuleSet | None) -> Mapping[str, Facts]:
    """Every case whole, what is unknown included; none where they are not the ones that were digested."""
    if rule_set is None:
        return {}
    cases = {key: complete(rule_set.vocabulary, facts) for key, facts in decision.cases.items()}
    return cases if digest_of(cases) == decision.facts_digest else {}


def _lue(
    edition: Edition,
    decision: Decision,
    rule_set: RuleSet | None,
    vus: Facts | None,
    cas: tuple[str, tuple[str, ...]],
) -> DecisionLue:
    vu, tous = cas
    code = decision.cases.get(vu, {}).get("demarche")
    demarche = edition.catalogue.demarches.get(str(code))
    declenchees = {fired.rule for fired in decision.fired if fired.case == vu}
    connues = rule_set is not None and vus is not None
    ecartees = [*_ecartees(rule_set, vus, declenchees)] if rule_set is not None and vus is not None else []
    return DecisionLue(
        famille=decision.family,
        regles=decision.rule_set,
        moteur=decision.engine,
        demarche=demarche.titre if demarche is not None else "",
        paquets=demarche.regles.get(decision.family, ()) if demarche is not None else (),
        cas=vu,
        tous_les_cas=tous,
        retrouvee=connues,
        faits=_faits(rule_set, vus) if rule_set is not None and vus is not None else (),
        declenchees=tuple(_declenchees(decision, rule_set, vu)),
        ecartees=tuple(each for each in ecartees if each.changements),
        sans_rapport=sum(not each.changements for each in ecartees),
        issues=tuple(_issues(rule_set, vus, declenchees)) if rule_set is not None and vus is not None else (),
    )


def _faits(rule_set: RuleSet, vus: Facts) -> tuple[tuple[str, str], ...]:
    return tuple(fait_en_mots(rule_set.vocabulary, name, value) for name, value in vus.items() if value is not None)


def _declenchees(decision: Decision, rule_set: RuleSet | None, cas: str) -> Iterator[Declenchee]:
    for fired in decision.fired:
        if fired.case != cas:
            continue
        condition, faits = None, tuple((name, str(value)) for name, value in fired.facts)
        if rule_set is not None:
            condition = condition_en_mots(rule_set.by_id[fired.rule].when, rule_set.vocabulary)
            faits = tuple(fait_en_mots(rule_set.vocabulary, name, value) for name, value in fired.facts)
        yield Declenchee(fired.rule, fired.label, fired.because, condition, faits)


def _ecartees(rule_set: RuleSet, vus: Facts, declenchees: Collection[str]) -> Iterator[Ecartee]:
    for rule in rule_set.rules:
        echec = why_not(rule_set, rule.id, vus) if rule.id not in declenchees else None
        if echec is not None:
            changements, _raison = _changements(rule_set, vus, Wanted(fire=(rule,)))
            yield Ecartee(rule.id, rule.label, f"{echec.sentence}.", changements)


def _issues(rule_set: RuleSet, vus: Facts, declenchees: Collection[str]) -> Iterator[Issue]:
    """The other outcomes that the family knows: what a case might have got instead."""
    family, rules = rule_set.family, rule_set.rules
    if family == "verdict":
        par_resultat = {str(c.value): rule for rule in rules for c in rule.then}
        rendus = {str(c.value) for rule in rules if rule.id in declenchees for c in rule.then}
        for resultat in sorted(par_resultat.keys() - rendus):
            wanted = Wanted([r for r in rules if _gives(r, resultat)], [r for r in rules if not _gives(r, resultat)])
            issue = _issue(f"Ce qui aurait donné « {VERDICTS.get(resultat, resultat)} »", rule_set, vus, wanted)
            # what only a projection can be given is no other outcome of an evaluation
            if issue.raison != IMPOSSIBLE:
                yield issue
    elif family in TITRES:
        autrement, ainsi = TITRES[family]
        if declenchees:
            yield _issue(autrement, rule_set, vus, Wanted(spare=rules))
        else:
            yield _issue(ainsi, rule_set, vus, Wanted(fire=rules))


TITRES: Final[Mapping[str, tuple[str, str]]] = {
    "verrou": ("Ce qui l’aurait permis", "Ce qui l’aurait interdit"),
    "completude": ("Ce qui n’aurait rien laissé manquer", "Ce qui aurait fait manquer quelque chose"),
}
"""By family: what would have kept every rule from firing, and what would have made one fire."""


def _gives(rule: Rule, resultat: str) -> bool:
    return any(str(conclusion.value) == resultat for conclusion in rule.then)


def _issue(titre: str, rule_set: RuleSet, vus: Facts, wanted: Wanted) -> Issue:
    changements, raison = _changements(rule_set, vus, wanted)
    return Issue(titre, changements, raison)


def _changements(rule_set: RuleSet, vus: Facts, wanted: Wanted) -> tuple[tuple[str, ...], str]:
    """The fewest facts to change, in words; or none, and why."""
    vocabulary = rule_set.vocabulary
    fixes = {name for name in vus if name in FIXES}
    limites: dict[str, int] = {}
    if rule_set.family == "verdict":
        # what the other kind of passage counts is unknown here, and stays so
        fixes |= {name for name, value in vus.items() if value is None}
        limites = {name: most for name, most in _limites(vus) if name not in fixes}
    try:
        changes = smallest_change(vocabulary, vus, wanted, fixes, at_most(vocabulary, limites))
    except (TooManyParts, TooManyBranches):
        return (), INDECIDABLE
    if changes is None:
        return (), IMPOSSIBLE
    return tuple(f"{change_in_words(change, vocabulary)}." for change in changes), ""


def _limites(vus: Facts) -> Iterator[tuple[str, int]]:
    """What a count cannot exceed."""
    obligatoires, applicables = vus["criteres.obligatoires"], vus["criteres.applicables"]
    if isinstance(obligatoires, int) and isinstance(applicables, int):
        yield from ((name, obligatoires) for name in vus if name in _PARMI_LES_OBLIGATOIRES)
        yield "criteres.sans_reponse", applicables


_PARMI_LES_OBLIGATOIRES: Final = ("criteres.sous_seuil", "projection.sans_date", "projection.hors_cible")
