"""Every view of this folder: a module attaches its own to the blueprint by being imported."""

from webapp.audit import journaux, piste
from webapp.audit.blueprint import bp

__all__ = ["VIEWS", "bp"]

VIEWS = (journaux, piste)
