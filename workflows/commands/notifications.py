"""What is asked about notifications."""

from dataclasses import dataclass

from workflows.commands.base import Command


@dataclass(frozen=True, slots=True)
class LireNotifications(Command):
    """Mark a notification of the actor as read, or all of them where none is named."""

    notification: str | None = None


@dataclass(frozen=True, slots=True)
class ChoisirCourriels(Command):
    """Whether the actor also wants their notifications by mail."""

    courriels: bool
