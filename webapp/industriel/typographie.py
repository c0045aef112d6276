"""French spacing of running text: what a line must not begin or end with."""

import re

from markupsafe import Markup

from webapp.industriel.blueprint import bp

_SPACES = re.compile(r"(?<=«) | (?=[»:;?!])")


@bp.app_template_filter("insecables")
def insecables(text: str) -> str:
    """The text with no-break spaces inside « » and before : ; ? !; escaped text stays so."""
    spaced = _SPACES.sub("\u00a0", text)
    return Markup(spaced) if isinstance(text, Markup) else spaced  # noqa: S704 - it was markup before
