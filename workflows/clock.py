"""Where instants come from; nothing else in the project asks the system for the time."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Gives the current instant, aware and in UTC."""

    def now(self) -> datetime:
        """The current instant in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The current instant in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that somebody sets: the demonstration lives in 2022, tests live when they like."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """The instant that was set last."""
        return self.instant


def jour(instant: datetime) -> date:
    """The civil day of an instant in Paris."""
    return instant.astimezone(PARIS).date()
