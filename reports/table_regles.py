"""A pack as a decision table: a row a rule, a column a fact, what it concludes, why; its example cases."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.publication_lue import paquet_de
from reports.regles import Phrase, conclusion_en_mots, condition_en_mots, fait_en_mots, regle_en_mots
from rules.cases import CaseFailure, check_cases
from rules.edition import Edition
from rules.language import AllOf, Case, Compare, Condition, NotOf, Pack, Rule, Vocabulary, facts_named
from rules.vocabulary import vocabulary

COLONNES_MAX = 6
"""Facts that a table has columns for; with more, each condition is read whole."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One rule as a row: a cell for each column of the table, and what fits in none.

    A rule whose condition is nested, or always holds, is read whole in `reste`, and its cells are empty.
    """

    id: str
    libelle: str
    active: bool
    cellules: tuple[tuple[str, ...], ...]
    reste: Phrase | None
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
    colonnes: tuple[str, ...]
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
    colonnes = _colonnes(pack, mots)
    return TableRegles(
        pack.family,
        tuple(mots.fact(nom).label for nom in colonnes),
        tuple(_ligne(rule, mots, colonnes) for rule in pack.every_rule),
        tuple(_cas(rang, case, mots, echecs) for rang, case in enumerate(pack.cases)),
    )


def _colonnes(pack: Pack, mots: Vocabulary) -> tuple[str, ...]:
    """The facts that rules of one level look at, in the vocabulary's order; none where they are too many to read."""
    regardes = frozenset[str]().union(*(facts_named(part) for rule in pack.every_rule for part in _a_plat(rule.when)))
    return tuple(nom for nom in mots.facts if nom in regardes) if len(regardes) <= COLONNES_MAX else ()


def _a_plat(condition: Condition) -> tuple[Condition, ...]:
    """The comparisons that must all hold; none where the condition is nested, or always holds."""
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    plat = all(isinstance(part.part if isinstance(part, NotOf) else part, Compare) for part in parts)
    return parts if plat else ()


def _ligne(rule: Rule, mots: Vocabulary, colonnes: tuple[str, ...]) -> Ligne:
    lue, parts = regle_en_mots(rule, mots), _a_plat(rule.when) if colonnes else ()
    cellules = tuple(tuple(_cellule(part, mots) for part in parts if nom in facts_named(part)) for nom in colonnes)
    reste = None if parts else lue.condition
    return Ligne(rule.id, rule.label, not rule.disabled, cellules, reste, lue.conclusions, lue.parce_que)


def _cellule(part: Condition, mots: Vocabulary) -> str:
    """A comparison in words under the name of its fact: « est « Socle » »."""
    (nom,) = facts_named(part)
    return condition_en_mots(part, mots).texte.removeprefix(f"« {mots.fact(nom).label} » ")


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
