"""Asking for an event of an evaluation or of a projection, and what is told to the person where it does not happen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.door import perform
from webapp.errors import refusal_code
from webapp.industriel.sent import Sent
from workflows.commands.base import Command
from workflows.errors import Forbidden, Incomplete, Manque, Moved, NotFound, Refused
from workflows.handlers.commentaire import COMMENTAIRE_MAX, has_control

MOTIF = "motif"
"""The field of the reason of a sending back."""

DONE = {
    "demander": _l("La validation du questionnaire est demandée."),
    "reprendre": _l("Vous avez repris votre demande : le questionnaire peut de nouveau être modifié."),
    "renvoyer": _l("Le questionnaire est renvoyé avec votre motif."),
    "valider": _l("Le questionnaire est validé."),
    "modifier": _l("Un nouveau brouillon est ouvert ; la dernière réponse validée reste la réponse officielle."),
}
SAVED = _l("Brouillon enregistré.")
UNCHANGED = _l("Tout est déjà enregistré : il n’y a rien à enregistrer de plus.")
GIVEN = ("demander", "valider")
"""Events that are about the answers as the page showed them."""
STAYS = ("modifier", "reprendre")
"""Events after which the person goes on with the questionnaire; the others lead back to the list."""


@dataclass(frozen=True, slots=True)
class Trouble(Generic[Sent]):
    """Why the page comes back: sentences, things to see to, and what was typed and could not be kept.

    `incomplet` where the things to see to are missing ones; `champ` is the field that the sentences lead to, if any.
    """

    sentences: tuple[str, ...] = ()
    manques: tuple[Manque, ...] = ()
    unsaved: tuple[Sent, ...] = ()
    champs: Mapping[str, Sent] | None = None
    motif: str = ""
    champ: str = ""
    incomplet: bool = False
    status: int = 422


def ask(evenement: str, given: Mapping[str, Any], make: Callable[..., Command]) -> Trouble[Any] | None:
    """Ask for the event; what keeps it from happening, if anything does.

    `make` makes its command: with the reason where it sends back, with `given` where it is about what was shown.
    Raises: NotFound, Forbidden.
    """
    motif = request.form.get(MOTIF, "")
    if evenement == "renvoyer" and _unwritable(motif):
        return Trouble(
            (_("Le motif est trop long, ou contient des caractères de contrôle."),), motif=motif, champ=MOTIF
        )
    more = {"motif": motif} if evenement == "renvoyer" else given if evenement in GIVEN else {}
    try:
        perform(make(**more))
    except (NotFound, Forbidden):
        raise
    except Incomplete as refusal:
        return Trouble(refusal.sentences, refusal.manques, incomplet=True)
    except Moved as refusal:
        return Trouble(refusal.sentences, refusal.manques, status=refusal_code(refusal))
    except Refused as refusal:
        champ = MOTIF if evenement == "renvoyer" and not motif.strip() else ""
        return Trouble(refusal.sentences, motif=motif, champ=champ, status=refusal_code(refusal))
    return None


def _unwritable(motif: str) -> bool:
    return len(motif) > COMMENTAIRE_MAX or has_control(motif.replace("\r\n", "\n"), multiline=True)
