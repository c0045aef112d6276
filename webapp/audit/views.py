"""Every view of this folder: a module attaches its own to the blueprint by being imported."""

from webapp.audit import a_la_date, documents_a_la_date, journaux, piste, vie
from webapp.audit.blueprint import bp

__all__ = ["VIEWS", "bp"]

VIEWS = (a_la_date, documents_a_la_date, journaux, piste, vie)
