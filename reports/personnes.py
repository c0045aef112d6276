"""Names of people and products, for pages that only hold their identifiers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.compte import Compte
from models.dossier import Dossier
from models.sujet import Sujet
from referentiels.catalogue import Questionnaire
from reports.listes import Critere, contient


def noms(session: Session, comptes: Iterable[str | None]) -> Mapping[str, str]:
    """The name of each account, by identifier, in one statement."""
    voulus = sorted({compte for compte in comptes if compte})
    if not voulus:
        return {}
    comptes_trouves = session.execute(select(Compte.id, Compte.nom).where(Compte.id.in_(voulus)))
    return {compte.id: compte.nom for compte in comptes_trouves}


def criteres_nommes(questionnaire: Questionnaire) -> Mapping[str, str]:
    """« A09.1 Titre » of each critère by its code: what an answer of a stratégie globale may say it depends on."""
    return {code: f"{code} {critere.titre}" for code, critere in questionnaire.criteres.items()}


@dataclass(frozen=True, slots=True)
class ProduitOption:
    """An Option product that an answer may depend on."""

    id: str
    libelle: str


def produits_option(
    session: Session, entreprise_id: str, sauf: str, choisis: Iterable[str | None] = ()
) -> tuple[ProduitOption, ...]:
    """The company's valid Option products, archived ones only where they are chosen already."""
    retenus = sorted({choisi for choisi in choisis if choisi})
    requete = (
        select(Sujet.id, Sujet.nom, Sujet.version, Sujet.reference)
        .where(
            Sujet.entreprise_id == entreprise_id,
            Sujet.type_produit == "option",
            Sujet.etat == "valide",
            Sujet.id != sauf,
            or_(Sujet.archive.is_(False), Sujet.id.in_(retenus)),
        )
        .order_by(Sujet.nom, Sujet.reference)
    )
    return tuple(
        ProduitOption(identifiant, f"{nom} - {version} - {reference}")
        for identifiant, nom, version, reference in session.execute(requete)
    )


def responsable_de(compte: InstrumentedAttribute[str | None]) -> ColumnElement[str]:
    """The name of an account, read for the rows that are shown alone: a join would be made for all that are counted."""
    return select(Compte.nom).where(Compte.id == compte).scalar_subquery()


def responsable_plie(compte: InstrumentedAttribute[str | None]) -> ColumnElement[str]:
    """That name as lists sort it."""
    return select(Compte.nom_plie).where(Compte.id == compte).scalar_subquery()


def suivi_par(entreprise_id: str) -> Critere:
    """What is found through the name of the responsable of a dossier's subject."""
    comptes = select(Compte.id).where(Compte.entreprise_id == entreprise_id)
    siens = select(Sujet.reference).where(Sujet.entreprise_id == entreprise_id)
    return lambda mot: Dossier.reference.in_(
        siens.where(Sujet.responsable_id.in_(comptes.where(contient(Compte.nom_plie, mot))))
    )
