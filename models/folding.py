"""Texts as lists compare them, sort them and are searched in them."""

from unicodedata import category, combining, normalize


def plier(texte: str) -> str:
    """A text without case, accents nor control characters."""
    lisible = "".join(c for c in texte if category(c) not in ("Cc", "Cs"))
    nu = "".join(c for c in normalize("NFKD", lisible).casefold() if not combining(c))
    return nu.replace("œ", "oe").replace("æ", "ae")
