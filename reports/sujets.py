"""One product or stratégie globale: what was said of it, and who may be its responsable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.compte import Compte
from models.dossier import Dossier
from models.lecture import dossier_snapshot, sujet_snapshot
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Catalogue, TypeSujet

TYPES_DE_PRODUIT = {"socle": "Socle", "option": "Option"}
SEPARATEUR = " - "


@dataclass(frozen=True, slots=True)
class Recapitulatif:
    """What an initialisation holds, as (label, value) pairs, in the order of its screens."""

    identification: tuple[tuple[str, str], ...]
    qualification: tuple[tuple[str, str], ...]


def lire_sujet(session: Session, critere: ColumnElement[bool]) -> SujetSnapshot | None:
    """The subject with its dossiers, without answers nor projections, in one statement."""
    requete = select(Sujet, Dossier).outerjoin(Dossier, Dossier.sujet_id == Sujet.id).where(critere)
    rows: Sequence[Any] = session.execute(requete.order_by(Dossier.demarche)).all()
    if not rows:
        return None
    return sujet_snapshot(rows[0][0], [dossier_snapshot(dossier, ()) for _, dossier in rows if dossier is not None])


def versions_de(session: Session, sujet: SujetSnapshot) -> tuple[SujetSnapshot | None, tuple[SujetSnapshot, ...]]:
    """The version before a product, and those that followed it, validated ones alone."""
    lien = (Sujet.version_de == sujet.id) | (Sujet.id == sujet.version_de)
    requete = select(Sujet).where(lien, Sujet.entreprise_id == sujet.entreprise_id, Sujet.etat == "valide")
    liees = [sujet_snapshot(row) for row in session.scalars(requete.order_by(Sujet.reference))]
    avant = next((liee for liee in liees if liee.id == sujet.version_de), None)
    return avant, tuple(liee for liee in liees if liee.version_de == sujet.id)


def comptes_actifs(session: Session, entreprise_id: str) -> Mapping[str, str]:
    """The names of a company's active accounts by identifier: who may be chosen as « Responsable »."""
    requete = select(Compte.id, Compte.nom).where(Compte.entreprise_id == entreprise_id, Compte.active)
    return {row.id: row.nom for row in session.execute(requete.order_by(Compte.nom, Compte.id))}


def nom_du_compte(session: Session, compte: str | None) -> str:
    """The name of an account, closed ones included; empty for none."""
    return session.scalar(select(Compte.nom).where(Compte.id == compte)) or "" if compte else ""


def recapitulatif(session: Session, catalogue: Catalogue, sujet: SujetSnapshot) -> Recapitulatif:
    """Both blocks of « Récapitulatif »."""
    responsable = nom_du_compte(session, sujet.responsable_id)
    return Recapitulatif(identification(sujet, responsable), qualification(catalogue, sujet))


def identification(sujet: SujetSnapshot, responsable: str) -> tuple[tuple[str, str], ...]:
    """« 1. Identification », with the labels of the guide's screens (S:755-765, S:485)."""
    certifications = SEPARATEUR.join(sujet.certifications)
    if sujet.type == TypeSujet.STRATEGIE:
        return (
            ("Nom de la stratégie globale", sujet.nom),
            ("Responsable", responsable),
            ("Certification(s)", certifications),
        )
    return (
        ("Nom du produit", sujet.nom),
        ("Version", sujet.version),
        ("Type de produit", TYPES_DE_PRODUIT.get(sujet.type_produit or "", "")),
        ("N° d'identification", sujet.nil),
        ("Responsable du produit", responsable),
        ("Description", sujet.description),
        ("Certifications", certifications),
    )


def qualification(catalogue: Catalogue, sujet: SujetSnapshot) -> tuple[tuple[str, str], ...]:
    """« 2. Qualification »: each question with the choice that was made."""
    posees = catalogue.qualifications.get(TypeSujet(sujet.type))
    choisis = (
        (question, question.choix_de(sujet.qualification.get(question.code, "")))
        for question in (posees.questions if posees is not None else ())
    )
    return tuple((f"{q.numero}. {q.libelle}", choix.libelle if choix is not None else "") for q, choix in choisis)
