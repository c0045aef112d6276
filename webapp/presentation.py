"""What every template is given: who is signed in, the navigation, French dates and the names of things."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import Babel, format_date, format_datetime, lazy_gettext
from flask_babel.speaklater import LazyString
from wtforms import Field

from models.compte import Role
from referentiels.palette import LIBELLES
from webapp.navigation import home, navigation
from webapp.requests import request_id
from webapp.security import signed_in
from workflows.clock import jour as jour_de_paris

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
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(jour=jour, instant=instant, mois=mois)
    app.jinja_env.globals.update(ROLES=ROLES, LIBELLES=LIBELLES, described=described)
    app.context_processor(_common)


def jour(value: datetime | date) -> str:
    """« 17 mai 2022 », in Paris."""
    return str(format_date(jour_de_paris(value) if isinstance(value, datetime) else value, "d MMMM y"))


def instant(value: datetime) -> str:
    """« 17 mai 2022 à 14 h 05 », in Paris."""
    return str(format_datetime(value, "d MMMM y 'à' HH 'h' mm"))


def mois(value: date) -> str:
    """« 2023-01 », as the guide writes months."""
    return f"{value.year:04d}-{value.month:02d}"


def described(bound: Field, hint: object) -> dict[str, str]:
    """The attributes that tie an input to its hint and its errors."""
    parts = [f"{bound.id}-aide"] * bool(hint) + [f"{bound.id}-erreur"] * bool(bound.errors)
    attributes = {"aria-describedby": " ".join(parts)} if parts else {}
    return attributes | ({"aria-invalid": "true"} if bound.errors else {})


def _common() -> dict[str, Any]:
    return {"signed_in": signed_in(), "navigation": navigation, "accueil_url": home, "request_id": request_id()}
