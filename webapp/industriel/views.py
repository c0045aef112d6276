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
    versions,
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
    demandes,
    notifications,
    equipe,
    calendrier,
    versions,
    typographie,
)
