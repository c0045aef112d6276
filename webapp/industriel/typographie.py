"""French spacing of running text (what a line must not begin or end with), and elision before a name."""

import re
from functools import lru_cache
from unicodedata import normalize

from markupsafe import Markup

from webapp.industriel.blueprint import bp

_ELIDES = re.compile(r"[aeiouh]|y(?![aeiou])", re.IGNORECASE)
_SPACES = re.compile(r"(?<=«) | (?=[»:;?!])")


@bp.app_template_filter("insecables")
def insecables(text: object) -> str:
    """The text with no-break spaces inside « » and before : ; ? !; escaped text stays so."""
    spaced = _spaced(str(text))
    return Markup(spaced) if isinstance(text, Markup) else spaced  # noqa: S704 - it was markup before


@lru_cache(maxsize=2048)
def _spaced(text: str) -> str:
    # most are texts of questionnaires, the same on every page
    return _SPACES.sub("\u00a0", text)


@bp.app_template_filter("de")
def de(nom: str) -> str:
    """« de Camille », « d’Yves », « d’Hélène », « de Yann »."""
    plain = normalize("NFKD", nom)
    return f"d’{nom}" if _ELIDES.match(plain) else f"de {nom}"
