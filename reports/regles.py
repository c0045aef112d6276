"""Rules in plain French: conditions as an indented list, conclusions as sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from referentiels.palette import LIBELLES
from reports.wording import VERDICTS
from rules.language import AllOf, AnyOf, Compare, Conclusion, Condition, Fact, FactType, NotOf, Rule, Value, Vocabulary
from rules.values import show

_ORDRE: Final = {"lt": "est inférieur à", "le": "est au plus", "gt": "est supérieur à", "ge": "est au moins"}
_DATES: Final = {"lt": "est avant", "le": "est au plus tard", "gt": "est après", "ge": "est au plus tôt"}
_MANQUES: Final = {
    "reponse": "une réponse",
    "commentaire": "un commentaire",
    "preuve": "une preuve",
    "date": "une date",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A condition in words; `parties` are what it holds together, empty for a single comparison."""

    texte: str
    parties: tuple["Phrase", ...] = ()


@dataclass(frozen=True, slots=True)
class RegleEnMots:
    """A rule as anybody can read it."""

    id: str
    libelle: str
    condition: Phrase
    conclusions: tuple[str, ...]
    parce_que: str


def regle_en_mots(rule: Rule, vocabulary: Vocabulary) -> RegleEnMots:
    """The rule in words."""
    conclusions = tuple(conclusion_en_mots(conclusion) for conclusion in _regroupees(rule.then))
    return RegleEnMots(rule.id, rule.label, condition_en_mots(rule.when, vocabulary), conclusions, rule.because)


def condition_en_mots(condition: Condition, vocabulary: Vocabulary) -> Phrase:
    """The condition in words."""
    match condition:
        case Compare():
            return Phrase(_comparaison(condition, vocabulary))
        case NotOf(part=Compare() as part):
            return Phrase(_negation(part, vocabulary))
        case NotOf(part=part):
            return Phrase("Il est faux que :", (condition_en_mots(part, vocabulary),))
        case AllOf(parts=()):
            return Phrase("Toujours")
        case AllOf(parts=parts):
            return Phrase("Toutes ces conditions :", tuple(condition_en_mots(part, vocabulary) for part in parts))
        case AnyOf(parts=parts):
            return Phrase("Au moins une de ces conditions :", tuple(condition_en_mots(p, vocabulary) for p in parts))


def fait_en_mots(vocabulary: Vocabulary, name: str, value: Value | None) -> tuple[str, str]:
    """The label of a fact and its value in words; a fact that the vocabulary no longer has keeps its own name."""
    fact = vocabulary.facts.get(name)
    if fact is None:
        return name, "non renseigné" if value is None else str(value)
    return fact.label, "non renseigné" if value is None else show(fact, value)


def _comparaison(compare: Compare, vocabulary: Vocabulary) -> str:
    fact = vocabulary.fact(compare.fact)
    sujet = f"« {fact.label} »"
    if compare.op in ("known", "unknown"):
        return f"{sujet} {'est renseigné' if compare.op == 'known' else 'n’est pas renseigné'}"
    valeurs = _valeurs(fact, compare)
    if compare.op in ("eq", "in"):
        return f"{sujet} est {valeurs}"
    if compare.op in ("ne", "not_in"):
        return f"{sujet} est renseigné et n’est pas {valeurs}"
    mots = _DATES if fact.type in (FactType.MONTH, FactType.DATE) else _ORDRE
    return f"{sujet} {mots[compare.op]} {valeurs}"


def _negation(compare: Compare, vocabulary: Vocabulary) -> str:
    """Exactly: a comparison that is not true is also one on a fact that is unknown."""
    sujet = f"« {vocabulary.fact(compare.fact).label} »"
    if compare.op in ("known", "unknown"):
        return f"{sujet} {'n’est pas renseigné' if compare.op == 'known' else 'est renseigné'}"
    if compare.op in ("eq", "in"):
        return f"{sujet} n’est pas {_valeurs(vocabulary.fact(compare.fact), compare)}, ou n’est pas renseigné"
    if compare.op in ("ne", "not_in"):
        return f"{sujet} est {_valeurs(vocabulary.fact(compare.fact), compare)}, ou n’est pas renseigné"
    return f"Il est faux que {_comparaison(compare, vocabulary)}"


def _valeurs(fact: Fact, compare: Compare) -> str:
    valeurs = compare.value if isinstance(compare.value, tuple) else (compare.value,)
    return " ou ".join(f"« {show(fact, valeur)} »" for valeur in valeurs if valeur is not None)


def _regroupees(conclusions: tuple[Conclusion, ...]) -> Iterator[Conclusion]:
    """Conclusions of one verb on several critères said once, their codes listed."""
    groupes: dict[tuple[str, str | int | None, int], list[str]] = {}
    for conclusion in conclusions:
        groupes.setdefault((conclusion.verb, conclusion.value, conclusion.order), []).append(conclusion.target)
    for (verb, value, order), cibles in groupes.items():
        yield Conclusion(verb, ", ".join(cible for cible in cibles if cible), value, order)


def conclusion_en_mots(conclusion: Conclusion) -> str:
    """What a rule concludes, as a sentence."""
    valeur = str(conclusion.value)
    match conclusion.verb:
        case "non_applicable":
            return f"Ne s’applique pas : {conclusion.target}"
        case "verrouille":
            return f"Verrouillé non applicable : {conclusion.target}"
        case "recommande":
            return f"Niveau recommandé de {conclusion.target} : {LIBELLES.get(valeur, valeur)}"
        case "interdit":
            return f"Interdit, avec cette phrase : « {valeur} »"
        case "manque":
            return f"Il manque {_MANQUES.get(valeur, valeur)}"
        case "verdict":
            return f"Verdict : {'Atteint le (dernière échéance)' if valeur == 'atteint_le' else VERDICTS[valeur]}"
        case "conseil":
            return f"Conseil (ordre {conclusion.order}) : {valeur}"
        case _:
            return f"{conclusion.verb} : {conclusion.target} {valeur}"
