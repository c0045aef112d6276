"""Lines of CSV for a spreadsheet set to French: semicolons, UTF-8 with its mark, and no cell that is a formula."""

import csv
from collections.abc import Iterable
from io import StringIO

MARK = "\ufeff"
"""What tells a spreadsheet that the file is UTF-8: before the first line."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def csv_line(cells: Iterable[str]) -> str:
    """One line with its end."""
    line = StringIO()
    csv.writer(line, delimiter=";").writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
