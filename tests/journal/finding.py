"""What verification found, in a short form."""

from pathlib import Path

from models.signing_key import Signer
from reports.verification import VerificationReport
from tests.journal.builders import EDI

SIZE = 14
"""Entries of the company's log that `filled` makes."""


def found(report: VerificationReport, log: str = EDI) -> set[str]:
    """Every fault of a log as « kind@seq »."""
    return {f"{fault.kind}@{'' if fault.seq is None else fault.seq}" for fault in report.faults if fault.log == log}


def strange_key(folder: Path) -> Signer:
    """A key that is not the installation's."""
    return Signer.generate(folder / "other")
