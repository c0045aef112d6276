"""What the checks of a rule set find: each with its rule, its condition, a sentence, and a case that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from rules.explanation import worded
from rules.language import Rule, Value, Vocabulary
from rules.values import show


class Kind(StrEnum):
    """What can be wrong with rules that read well one by one."""

    JAMAIS = "jamais"
    MASQUEE = "masquee"
    CONTRADICTION = "contradiction"
    CRITERE_EXCLU = "critere_exclu"
    VERROU_CLOS = "verrou_clos"
    VERDICT_ABSENT = "verdict_absent"
    DOUBLON = "doublon"
    TROP_GRANDE = "trop_grande"
    NON_DECIDE = "non_decide"
    ILLISIBLE = "illisible"
    ABSENT = "absent"
    SANS_FIN = "sans_fin"
    REEMPLOI = "reemploi"


# a shadowed rule changes nothing of what is decided; whatever else is found does
_WARNINGS: Final = frozenset((Kind.MASQUEE,))


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `case` holds the facts that matter, as they are shown, the others being of no consequence.

    Without `rule` it is the rules of the pack together that are at fault. `known` says that it is no fault of what
    changes: it is so already in what is in effect, or takes nothing away.
    """

    kind: Kind
    pack: str
    sentence: str
    rule: str = ""
    line: int = 0
    condition: str = ""
    case: Mapping[str, str] = field(default_factory=dict)
    known: bool = False

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes it the same finding in two editions."""
        return self.kind, self.pack, self.rule, self.sentence

    @property
    def blocking(self) -> bool:
        """Whether the rules must be mended before they decide anything."""
        return self.kind not in _WARNINGS and not self.known

    @property
    def gravite(self) -> str:
        """« erreur » or « avertissement »."""
        return "erreur" if self.blocking else "avertissement"

    def to_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        return {
            "gravite": self.gravite,
            "constat": self.kind.value,
            "paquet": self.pack,
            "regle": self.rule,
            "ligne": self.line,
            "condition": self.condition,
            "phrase": self.sentence,
            "cas": dict(self.case),
            "deja": self.known,
        }

    def __str__(self) -> str:
        place = f"{self.pack}, règle {self.rule}" if self.rule else self.pack
        lines = [f"{self.gravite} : {place} : {self.sentence}"]
        if self.condition:
            lines.append(f"  condition : {self.condition}")
        if self.case:
            lines.append("  par exemple : " + " ; ".join(f"{label} = {value}" for label, value in self.case.items()))
        return "\n".join(lines)


def found(
    kind: Kind,
    pack: str,
    sentence: str,
    vocabulary: Vocabulary,
    rule: Rule | None = None,
    case: Mapping[str, Value | None] | None = None,
) -> Finding:
    """The finding, with the condition of its rule and its case in words."""
    shown = {
        vocabulary.fact(name).label: "non renseigné" if value is None else show(vocabulary.fact(name), value)
        for name, value in (case or {}).items()
    }
    if rule is None:
        return Finding(kind, pack, sentence, case=shown)
    return Finding(kind, pack, sentence, rule.id, rule.line, worded(rule.when, vocabulary), shown)
