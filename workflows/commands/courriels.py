"""What the agency asks about mails."""

from dataclasses import dataclass

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class RelancerCourriels(Command):
    """Try those again that were given up."""
