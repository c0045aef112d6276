"""The roadmap of a projection: the page, its time line, and the documents that can be taken away."""

from collections.abc import Callable, Mapping

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from models.database import db
from reports.results import AucuneValidation
from reports.roadmap import FeuilleDeRoute
from reports.roadmap_chart import frise
from reports.roadmap_json import feuille_json
from reports.roadmap_pdf import feuille_pdf
from reports.roadmap_reading import LecteurDeRoute
from reports.roadmap_steps import SUITES, colonnes
from webapp.engines import ENGINES
from webapp.industriel.blueprint import bp
from webapp.industriel.documents import document_name, fonts, one_instant, position, signed_note
from webapp.industriel.opening import decideur_of, edition_at, open_questionnaire
from webapp.industriel.projection_page import read_projection
from webapp.industriel.projections import ADDRESS
from webapp.industriel.resultats import SVG_POLICY
from webapp.industriel.trails import dossier_trail
from webapp.runtime import edition, runtime
from webapp.security import INDUSTRIEL, acces
from webapp.telechargements import note_download
from workflows.clock import jour
from workflows.errors import NotFound


@bp.get(ADDRESS + "/feuille-de-route", defaults={"numero": None})
@bp.get(ADDRESS + "/feuille-de-route/<int:numero>")
@acces(*INDUSTRIEL)
def feuille_de_route(reference: int, demarche: str, questionnaire: str, numero: int | None) -> str:
    """The last validated projection, or that of a validation of the history."""
    feuille = _read(reference, demarche, questionnaire, numero)
    return render_template(
        "industriel/feuille_de_route.html",
        feuille=feuille,
        colonnes=colonnes(etape for ligne in feuille.lignes() for etape in ligne.etapes),
        SUITES=SUITES,
        ENGINES=ENGINES,
        trail=dossier_trail(feuille.parcours, feuille.demarche, feuille.sujet, feuille.titre),
    )


@bp.get(ADDRESS + "/feuille-de-route.<format>")
@acces(*INDUSTRIEL)
def feuille_de_route_fichier(reference: int, demarche: str, questionnaire: str, format: str) -> Response:  # noqa: A002 - a name of the address
    """The same as a document: pdf or json to take away, svg for the time line; `?validation=2` for an older one."""
    if format not in FORMATS:
        raise NotFound(_("Ce format n’existe pas : choisissez pdf ou json."))
    one_instant()
    feuille = _read(reference, demarche, questionnaire, request.args.get("validation", type=int))
    if feuille.validation is None:
        raise NotFound(_("Aucune projection n’est encore validée."))
    mimetype, make = FORMATS[format]
    answer = make_response(make(feuille))
    answer.mimetype = mimetype
    if format == "svg":
        answer.headers["Content-Security-Policy"] = SVG_POLICY
    else:
        name = document_name(f"{feuille.sujet.libelle} feuille de route {feuille.questionnaire.cle}")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{feuille.validation.numero}.{format}"'
        note_download("feuille_de_route", format, feuille.sujet, demarche, questionnaire=questionnaire)
    return answer


def _read(reference: int, demarche: str, questionnaire: str, numero: int | None) -> FeuilleDeRoute:
    """The roadmap at that address.

    Raises: NotFound.
    """
    opened = open_questionnaire(reference, demarche, questionnaire)
    read_projection(opened)
    lecteur = LecteurDeRoute(db.session(), edition_at, decideur_of, jour(runtime().clock.now()))
    try:
        return lecteur.lire(edition(), opened.sujet, opened.demarche, opened.volet, numero)
    except AucuneValidation as absent:
        raise NotFound(_("Cette validation n’existe pas.")) from absent


def _pdf(feuille: FeuilleDeRoute) -> bytes:
    la = position()
    return feuille_pdf(feuille, fonts(), la.instant, signed_note(), la)


def _json(feuille: FeuilleDeRoute) -> bytes:
    return feuille_json(feuille, signed_note(), position()).encode()


FORMATS: Mapping[str, tuple[str, Callable[[FeuilleDeRoute], bytes]]] = {
    "json": ("application/json", _json),
    "pdf": ("application/pdf", _pdf),
    "svg": ("image/svg+xml", frise),
}
