"""The list of questionnaires of a dossier, and the window that says it is finished."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.database import db
from reports.dossiers import liste_des_questionnaires
from reports.finalisation import finalisation_de
from webapp.door import perform
from webapp.industriel.blueprint import bp
from webapp.industriel.opening import open_dossier
from webapp.industriel.sujets import REFERENCE
from webapp.industriel.trails import dossier_trail
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.commands.dossiers import FermerFinalisation

ADDRESS = f"/dossiers/{REFERENCE}/<demarche>"


@bp.get(ADDRESS)
@acces(*INDUSTRIEL)
def dossier(reference: int, demarche: str) -> str:
    """A card for each questionnaire."""
    opened = open_dossier(reference, demarche)
    liste = liste_des_questionnaires(db.session(), opened.decideur, opened.sujet, opened.demarche, acteur().role)
    return render_template(
        "industriel/dossier.html",
        liste=liste,
        finalisation=finalisation_de(db.session(), liste, str(acteur().compte_id)),
        trail=dossier_trail(liste.parcours, liste.demarche, liste.sujet),
    )


@bp.post(ADDRESS + "/finalisation/fermer")
@acces(*INDUSTRIEL)
def fermer_finalisation(reference: int, demarche: str) -> ResponseReturnValue:
    """Close the window, for oneself, until the démarche is finished anew; one that is no longer there is closed."""
    opened = open_dossier(reference, demarche)
    seen = request.form.get("finalise_le", type=datetime.fromisoformat)
    if seen is not None and seen.tzinfo is not None:
        perform(FermerFinalisation(acteur(), opened.sujet.id, demarche, seen))
    return redirect(url_for("industriel.dossier", reference=reference, demarche=demarche), 303)
