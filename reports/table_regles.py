"""A pack as a decision table: a row a rule, a column a fact, what it concludes, why; its example cases."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from reports.publication_lue import paquet_de
from reports.regles import Phrase, conclusion_en_mots, condition_en_mots, fait_en_mots, regle_en_mots
from rules.cases import CaseFailure, check_cases
from rules.edition import Edition
from rules.language import AllOf, Case, Compare, Condition, NotOf, Pack, Rule, Vocabulary, facts_named
from rules.vocabulary import vocabulary

COLONNES_MAX, COLONNES_CHOISIES = 6, 3
"""Facts that a table has columns for; with more, those that most rules look at, and the rest is read beside them."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One rule as a row: a cell for each column of the table, and what fits in none.

    `reste` has the conditions on facts without a column; a condition that is nested, or always holds, is there whole.
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
    """The facts that rules of one level look at, in the vocabulary's order; the most used where they are many."""
    regardes = Counter(
        nom
        for rule in pack.every_rule
        for nom in frozenset[str]().union(*(facts_named(part) for part in _a_plat(rule.when)))
    )
    retenus = [nom for nom in mots.facts if nom in regardes]
    if len(retenus) > COLONNES_MAX:
        utiles = sorted(retenus, key=lambda nom: -regardes[nom])[:COLONNES_CHOISIES]
        retenus = [nom for nom in retenus if nom in utiles]
    return tuple(retenus)


def _a_plat(condition: Condition) -> tuple[Condition, ...]:
    """The comparisons that must all hold; none where the condition is nested, or always holds."""
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    plat = all(isinstance(part.part if isinstance(part, NotOf) else part, Compare) for part in parts)
    return parts if plat else ()


def _ligne(rule: Rule, mots: Vocabulary, colonnes: tuple[str, ...]) -> Ligne:
    lue, parts = regle_en_mots(rule, mots), _a_plat(rule.when)
    cellules = tuple(tuple(_cellule(part, mots) for part in parts if nom in facts_named(part)) for nom in colonnes)
    ailleurs = tuple(part for part in parts if facts_named(part).isdisjoint(colonnes))
    reste = _reste(ailleurs, mots) if parts else lue.condition
    return Ligne(rule.id, rule.label, not rule.disabled, cellules, reste, lue.conclusions, lue.parce_que)


def _reste(parts: tuple[Condition, ...], mots: Vocabulary) -> Phrase | None:
    """The conditions that no column has, in words."""
    if not parts:
        return None
    return condition_en_mots(parts[0] if len(parts) == 1 else AllOf(parts), mots)


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
