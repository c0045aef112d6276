"""Every view of this folder: a module attaches its own to the blueprint by being imported."""

from webapp.industriel import (
    brouillons,
    calendrier,
    comparaison,
    demandes,
    dossiers,
    equipe,
    evaluations,
    feuille_de_route,
    fiche,
    finalisation,
    initialisation,
    inscription,
    modification,
    notifications,
    parcours,
    preuves,
    produits,
    projections,
    resultats,
    tableau_de_bord,
    telechargement,
    typographie,
)
from webapp.industriel.blueprint import bp

__all__ = ["VIEWS", "bp"]

VIEWS = (
    tableau_de_bord,
    parcours,
    inscription,
    produits,
    fiche,
    initialisation,
    brouillons,
    modification,
    dossiers,
    evaluations,
    preuves,
    telechargement,
    resultats,
    comparaison,
    projections,
    feuille_de_route,
    finalisation,
    demandes,
    notifications,
    equipe,
    calendrier,
    typographie,
)
