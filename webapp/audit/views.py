"""The journal as auditors read it: its logs, their entries, one entry whole."""

from json import dumps

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from reports import convergence_verify
from reports.journal import JournalInconnu, ecriture, journaux, page
from webapp.security import acces
from workflows.errors import NotFound

bp = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 50


@bp.get("")
@acces(Role.AUDITEUR)
def accueil() -> str:
    """Every log, with its size and the root that its last checkpoint signs."""
    return render_template("audit/accueil.html", journaux=journaux(db.session()))


@bp.get("/journaux/<path:nom>/ecritures")
@acces(Role.AUDITEUR)
def journal(nom: str) -> str:
    """The latest entries of a log, or those before `?avant=`."""
    try:
        lue = page(db.session(), nom, request.args.get("avant", type=int), PAGE)
    except JournalInconnu as absent:
        raise NotFound(_("Ce journal n’existe pas.")) from absent
    return render_template("audit/journal.html", page=lue)


@bp.get("/journaux/<path:nom>/ecritures/<int:seq>")
@acces(Role.AUDITEUR)
def ecriture_entiere(nom: str, seq: int) -> str:
    """One entry: its body, and the values that it commits to."""
    try:
        lue = ecriture(db.session(), nom, seq)
    except JournalInconnu as absent:
        raise NotFound(_("Cette écriture n’existe pas.")) from absent
    return render_template("audit/ecriture.html", lue=lue, brut=dumps(lue.body, ensure_ascii=False, indent=2))


@bp.get("/verificateur")
@acces(Role.AUDITEUR)
def verificateur() -> Response:
    """The program that verifies exported logs without the platform: one file, to be read before it is trusted."""
    return send_file(convergence_verify.__file__, mimetype="text/x-python", as_attachment=True)
