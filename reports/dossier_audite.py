"""A dossier of any company, found by its identifier."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.compte import Entreprise
from models.dossier import Dossier
from models.log import company_log
from models.sujet import Sujet


@dataclass(frozen=True, slots=True)
class DossierAudite:
    """One démarche of one subject, whose log it is in, and how both are named now."""

    id: str
    sujet: str
    demarche: str
    libelle: str
    entreprise: str
    log: str


def dossier_audite(session: Session, identifiant: str) -> DossierAudite | None:
    """The dossier of that identifier; None where there is none."""
    requete = (
        select(Dossier, Sujet, Entreprise)
        .join(Sujet, Sujet.id == Dossier.sujet_id)
        .join(Entreprise, Entreprise.id == Sujet.entreprise_id)
        .where(Dossier.id == identifiant)
    )
    row = session.execute(requete).one_or_none()
    if row is None:
        return None
    dossier, sujet, entreprise = row
    nom = " - ".join(part for part in (sujet.nom, sujet.version, str(sujet.reference or "")) if part)
    libelle = "Stratégie globale" if sujet.type == "strategie" else nom
    return DossierAudite(
        dossier.id, sujet.id, dossier.demarche, libelle, entreprise.nom, company_log(entreprise.reference)
    )


def dossiers_de(session: Session, sujet: str) -> dict[str, str]:
    """The dossiers of a subject: identifiers by démarche."""
    rows = session.execute(select(Dossier.demarche, Dossier.id).where(Dossier.sujet_id == sujet))
    return {row.demarche: row.id for row in rows}
