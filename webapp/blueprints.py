"""The parts of the site, one blueprint each."""

from webapp import health, supervision
from webapp.administration import views as administration
from webapp.audit import decisions, deroulement
from webapp.audit import views as audit
from webapp.comptes import views as comptes
from webapp.industriel import views as industriel

BLUEPRINTS = (
    comptes.bp,
    health.bp,
    supervision.bp,
    industriel.bp,
    administration.bp,
    audit.bp,
    deroulement.bp,
    decisions.bp,
)
