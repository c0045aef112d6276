"""Why a command did not happen; each carries the French sentences to show."""

from dataclasses import dataclass

from rules.decision import Decision


class Refused(Exception):
    """A command that was not carried out; nothing of it remains."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class GateRefused(Refused):
    """A rule forbids the event now; journalled, since a member asked for it."""

    def __init__(self, machine: str, event: str, sentences: tuple[str, ...]) -> None:
        super().__init__(*sentences)
        self.machine = machine
        self.event = event
        self.decisions: tuple[Decision, ...] = ()


class ValidationRefused(Refused):
    """What was entered cannot be kept; `fields` names the field of each sentence where there is one."""

    def __init__(self, *sentences: str, fields: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(*(sentences or tuple(sentence for _, sentence in fields)))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Manque:
    """One missing thing, named so that the page can lead to it."""

    critere: str
    titre: str
    quoi: str


class Incomplete(GateRefused):
    """A validation was asked for while things are missing; `manques` names each."""

    def __init__(self, refusal: GateRefused, manques: tuple[Manque, ...]) -> None:
        super().__init__(refusal.machine, refusal.event, refusal.sentences)
        self.manques = manques


class RevisionConflict(Refused):
    """Somebody else changed the same thing meanwhile."""


class Moved(RevisionConflict):
    """What was to be validated is no longer what the person saw; `manques` names each critère to read again."""

    def __init__(self, *sentences: str, manques: tuple[Manque, ...] = ()) -> None:
        super().__init__(*sentences)
        self.manques = manques


class NotFound(Refused):
    """It does not exist, or not for this person."""


class Forbidden(Refused):
    """This role may not ask for this."""


class DecisionSuspended(Refused):
    """The two engines disagree; `number` is what the person can quote."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Décision suspendue (n° {number}) : les deux moteurs de règles ne concluent pas de même.",
            "Rien n'est perdu ; les administrateurs sont prévenus. Réessayez plus tard.",
        )
        self.number = number
