"""Noting that an auditeur opens what a company did: once a session for each dossier."""

from uuid import uuid4

from flask import session

from webapp.door import perform
from webapp.security import acteur
from workflows.commands.consultations import ConsulterDossier

VISITE = "visite"
"""Where the session keeps the random name of its consultations."""


def consulter(sujet: str, dossier: str | None = None) -> None:
    """Note it before anything is shown: what cannot be noted is not shown.

    Raises: NotFound where there is no such thing.
    """
    visite = session.setdefault(VISITE, uuid4().hex)
    perform(ConsulterDossier(acteur(), sujet, visite, dossier))
