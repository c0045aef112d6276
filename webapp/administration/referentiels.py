"""« Référentiels »: the questionnaires with their versions, what changes between two, and each as a file."""

from datetime import UTC
from urllib.parse import quote

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from referentiels.exports.ciso import bibliotheque
from referentiels.exports.classeur import classeur
from referentiels.exports.oscal import catalogue
from referentiels.loading import Document
from referentiels.migration import Devenir
from reports.migration import Classe, apercu
from reports.referentiels import VersionInconnue, compagnons, difference, document, lignee, lignees, questionnaire_de
from webapp.administration.blueprint import bp
from webapp.runtime import edition, runtime
from webapp.security import acces
from workflows.errors import NotFound

CHEMIN = "/referentiels"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YAML = "application/yaml"
FORMATS = {"yaml": YAML, "xlsx": XLSX, "ciso.yaml": YAML, "oscal.json": "application/json"}
"""By the end of a file's name, what it is."""


@bp.get(CHEMIN)
@acces(Role.ADMINISTRATEUR)
def referentiels() -> str:
    """Every questionnaire, with the version that each démarche uses."""
    found = lignees(db.session(), edition().catalogue)
    return render_template("administration/referentiels.html", lignees=found)


@bp.get(CHEMIN + "/<code>")
@acces(Role.ADMINISTRATEUR)
def referentiel(code: str) -> str:
    """One questionnaire: its versions, to compare and to export."""
    try:
        found = lignee(db.session(), edition().catalogue, code)
    except VersionInconnue as unknown:
        raise _unknown() from unknown
    return render_template(
        "administration/referentiel.html",
        lignee=found,
        formats=tuple(FORMATS),
        brouillons=compagnons(db.session(), code),
    )


@bp.get(CHEMIN + "/<code>/difference")
@acces(Role.ADMINISTRATEUR)
def referentiel_difference(code: str) -> str:
    """What changes from one version to another, and what that would do to real answers."""
    avant, apres = request.args.get("avant", ""), request.args.get("apres", "")
    try:
        found = difference(db.session(), edition().catalogue, code, avant, apres)
    except VersionInconnue as unknown:
        raise _unknown() from unknown
    return render_template(
        "administration/difference.html",
        difference=found,
        comparaison=found.comparaison,
        apercu=apercu(db.session(), found.comparaison),
        Devenir=Devenir,
        Classe=Classe,
    )


@bp.get(CHEMIN + "/<genre>/<code>/<version>/fichier.<path:ending>")
@acces(Role.ADMINISTRATEUR)
def referentiel_fichier(genre: str, code: str, version: str, ending: str) -> Response:
    """One version as a file; what is no questionnaire only as YAML."""
    if ending not in FORMATS or (genre != "questionnaire" and ending != "yaml"):
        raise _unknown()
    try:
        lu = document(db.session(), genre, code, version)
    except VersionInconnue as unknown:
        raise _unknown() from unknown
    answer = make_response(_content(lu, ending))
    answer.mimetype = FORMATS[ending]
    answer.headers["Content-Disposition"] = f'attachment; filename="{quote(lu.code)}-{quote(lu.version)}.{ending}"'
    return answer


def _content(lu: Document, ending: str) -> str | bytes:
    if ending == "yaml":
        return lu.texte
    if ending == "xlsx":
        return classeur(lu.contenu)
    if ending == "ciso.yaml":
        return bibliotheque(questionnaire_de(lu))
    now = runtime().clock.now().astimezone(UTC)
    return catalogue(questionnaire_de(lu), f"{now:%Y-%m-%dT%H:%M:%SZ}")


def _unknown() -> NotFound:
    return NotFound(_("Aucun référentiel de ce nom et de cette version."))
