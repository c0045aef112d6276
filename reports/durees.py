"""How long something took, in French and in its two largest units: « 3 j 4 h », « 12 min »."""

from typing import Final

_UNITS: Final = (("j", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def duree(seconds: float) -> str:
    """The duration, what is below its second unit dropped; « moins d’une seconde » where nothing is left."""
    left, parts = round(seconds), list[str]()
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return " ".join(parts) or "moins d’une seconde"
