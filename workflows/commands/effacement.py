"""What is asked where a person's data have to go."""

from dataclasses import dataclass

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class EffacerPersonne(Command):
    """Empty what the journal and the tables hold of a person whose account is closed; with `textes`, what they wrote.

    `confirmation` is the code of what was announced: anything else to erase, and nothing is.
    """

    compte: str
    textes: bool
    confirmation: str
