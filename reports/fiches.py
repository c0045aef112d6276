"""The démarches of a product, by parcours, for its sheet."""

from dataclasses import dataclass

from models.snapshot import DossierSnapshot, SujetSnapshot
from referentiels.catalogue import Catalogue, Demarche, Parcours, TypeSujet
from reports.tableau_de_bord import nombre_de_questionnaires


@dataclass(frozen=True, slots=True)
class DemarcheDuProduit:
    """A démarche that the product joined."""

    demarche: Demarche
    dossier: DossierSnapshot
    questionnaires: int


@dataclass(frozen=True, slots=True)
class ParcoursDuProduit:
    """A parcours with the démarches that the product is in, those it left, and whether others can be joined."""

    parcours: Parcours
    suivies: tuple[DemarcheDuProduit, ...]
    quittees: tuple[DemarcheDuProduit, ...]
    ouvertes: bool
    a_rejoindre: bool


def parcours_de_la_fiche(catalogue: Catalogue, sujet: SujetSnapshot) -> tuple[ParcoursDuProduit, ...]:
    """Each parcours that products go through, in order."""
    return tuple(_du_produit(parcours, sujet) for parcours in catalogue.parcours if parcours.carte)


def _du_produit(parcours: Parcours, sujet: SujetSnapshot) -> ParcoursDuProduit:
    rejointes = [
        DemarcheDuProduit(
            demarche, sujet.dossiers[demarche.code], nombre_de_questionnaires(demarche, TypeSujet(sujet.type))
        )
        for demarche in parcours.demarches
        if demarche.code in sujet.dossiers
    ]
    possibles = [d for d in parcours.demarches if d.ouverte and d.volets_de(TypeSujet(sujet.type))]
    suivies = tuple(each for each in rejointes if not each.dossier.quitte)
    codes = {each.demarche.code for each in suivies}
    return ParcoursDuProduit(
        parcours,
        suivies,
        tuple(each for each in rejointes if each.dossier.quitte),
        ouvertes=bool(possibles),
        a_rejoindre=any(demarche.code not in codes for demarche in possibles),
    )
