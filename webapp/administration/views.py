"""Every view of this folder: a module attaches its own to the blueprint by being imported."""

from webapp.administration import comptes, entreprises, importer, processus, publie, referentiels
from webapp.administration.blueprint import bp

__all__ = ["VIEWS", "bp"]

VIEWS = (publie, referentiels, importer, entreprises, comptes, processus)
