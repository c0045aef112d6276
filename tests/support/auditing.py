"""A dossier that auditeurs look at."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.dossier import Dossier
from models.journal import JournalHead
from tests.support.builders import Site
from tests.support.planning import PLAN, projeter
from tests.workflows.plateforme import FORTES, SOCLES, Plateforme


def dossier_of(plateforme: Plateforme, sujet: str, demarche: str = SOCLES) -> str:
    """The identifier of a dossier."""
    with Session(plateforme.engine) as session:
        dossier = select(Dossier.id).where(Dossier.sujet_id == sujet, Dossier.demarche == demarche)
        return session.scalars(dossier).one()


def size_of(plateforme: Plateforme, log: str) -> int:
    """How many entries a log has."""
    with Session(plateforme.engine) as session:
        return session.scalars(select(JournalHead.size).where(JournalHead.log == log)).one()


def audited(site: Site) -> dict[str, str]:
    """A dossier whose Interopérabilité was validated and projected, and the number of the last entry about it."""
    sujet = site.produit(nom="Audité")
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    projeter(site, sujet, PLAN[0])
    return {"audite": dossier_of(site, sujet), "ecriture": str(size_of(site, "convergence/EDI") - 1)}
