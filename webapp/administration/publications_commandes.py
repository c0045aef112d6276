"""From the buttons of a version's page to the commands that they ask for."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from workflows.commands.base import Acteur
from workflows.commands.publications import (
    AbandonnerBrouillon,
    AnnulerModification,
    ApprouverPublication,
    PublicationCommand,
    PublierVersion,
    RenvoyerBrouillon,
    RetablirModification,
    RetirerPublication,
    SoumettreBrouillon,
    TesterBrouillon,
    VerifierBrouillon,
)
from workflows.errors import ValidationRefused

Form = Mapping[str, str]

ACTIONS: Mapping[str, Callable[..., PublicationCommand]] = {
    "verifier": VerifierBrouillon,
    "tester": TesterBrouillon,
    "soumettre": SoumettreBrouillon,
    "approuver": ApprouverPublication,
    "renvoyer": RenvoyerBrouillon,
    "publier": PublierVersion,
    "retirer": RetirerPublication,
    "abandonner": AbandonnerBrouillon,
    "annuler": AnnulerModification,
    "retablir": RetablirModification,
}
"""By the last part of the address."""


def action(faire: str, acteur: Acteur, identifiant: str, form: Form) -> PublicationCommand:
    """The command of a button. Raises: ValidationRefused for a date that is none."""
    more: dict[str, Any] = {}
    if faire == "renvoyer":
        more["motif"] = form.get("motif", "")
    if faire == "publier":
        more["effet_le"] = _date(form.get("effet_le", ""))
    return ACTIONS[faire](acteur, identifiant, form.get("digest_vu", ""), **more)


def _date(texte: str) -> date | None:
    if not texte.strip():
        return None
    try:
        return date.fromisoformat(texte.strip())
    except ValueError as error:
        raise ValidationRefused(fields=(("effet_le", _("La date d’effet s’écrit AAAA-MM-JJ.")),)) from error
