"""What every template is given: who is signed in, the navigation, French dates and the names of things."""

from collections.abc import Hashable
from datetime import date, datetime
from typing import Any

from babel.support import Translations
from flask import Flask, g
from flask_babel import Babel, format_date, format_datetime, get_translations, gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from markupsafe import Markup
from wtforms import Field

from models.compte import Role
from referentiels.palette import LIBELLES
from webapp.awaiting import attente
from webapp.navigation import home, navigation
from webapp.requests import request_id
from webapp.security import signed_in
from workflows.clock import PARIS
from workflows.clock import jour as jour_de_paris

STATUTS: dict[str, tuple[LazyString, str]] = {
    "a_completer": (lazy_gettext("À compléter"), "todo"),
    "en_cours": (lazy_gettext("En cours"), "doing"),
    "termine": (lazy_gettext("Terminé"), "done"),
    "atteint": (lazy_gettext("Atteint"), "done"),
    "non_atteint": (lazy_gettext("Non atteint"), "missed"),
    "a_revoir": (lazy_gettext("À revoir"), "doing"),
    "renvoye": (lazy_gettext("Renvoyé"), "waiting"),
    "demande": (lazy_gettext("Validation demandée"), "waiting"),
    "a_reconfirmer": (lazy_gettext("À reconfirmer"), "waiting"),
    "brouillon": (lazy_gettext("Brouillon"), "todo"),
    "brouillon_en_cours": (lazy_gettext("brouillon en cours"), "doing"),
    "verrouille": (lazy_gettext("Verrouillé"), "todo"),
    "archive": (lazy_gettext("Archivé"), "todo"),
    "obligation": (lazy_gettext("Obligatoire"), "strong"),
    "option": (lazy_gettext("Option"), "todo"),
    "recommande": (lazy_gettext("Recommandé"), "waiting"),
}
"""The word and the look of each status; translated when it is shown, not all of them each time."""

ROLES: dict[Role, LazyString] = {
    Role.CONTRIBUTEUR: lazy_gettext("Contributeur"),
    Role.RESPONSABLE: lazy_gettext("Responsable"),
    Role.ADMINISTRATEUR: lazy_gettext("Administrateur"),
    Role.AUDITEUR: lazy_gettext("Auditeur"),
}


def install_presentation(app: Flask) -> None:
    """Install French, its dates, and what templates can name."""
    app.config.update(BABEL_DEFAULT_LOCALE="fr", BABEL_DEFAULT_TIMEZONE="Europe/Paris")
    Babel(app)
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(jour=jour, instant=instant, mois=mois)
    app.jinja_env.globals.update(ROLES=ROLES, LIBELLES=LIBELLES, STATUTS=STATUTS, described=described)
    app.jinja_env.globals.update(_=translate, gettext=translate, once=once)
    app.context_processor(_common)


@pass_eval_context
def translate(context: EvalContext, message: str, **variables: object) -> str:
    """A text of a template in the language of the request, with its variables.

    Flask-Babel looks for that language at each text, which costs a page of questions half of its time.
    """
    text = _translations().ugettext(message)
    if context.autoescape:
        text = Markup(text)  # noqa: S704 - the program's own text, as Jinja's own gettext has it
    # as everywhere in Jinja, a text says « %% » for a percent sign
    return text % variables if variables or "%" in text else text


def once(drawn: dict[Hashable, str], macro: Macro, *given: Hashable) -> str:
    """What the macro draws of these values, drawn the first time and kept in `drawn`; for one page alone."""
    key = (macro.name, *given)
    if key not in drawn:
        drawn[key] = macro(*given)
    return drawn[key]


def _translations() -> Translations:
    found: Translations | None = g.get("translations")
    if found is None:
        found = g.translations = get_translations()
    return found


def ngettext(singular: str, plural: str, num: int) -> str:
    """The form that goes with a number in French, where nothing is singular; without a catalogue 0 would be plural."""
    return str(_translations().ungettext(singular, plural, max(num, 1)))


def jour(value: datetime | date) -> str:
    """« 17 mai 2022 », in Paris."""
    return str(format_date(jour_de_paris(value) if isinstance(value, datetime) else value, "d MMMM y"))


def instant(value: datetime) -> str:
    """« 17 mai 2022 à 14 h 05 », in Paris."""
    return str(format_datetime(value, "d MMMM y 'à' HH 'h' mm"))


def heure(value: datetime) -> str:
    """« 14 h 05 », in Paris."""
    return f"{value.astimezone(PARIS):%H h %M}"


def mois(value: date) -> str:
    """« 2023-01 », as the guide writes months."""
    return f"{value.year:04d}-{value.month:02d}"


def described(bound: Field, hint: object) -> dict[str, str]:
    """The attributes that tie an input to its hint and its errors."""
    parts = [f"{bound.id}-aide"] * bool(hint) + [f"{bound.id}-erreur"] * bool(bound.errors)
    attributes = {"aria-describedby": " ".join(parts)} if parts else {}
    return attributes | ({"aria-invalid": "true"} if bound.errors else {})


def _common() -> dict[str, Any]:
    return {
        "signed_in": signed_in(),
        "navigation": navigation,
        "attente": attente,
        "accueil_url": home,
        "request_id": request_id(),
    }
