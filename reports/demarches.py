"""The page of a démarche: what there is to complete, who is in it, and the company's stratégie globale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from models.compte import Compte
from models.dossier import Dossier
from models.sujet import Sujet
from referentiels.catalogue import Catalogue, Demarche, TypeSujet, Volet
from reports.finalisation import FINALISEE
from reports.listes import Colonne, DemandeListe, Tranche, du_sujet, parmi, selon, trancher, trouver
from reports.personnes import responsable_de, responsable_plie, suivi_par
from reports.tableau_de_bord import RANGS_DES_STATUTS
from rules.avancement import Statut


@dataclass(frozen=True, slots=True)
class Theme:
    """A line of « Comment compléter cette démarche ? »."""

    titre: str
    sujet: TypeSujet
    criteres: int
    projection: bool


@dataclass(frozen=True, slots=True)
class Inscrit:
    """A product that is in the démarche; `finalise` where there are results to take away."""

    reference: int
    nom: str
    version: str
    responsable: str
    statut: str
    finalise: bool

    @property
    def libelle(self) -> str:
        """« Careoptim - v0.1 - 883 »."""
        return f"{self.nom} - {self.version} - {self.reference}"


@dataclass(frozen=True, slots=True)
class CarteStrategie:
    """The card « Stratégie globale »: before it is begun there is neither reference nor responsable."""

    id: str | None
    reference: int | None
    nom: str
    responsable: str
    questionnaires: tuple[str, ...]
    statut: str
    brouillon: bool
    qualifie: bool
    inscrite: bool
    quittee: bool
    finalisee: bool


def themes(catalogue: Catalogue, demarche: Demarche) -> tuple[Theme, ...]:
    """Each theme with what it is made of; products first."""
    return tuple(
        Theme(
            questionnaire.theme,
            sujet,
            len(volet.criteres if volet.criteres is not None else questionnaire.criteres),
            volet.projection,
        )
        for sujet in (TypeSujet.PRODUIT, TypeSujet.STRATEGIE)
        for volet in demarche.volets_de(sujet)
        for questionnaire in (catalogue.questionnaires[volet.questionnaire],)
    )


def inscrits(session: Session, entreprise_id: str, demarche: Demarche, demande: DemandeListe) -> Tranche[Inscrit]:
    """The company's products in that démarche, archived ones and those that left it aside."""
    tris: dict[str, Colonne] = {
        "reference": Dossier.reference,
        "produit": Sujet.nom_plie,
        "version": Sujet.version_plie,
        "responsable": responsable_plie(Sujet.responsable_id),
        "statut": selon(Dossier.statut, RANGS_DES_STATUTS, len(RANGS_DES_STATUTS)),
    }
    trouves = trouver(
        demande.recherche,
        du_sujet(entreprise_id),
        suivi_par(entreprise_id),
        parmi(Dossier.statut, {statut: statut for statut in RANGS_DES_STATUTS}),
    )
    siens = produits_de(entreprise_id, demarche.code)
    requete = _inscrits().where(siens, trouves)
    compte = select(func.count()).select_from(Dossier).where(siens, trouves)
    dernier = Dossier.reference.desc()
    return trancher(session, requete, demande, tris, dernier, compte=compte, presents=("reference",)).lues(_inscrit)


def produits_de(entreprise_id: str, demarche: str) -> ColumnElement[bool]:
    """The dossiers of that démarche that lists show for the company's products."""
    return and_(
        Dossier.entreprise_id == entreprise_id,
        Dossier.demarche == demarche,
        Dossier.montre == TypeSujet.PRODUIT.value,
    )


def _inscrit(row: Any) -> Inscrit:
    finalise = row.etat == FINALISEE
    return Inscrit(row.reference, row.nom, row.version, row.responsable or "", row.statut, finalise)


def _inscrits() -> Select[Any]:
    responsable = responsable_de(Sujet.responsable_id).label("responsable")
    montrees: tuple[Any, ...] = (Dossier.reference, Sujet.nom, Sujet.version, responsable)
    return select(*montrees, Dossier.statut, Dossier.etat).join(Sujet, Sujet.id == Dossier.sujet_id)


def carte_strategie(
    session: Session, catalogue: Catalogue, entreprise_id: str, demarche: Demarche
) -> CarteStrategie | None:
    """The card, None where the démarche asks nothing of a stratégie globale."""
    volets = demarche.volets_de(TypeSujet.STRATEGIE)
    if not volets:
        return None
    titres = _titres(catalogue, volets)
    row = _strategie(session, entreprise_id, demarche)
    if row is None:
        return CarteStrategie(None, None, "", "", titres, Statut.A_COMPLETER, False, False, False, False, False)
    inscrite = row.quitte is not None and not row.quitte
    return CarteStrategie(
        id=row.id,
        reference=row.reference,
        nom=row.nom,
        responsable=row.responsable or "",
        questionnaires=titres,
        statut=row.statut if inscrite else Statut.A_COMPLETER.value,
        brouillon=row.etat == "brouillon",
        qualifie=bool(row.qualification),
        inscrite=inscrite,
        quittee=bool(row.quitte),
        finalisee=inscrite and row.etat_du_dossier == FINALISEE,
    )


def _titres(catalogue: Catalogue, volets: Sequence[Volet]) -> tuple[str, ...]:
    return tuple(
        f"{passage} {catalogue.questionnaires[volet.questionnaire].titre}"
        for passage in ("Évaluation", "Projection")
        for volet in volets
        if volet.projection or passage == "Évaluation"
    )


def _strategie(session: Session, entreprise_id: str, demarche: Demarche) -> Any:
    """The company's stratégie globale with its dossier in that démarche, if any; a company has one at most."""
    montrees: tuple[Any, ...] = (Sujet.id, Sujet.reference, Sujet.nom, Sujet.etat, Sujet.qualification)
    du_dossier: tuple[Any, ...] = (Dossier.statut, Dossier.quitte, Dossier.etat.label("etat_du_dossier"))
    requete = (
        select(*montrees, Compte.nom.label("responsable"), *du_dossier)
        .outerjoin(Dossier, (Dossier.sujet_id == Sujet.id) & (Dossier.demarche == demarche.code))
        .outerjoin(Compte, Compte.id == Sujet.responsable_id)
        .where(
            Sujet.entreprise_id == entreprise_id,
            Sujet.type == TypeSujet.STRATEGIE.value,
            Sujet.etat != "abandonne",
        )
    )
    return session.execute(requete).one_or_none()
