"""How an invitation reaches its person: by mail or, where none is sent, by a link that is shown once."""

from flask import flash, session
from flask_babel import gettext as _

from models.compte import Invitation
from models.database import db
from webapp.comptes.liens import lien_invitation
from webapp.runtime import runtime

LIEN = "lien_invitation"
"""Session key: a link that is shown once, to be handed over where no mail is sent."""


def remettre(invitation: str | None) -> None:
    """Say that it leaves, or keep its link for the page that follows."""
    if runtime().settings.smtp is not None:
        flash(_("L’invitation part par courriel. Elle est valable sept jours."), "succes")
        return
    session[LIEN] = lien_invitation(db.session.get_one(Invitation, invitation))


def lien_a_remettre() -> str | None:
    """The link to show, once."""
    found: str | None = session.pop(LIEN, None)
    return found
