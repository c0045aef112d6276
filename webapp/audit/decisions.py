"""« Pourquoi ? » and « pourquoi pas ? » of one recorded decision."""

from datetime import datetime

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from models.editions import documents, en_vigueur
from reports.decisions import decision_lue
from reports.decisions_answers import answers_of_verdict
from reports.journal import JournalInconnu
from reports.results import Lecteur
from rules.edition import Edition, edition_digest
from webapp.audit.consultation import consulter
from webapp.engines import ENGINES
from webapp.industriel.opening import decideur_of, edition_at
from webapp.runtime import edition, runtime
from webapp.security import acces
from workflows.errors import NotFound

bp = Blueprint("decisions", __name__, url_prefix="/audit")


@bp.get("/journaux/<path:nom>/ecritures/<int:seq>/decisions/<int:index>")
@acces(Role.AUDITEUR)
def decision(nom: str, seq: int, index: int) -> str:
    """What fired and on which facts, why nothing else did, and the least that would have changed it."""
    try:
        lue = decision_lue(db.session(), edition_of, nom, seq, index, request.args.get("cas"))
    except JournalInconnu as absent:
        raise NotFound(_("Cette décision n’existe pas, ou ses valeurs ont été effacées.")) from absent
    if "sujet" in lue.objets:
        consulter(lue.objets["sujet"], lue.objets.get("dossier"))
    autrement = None
    if lue.famille == "verdict":
        lecteur = Lecteur(db.session(), edition_at, decideur_of)
        sujet = lue.flux.removeprefix("sujet/")
        autrement = answers_of_verdict(db.session(), lecteur, edition(), sujet, lue.document)
    return render_template(
        "audit/decision.html", lue=lue, autrement=autrement, nom=nom, seq=seq, index=index, ENGINES=ENGINES
    )


def edition_of(instant: datetime) -> Edition:
    """What was published at that instant."""
    designations = en_vigueur(db.session(), instant)
    return runtime().editions.get(edition_digest(designations), lambda: documents(db.session(), designations))
