"""Who gets what at each route: one row a route and method, one column a visitor. A route without a row fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tests.support.builders import ADMINISTRATEUR, AUDITEUR, AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES


class Answer(StrEnum):
    """What a visitor meets; OPEN is whatever the page says to those whom it lets in, a refused form included."""

    OPEN = "ouvert"
    SIGN_IN = "connexion"
    FORBIDDEN = "403"
    NOT_FOUND = "404"


VISITORS: Mapping[str, str | None] = {
    "anonyme": None,
    "contributeur": CONTRIBUTEUR,
    "responsable": RESPONSABLE,
    "responsable d'une autre entreprise": AUTRE,
    "administrateur": ADMINISTRATEUR,
    "auditeur": AUDITEUR,
}

OPEN, SIGN_IN, FORBIDDEN, NOT_FOUND = Answer
Row = tuple[Answer, Answer, Answer, Answer, Answer, Answer]

# columns: as VISITORS
EVERYBODY: Row = (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN)
SIGNED_IN: Row = (SIGN_IN, OPEN, OPEN, OPEN, OPEN, OPEN)
INDUSTRIELS: Row = (SIGN_IN, OPEN, OPEN, OPEN, FORBIDDEN, FORBIDDEN)
OBJECT: Row = (SIGN_IN, OPEN, OPEN, NOT_FOUND, FORBIDDEN, FORBIDDEN)
OBJECT_OF_RESPONSABLE: Row = (SIGN_IN, FORBIDDEN, OPEN, NOT_FOUND, FORBIDDEN, FORBIDDEN)
ADMINISTRATEURS: Row = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN, FORBIDDEN)
AUDITEURS: Row = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN)


@dataclass(frozen=True)
class Route:
    """One route and method; `address` and `form` may name what `objects` makes: « /produits/{sujet} »."""

    endpoint: str
    method: str
    address: str
    row: Row
    form: Mapping[str, str] = field(default_factory=dict)


def objects(site: Site) -> dict[str, str]:
    """Things of the company of CONTRIBUTEUR and RESPONSABLE, made anew for each visitor."""
    return {
        "sujet": site.produit(),
        "brouillon": site.produit(valide=False),
        "parcours": "doctrine",
        "demarche": SOCLES,
        "questionnaire": INTEROP,
        "critere": "A10.1",
    }


def evaluated(site: Site) -> dict[str, str]:
    """The reference of a product whose Interopérabilité was validated, without all its levels."""
    sujet = site.produit(nom="Évalué")
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    return {"evalue": str(site.sujet(sujet).reference)}


def get(endpoint: str, address: str, row: Row) -> Route:
    """A page."""
    return Route(endpoint, "GET", address, row)


def post(endpoint: str, address: str, row: Row, **form: str) -> Route:
    """A form."""
    return Route(endpoint, "POST", address, row, form)


SHELL = (
    get("static", "/static/css/tokens.css", EVERYBODY),
    get("sante.alive", "/sante", EVERYBODY),
    get("sante.ready", "/sante/pret", EVERYBODY),
    get("comptes.connexion", "/connexion", EVERYBODY),
    post("comptes.connexion", "/connexion", EVERYBODY),
    get("comptes.accueil", "/", SIGNED_IN),
    post("comptes.deconnexion", "/deconnexion", SIGNED_IN),
    get("comptes.mon_compte", "/mon-compte", SIGNED_IN),
    post("comptes.mon_compte", "/mon-compte", SIGNED_IN),
)

EVALUATION = "/dossiers/{evalue}/socles/evaluations/interoperabilite-2021"

DOSSIERS = (
    get("industriel.dossier", "/dossiers/{evalue}/socles", OBJECT),
    get("industriel.evaluation", EVALUATION, OBJECT),
    post("industriel.evaluation", EVALUATION, OBJECT),
    post("industriel.evaluation_evenement", EVALUATION + "/modifier", OBJECT),
    get("industriel.resultats", EVALUATION + "/resultats", OBJECT),
    get("industriel.resultats", EVALUATION + "/resultats/1", OBJECT),
    get("industriel.resultats_fichier", EVALUATION + "/resultats.json", OBJECT),
)

AGENCE = (
    get("administration.accueil", "/administration", ADMINISTRATEURS),
    get("administration.regles", "/administration/regles/verdict/doctrine-2021", ADMINISTRATEURS),
    get("audit.accueil", "/audit", AUDITEURS),
    get("audit.journal", "/audit/journaux/EDI/ecritures", AUDITEURS),
    get("audit.ecriture_entiere", "/audit/journaux/EDI/ecritures/0", AUDITEURS),
)

ROUTES: tuple[Route, ...] = (*SHELL, *DOSSIERS, *AGENCE)

BUILDERS: tuple[Callable[[Site], dict[str, str]], ...] = (objects, evaluated)
"""What makes the objects that rows name; a module of pages may add its own."""
