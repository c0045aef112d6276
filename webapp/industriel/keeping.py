"""Keeping what was typed in an evaluation or in a projection; what cannot be kept comes back with the reason."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from webapp.errors import refusal_code
from webapp.industriel.asking import Trouble
from webapp.industriel.sent import Sent, with_errors
from workflows.errors import Forbidden, NotFound, Refused, ValidationRefused
from workflows.outcome import Conflit, ConflitProjection, Outcome

Contested = TypeVar("Contested", Conflit, ConflitProjection)


@dataclass(frozen=True, slots=True)
class Saved(Generic[Sent, Contested]):
    """What became of an entry; `written` is false where nothing had changed, `revisions` are those of what was sent."""

    written: bool = False
    conflits: tuple[Contested, ...] = ()
    trouble: Trouble[Sent] | None = None
    revisions: Mapping[str, int] = field(default_factory=dict)


def attempt(
    champs: Mapping[str, Sent], write: Callable[[], Outcome], shown: Callable[[], Container[str]]
) -> Outcome | Trouble[Sent]:
    """Write what was changed, or say what keeps it from being written; `shown` are the critères that have fields.

    Raises: NotFound, Forbidden.
    """
    try:
        return write()
    except (NotFound, Forbidden):
        raise
    except ValidationRefused as refusal:
        marked, elsewhere = with_errors(champs, refusal.fields, shown())
        return Trouble(elsewhere, champs=marked)
    except Refused as refusal:
        unsaved = tuple(un for un in champs.values() if un.modifies)
        return Trouble(refusal.sentences, unsaved=unsaved, champs=champs, status=refusal_code(refusal))
