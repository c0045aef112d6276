"""A pack as a decision table: a row a rule, the facts that it looks at, what it concludes, why; its example cases."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.publication_lue import paquet_de
from reports.regles import Phrase, conclusion_en_mots, fait_en_mots, regle_en_mots
from rules.cases import CaseFailure, check_cases
from rules.edition import Edition
from rules.language import Case, Pack, Rule, Vocabulary, facts_named
from rules.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Ligne:
    """One rule as a row; `faits` are the labels of the facts that it looks at."""

    id: str
    libelle: str
    active: bool
    condition: Phrase
    faits: tuple[str, ...]
    conclusions: tuple[str, ...]
    parce_que: str


@dataclass(frozen=True, slots=True)
class CasLu:
    """One example case in words; `echec` says what is not decided as it expects, empty where all is."""

    rang: int
    faits: tuple[tuple[str, str], ...]
    attendu: tuple[str, ...]
    echec: str


@dataclass(frozen=True, slots=True)
class TableRegles:
    """The rules and cases of a version, under the vocabulary in effect."""

    famille: str
    lignes: tuple[Ligne, ...]
    cas: tuple[CasLu, ...]

    @property
    def echecs(self) -> int:
        """How many cases fail."""
        return sum(bool(cas.echec) for cas in self.cas)


def table_regles(edition: Edition, contenu: str, code: str) -> TableRegles | None:
    """The table of a pack; None where its text cannot be read."""
    pack = paquet_de(edition, contenu, code)
    if pack is None:
        return None
    mots = vocabulary(pack.family, edition.catalogue)
    echecs = {echec.line: echec for echec in check_cases(pack, mots)}
    return TableRegles(
        pack.family,
        tuple(_ligne(rule, mots) for rule in pack.every_rule),
        tuple(_cas(rang, case, mots, echecs) for rang, case in enumerate(pack.cases)),
    )


def _ligne(rule: Rule, mots: Vocabulary) -> Ligne:
    lue = regle_en_mots(rule, mots)
    faits = tuple(mots.fact(nom).label for nom in sorted(facts_named(rule.when)))
    return Ligne(rule.id, rule.label, not rule.disabled, lue.condition, faits, lue.conclusions, lue.parce_que)


def _cas(rang: int, case: Case, mots: Vocabulary, echecs: Mapping[int, CaseFailure]) -> CasLu:
    faits = tuple(fait_en_mots(mots, nom, valeur) for nom, valeur in case.given.items())
    echec = echecs.get(case.line)
    return CasLu(rang, faits, tuple(map(conclusion_en_mots, case.expect)), _echec(echec) if echec else "")


def _echec(echec: CaseFailure) -> str:
    parties = [f"attendu en vain : {conclusion_en_mots(each)}" for each in echec.missing]
    parties += [f"conclu sans être attendu : {conclusion_en_mots(each)}" for each in echec.unexpected]
    return " ; ".join(parties)


def regle_de(pack: Pack, identifiant: str) -> Rule:
    """The rule of that id. Raises: LookupError."""
    for rule in pack.every_rule:
        if rule.id == identifiant:
            return rule
    raise LookupError(identifiant)
