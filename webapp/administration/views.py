"""Every view of this folder: a module attaches its own to the blueprint by being imported."""

from webapp.administration import (
    cas,
    comptes,
    entreprises,
    importer,
    moyennes,
    processus,
    publications,
    publie,
    referentiels,
    regles_entete,
    regles_table,
    simulations,
)
from webapp.administration.blueprint import bp

__all__ = ["VIEWS", "bp"]

VIEWS = (
    publie,
    publications,
    regles_table,
    regles_entete,
    cas,
    referentiels,
    importer,
    entreprises,
    comptes,
    processus,
    moyennes,
    simulations,
)
