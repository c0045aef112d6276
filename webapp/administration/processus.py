"""« Processus »: each démarche as it goes, with the dossiers in each state; for the agency's two roles."""

from dataclasses import dataclass
from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from models.compte import Role
from models.database import db
from referentiels.catalogue import Demarche
from reports.durees import duree
from reports.processus import dossiers_par_demarche, sejours
from webapp.administration.blueprint import bp
from webapp.runtime import edition
from webapp.security import acces
from workflows.errors import NotFound
from workflows.machines.cycles import MACHINES
from workflows.machines.gate import states, steps
from workflows.processus import bpmn, svg
from workflows.processus.libelles import EVENEMENTS
from workflows.processus.plan import Plan, tracer

FIN = "finalisee"
FORMATS = {"bpmn": "application/xml", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class LigneEtat:
    """One state: the dossiers there, the median stay (None where none ended), and where it leads."""

    code: str
    nom: str
    nombre: int
    duree: str | None
    suites: tuple[tuple[str, str], ...]


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
    etats = _etats(found)
    notes = {f"{_plan(found).id}_{etat.code}": _lignes(etat) for etat in etats}
    return render_template("administration/processus_de.html", demarche=found, etats=etats, notes=notes)


@bp.get("/processus/<demarche>.<ending>")
@acces(Role.ADMINISTRATEUR, Role.AUDITEUR)
def processus_fichier(demarche: str, ending: str) -> Response:
    """The diagram as BPMN 2.0 or as SVG, with its figures."""
    if ending not in FORMATS:
        raise NotFound(_("Ce format n’existe pas : bpmn ou svg."))
    found = _demarche(demarche)
    notes = {etat.code: "\n".join(_lignes(etat)) for etat in _etats(found)}
    body = bpmn.ecrire(_plan(found), notes) if ending == "bpmn" else svg.dessiner(_plan(found), notes)
    headers = {"Content-Disposition": f'inline; filename="{found.code}.{ending}"'}
    return Response(body, mimetype=FORMATS[ending], headers=headers)


def _demarche(code: str) -> Demarche:
    """Raises: NotFound."""
    found = edition().catalogue.demarches.get(code)
    if found is None or not found.ouverte:
        raise NotFound(_("Cette démarche n’existe pas."))
    return found


def _plan(demarche: Demarche) -> Plan:
    return tracer(MACHINES[demarche.cycle], f"demarche_{demarche.code}", demarche.titre, FIN)


def _etats(demarche: Demarche) -> tuple[LigneEtat, ...]:
    machine = MACHINES[demarche.cycle]
    noms: dict[Any, str] = {str(etat.value): str(etat.name) for etat in machine.states}
    nombres = dossiers_par_demarche(db.session()).get(demarche.code, {})
    ecoules = sejours(db.session(), demarche.code)
    return tuple(
        LigneEtat(
            code,
            noms[code],
            nombres.get(code, 0),
            duree(ecoules[code].mediane) if code in ecoules else None,
            tuple((EVENEMENTS[pas.event], noms[pas.target]) for pas in steps(machine) if pas.source == code),
        )
        for code in states(machine)
    )


def _lignes(etat: LigneEtat) -> list[str]:
    nombre = ngettext("%(num)s dossier", "%(num)s dossiers", etat.nombre)
    return [nombre, _("médiane : %(duree)s", duree=etat.duree)] if etat.duree else [nombre]
