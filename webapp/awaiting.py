"""What awaits the person signed in, for the header and the menu: asked of the database once a request."""

from flask import g

from models.compte import Role
from models.database import db
from reports.notifications import EnAttente, en_attente
from webapp.security import PREVENUS, signed_in
from workflows.commands.base import Acteur


def attente() -> EnAttente:
    """How many notifications are unread and requests to be validated; none for auditeurs."""
    who, compte = signed_in(), g.get("acteur")
    if who is None or who.role not in PREVENUS or not isinstance(compte, Acteur):
        return EnAttente()
    if "attente" not in g:
        responsable = who.role is Role.RESPONSABLE
        g.attente = en_attente(db.session(), str(compte.compte_id), str(compte.entreprise_id), responsable=responsable)
    found: EnAttente = g.attente
    return found
