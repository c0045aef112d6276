"""« Processus »: each démarche as it goes, with the dossiers in each state; for the agency's two roles."""

from flask import Response, render_template
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from referentiels.catalogue import Demarche
from reports.processus import dossiers_par_demarche
from webapp.administration.blueprint import bp
from webapp.processus import FORMATS, etats_de, fichier_de, plan_de
from webapp.runtime import edition
from webapp.security import acces
from workflows.errors import NotFound


@bp.get("/processus")
@acces(Role.ADMINISTRATEUR, Role.AUDITEUR)
def processus() -> str:
    """Every démarche that is open, with its dossiers."""
    nombres = {code: sum(etats.values()) for code, etats in dossiers_par_demarche(db.session()).items()}
    demarches = [demarche for demarche in edition().catalogue.demarches.values() if demarche.ouverte]
    return render_template("administration/processus.html", demarches=demarches, nombres=nombres)


@bp.get("/processus/<demarche>")
@acces(Role.ADMINISTRATEUR, Role.AUDITEUR)
def processus_de(demarche: str) -> str:
    """One démarche as a diagram, and the same as a table."""
    found = _demarche(demarche)
    etats = etats_de(db.session(), found)
    notes = {f"{plan_de(found).id}_{etat.code}": etat.notes for etat in etats}
    return render_template("administration/processus_de.html", demarche=found, etats=etats, notes=notes)


@bp.get("/processus/<demarche>.<ending>")
@acces(Role.ADMINISTRATEUR, Role.AUDITEUR)
def processus_fichier(demarche: str, ending: str) -> Response:
    """The diagram as BPMN 2.0 or as SVG, with its figures."""
    if ending not in FORMATS:
        raise NotFound(_("Ce format n’existe pas : bpmn ou svg."))
    found = _demarche(demarche)
    headers = {"Content-Disposition": f'attachment; filename="{found.code}.{ending}"'}
    return Response(fichier_de(db.session(), found, ending), mimetype=FORMATS[ending], headers=headers)


def _demarche(code: str) -> Demarche:
    """Raises: NotFound."""
    found = edition().catalogue.demarches.get(code)
    if found is None or not found.ouverte:
        raise NotFound(_("Cette démarche n’existe pas."))
    return found
