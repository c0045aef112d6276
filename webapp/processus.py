"""A démarche as a process, with the dossiers in each state: for its page, its files and the command line."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from referentiels.catalogue import Demarche
from reports.durees import duree
from reports.processus import dossiers_par_demarche, sejours
from rules.symbols import EVENEMENTS
from workflows.machines.cycles import MACHINES
from workflows.machines.gate import states, steps
from workflows.processus import bpmn, svg
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

    @property
    def notes(self) -> list[str]:
        """What a diagram says of it, a line each."""
        nombre = ngettext("%(num)s dossier", "%(num)s dossiers", self.nombre)
        return [nombre, _("médiane : %(duree)s", duree=self.duree)] if self.duree else [nombre]


def plan_de(demarche: Demarche) -> Plan:
    """How it is drawn."""
    return tracer(MACHINES[demarche.cycle], f"demarche_{demarche.code}", demarche.titre, FIN)


def etats_de(session: Session, demarche: Demarche) -> tuple[LigneEtat, ...]:
    """Its states, the first one first; two statements."""
    machine = MACHINES[demarche.cycle]
    noms = {str(etat.value): str(etat.name) for etat in machine.states}
    nombres = dossiers_par_demarche(session).get(demarche.code, {})
    ecoules = sejours(session, demarche.code)
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


def fichier_de(session: Session, demarche: Demarche, ending: str) -> bytes:
    """The diagram as BPMN 2.0 or as SVG, with its figures."""
    notes = {etat.code: "\n".join(etat.notes) for etat in etats_de(session, demarche)}
    return (bpmn.ecrire if ending == "bpmn" else svg.dessiner)(plan_de(demarche), notes)
