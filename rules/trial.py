"""An edition that is not in effect yet: read, checked and tried; whatever is wrong in it is said, never raised."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from re import compile as pattern

from models.snapshot import PublicationSnapshot
from referentiels.loading import ReferentielInvalid
from rules.cases import check_cases
from rules.checks import check_edition
from rules.edition import Edition, build_edition, pack_code
from rules.findings import Finding, Kind
from rules.language import FactInvalid, Facts, Pack, RuleInvalid, RuleSet
from rules.pack import PackInvalid, load_pack
from rules.reuse import reused
from rules.smoke import SmokeFailed, smoke
from rules.vocabulary import vocabulary
from rules.worlds import Transitions

_RULE = pattern(r"règle ([A-Z0-9-]+)\.?")


@dataclass(frozen=True, slots=True)
class Trial:
    """The edition, None where its documents do not hold together, and what is found in it, errors first."""

    edition: Edition | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be mended first."""
        return tuple(finding for finding in self.findings if finding.blocking)

    def beside(self, current: "Trial", only: Collection[str]) -> "Trial":
        """The same, where only what changes can be at fault: the packs of `only`, and what is not so in effect already.

        That a rule elsewhere no longer fires takes nothing away: what it waits for may be in another draft.
        """
        before = {finding.identity for finding in current.findings}
        seen = (
            replace(f, known=f.pack not in only and (f.identity in before or f.kind is Kind.JAMAIS))
            for f in self.findings
        )
        return Trial(self.edition, tuple(sorted(seen, key=lambda finding: not finding.blocking)))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many example cases were replayed, how many made-up ones both engines decided alike, and what failed."""

    cases: int
    alike: int
    failures: tuple[str, ...]


def try_edition(
    documents: Sequence[PublicationSnapshot],
    transitions: Transitions,
    only: Collection[str] | None = None,
    earlier: Sequence[PublicationSnapshot] = (),
) -> Trial:
    """What these documents make together, checked; `only` names the packs that changed, None for whatever is there.

    `earlier` are the versions that the pack that changed had before, the last published last.
    """
    try:
        edition = build_edition(documents)
    except ReferentielInvalid as refused:
        return Trial(None, tuple(Finding(Kind.ILLISIBLE, f.fichier, str(f), line=f.ligne) for f in refused.faults))
    except PackInvalid as refused:
        return Trial(None, tuple(_unreadable(refused)))
    if absent := tuple(_absent(edition)):
        return Trial(None, absent)
    found = (*_reused(edition, earlier), *check_edition(edition, transitions, only))
    return Trial(edition, tuple(sorted(found, key=lambda finding: not finding.blocking)))


def rehearse(edition: Edition, only: Collection[str] | None, known: Collection[str], *, both: bool) -> Rehearsal:
    """The cases of the packs; where there are `both` engines, they try each rule set whose digest is not `known`."""
    packs = [pack for code, pack in edition.packs.items() if only is None or code in only]
    failed = [str(failure) for p in packs for failure in check_cases(p, vocabulary(p.family, edition.catalogue))]
    played, alike = sum(len(pack.cases) for pack in packs), 0
    new = {s.digest: s for s in rule_sets(edition, only) if s.digest not in known} if both and not failed else {}
    for rule_set in new.values():
        try:
            alike += smoke(rule_set, _samples(edition, rule_set))
        except (FactInvalid, RuleInvalid, SmokeFailed) as failure:
            failed.append(f"Le moteur, essayé à part, ne décide pas comme il le doit ({rule_set.family}) : {failure}.")
    return Rehearsal(played, alike, tuple(failed))


def _samples(edition: Edition, rule_set: RuleSet) -> dict[str, Facts]:
    """The example cases of the packs of that family, as facts."""
    unknown: Facts = dict.fromkeys(rule_set.vocabulary.facts)
    cases = (case for pack in edition.packs.values() if pack.family == rule_set.family for case in pack.cases)
    return {str(number): {**unknown, **case.given} for number, case in enumerate(cases)}


def rule_sets(edition: Edition, only: Collection[str] | None = None) -> Iterator[RuleSet]:
    """The rule sets that decide in its démarches, or those that have one of the packs of these codes."""
    for demarche in edition.catalogue.demarches.values():
        for family, names in demarche.regles.items():
            if only is None or any(pack_code(family, name) in only for name in names):
                yield edition.rule_set(family, demarche)


def _unreadable(refused: PackInvalid) -> Iterator[Finding]:
    for fault in refused.faults:
        named = _RULE.match(fault.place)
        wrong = f"« {fault.value} » ne convient pas ; " if fault.value else ""
        where = f"ligne {fault.line}" + (f", {fault.place}" if fault.place else "")
        sentence = f"{where} : {wrong}attendu : {fault.expected}."
        yield Finding(Kind.ILLISIBLE, fault.file, sentence, named[1] if named else "", fault.line)


def _reused(edition: Edition, earlier: Sequence[PublicationSnapshot]) -> Iterator[Finding]:
    """Ids that come back for something else; a version that today's vocabulary cannot read says nothing."""
    packs: list[Pack] = []
    for document in earlier:
        with suppress(PackInvalid):
            packs.append(load_pack(document.contenu, document.code, lambda f: vocabulary(f, edition.catalogue)))
    if packs and (code := pack_code(packs[-1].family, packs[-1].name)) in edition.packs:
        pack = edition.packs[code]
        yield from reused(pack, packs, vocabulary(pack.family, edition.catalogue))


def _absent(edition: Edition) -> Iterator[Finding]:
    for demarche in edition.catalogue.demarches.values():
        for family, names in demarche.regles.items():
            for name in names:
                if pack_code(family, name) not in edition.packs:
                    sentence = f"la démarche « {demarche.titre} » est jugée par ce paquet, qui n'est pas publié."
                    yield Finding(Kind.ABSENT, pack_code(family, name), sentence)
