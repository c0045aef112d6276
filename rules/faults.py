"""What is wrong in a file that people write, each fault with its place, as one sentence."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: where it is, the value that does not fit (perhaps empty), what was expected instead."""

    file: str
    line: int
    place: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = f", {self.place}" if self.place else ""
        wrong = f"« {self.value} » ne convient pas ; " if self.value else ""
        return f"{self.file}, ligne {self.line}{place} : {wrong}attendu : {self.expected}"


class PackInvalid(Exception):
    """The file is refused; `faults` has every reason found, in the order of the lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class FaultLog:
    """Collects the faults of one file."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, place: str, value: str, expected: str) -> None:
        """One more fault; a long value is cut."""
        shown = value if len(value) <= 80 else value[:79] + "…"
        self.faults.append(Fault(self.file, line, place, shown, expected))

    def raise_if_any(self) -> None:
        """Nothing when there is no fault. Raises: PackInvalid."""
        if self.faults:
            raise PackInvalid(tuple(sorted(self.faults, key=lambda fault: fault.line)))
