"""A figure beside its peer or its limit, and the table they make."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

COLUMNS = ("figure", "value", "unit", "beside", "its value", "ratio", "to reach", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure; `ratio` is the value over the peer's, `target` is what it has to reach, in words."""

    name: str
    value: float
    unit: str
    beside: str
    beside_value: float | None
    ratio: float | None
    target: str
    ok: bool

    def to_json(self) -> dict[str, Any]:
        """The figure as plain JSON values."""
        return asdict(self)


def compared(name: str, value: float, unit: str, beside: str, beside_value: float, at_most: float) -> Figure:
    """A figure that may be so many times its peer's."""
    ratio = value / beside_value
    return Figure(name, value, unit, beside, beside_value, ratio, f"≤ {at_most:g} ×", ratio <= at_most)


def bounded(name: str, value: float, unit: str, at_most: float) -> Figure:
    """A figure that has a limit and no peer."""
    return Figure(name, value, unit, "", None, None, f"≤ {at_most:g} {unit}", value <= at_most)


def reaching(name: str, value: float, unit: str, at_least: float) -> Figure:
    """A figure that is to be large."""
    return Figure(name, value, unit, "", None, None, f"≥ {at_least:g} {unit}", value >= at_least)


def table(figures: Sequence[Figure]) -> str:
    """The figures, one a line."""
    rows = [COLUMNS, *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        _number(figure.value),
        figure.unit,
        figure.beside,
        _number(figure.beside_value),
        _number(figure.ratio),
        figure.target,
        "ok" if figure.ok else "MISSED",
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.3g}"
