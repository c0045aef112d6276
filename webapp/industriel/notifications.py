"""« Notifications »: what a person was told, read one by one or all at once."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.database import db
from reports.notifications import notifications as told
from webapp.annonces import RENVOIS, TITRES, phrase
from webapp.door import perform
from webapp.industriel.blueprint import bp
from webapp.industriel.listes import asked_list, sql_table
from webapp.runtime import edition
from webapp.security import PREVENUS, acces, acteur
from workflows.commands.notifications import LireNotifications


@bp.get("/notifications")
@acces(*PREVENUS)
def notifications() -> str:
    """What the person was told, the most recent first."""
    asked = asked_list("notifications")
    found = told(db.session(), edition().catalogue, str(acteur().compte_id), asked)
    table = sql_table("notifications", "Notifications", (), asked, found)
    return render_template(
        "industriel/notifications.html", notifications=table, TITRES=TITRES, RENVOIS=RENVOIS, phrase=phrase
    )


@bp.post("/notifications/lues")
@acces(*PREVENUS)
def notifications_lues() -> ResponseReturnValue:
    """Mark all of one's own as read."""
    perform(LireNotifications(acteur()))
    flash(_("Toutes vos notifications sont marquées comme lues."), "succes")
    return redirect(url_for("industriel.notifications"), 303)


@bp.post("/notifications/<uuid:notification>/lue")
@acces(*PREVENUS)
def notification_lue(notification: object) -> ResponseReturnValue:
    """Mark one as read."""
    perform(LireNotifications(acteur(), str(notification)))
    return redirect(url_for("industriel.notifications"), 303)
