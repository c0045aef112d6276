"""The results of an evaluation: the page, its chart, and the documents that can be taken away."""

from collections.abc import Callable, Mapping

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from models.database import db
from reports.charts import graphique
from reports.pdf import resultats_pdf
from reports.results import AucuneValidation, Lecteur, Resultats
from reports.results_json import resultats_json
from reports.xlsx import resultats_xlsx
from webapp.engines import ENGINES
from webapp.industriel.blueprint import bp
from webapp.industriel.documents import document_name, fonts, one_instant, position, signed_note
from webapp.industriel.evaluations import ADDRESS
from webapp.industriel.opening import decideur_of, edition_at, open_questionnaire
from webapp.industriel.trails import dossier_trail
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces
from webapp.telechargements import note_download
from workflows.errors import NotFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what pygal writes styles itself; nothing in it may load or run anything
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@bp.get(ADDRESS + "/resultats", defaults={"numero": None})
@bp.get(ADDRESS + "/resultats/<int:numero>")
@acces(*INDUSTRIEL)
def resultats(reference: int, demarche: str, questionnaire: str, numero: int | None) -> str:
    """The last validated answers, or those of a validation of the history."""
    lus = _read(reference, demarche, questionnaire, numero)
    titre = _("Résultats de l'évaluation : %(titre)s", titre=lus.questionnaire.titre)
    trail = dossier_trail(lus.parcours, lus.demarche, lus.sujet, titre)
    return render_template("industriel/resultats.html", resultats=lus, titre=titre, trail=trail, ENGINES=ENGINES)


@bp.get(ADDRESS + "/resultats.<format>")
@acces(*INDUSTRIEL)
def resultats_fichier(reference: int, demarche: str, questionnaire: str, format: str) -> Response:  # noqa: A002 - a name of the address
    """The same as a document: json, xlsx or pdf to take away, svg for the chart; `?validation=2` for an older one."""
    if format not in FORMATS:
        raise NotFound(_("Ce format n’existe pas : choisissez pdf, xlsx ou json."))
    one_instant()
    lus = _read(reference, demarche, questionnaire, request.args.get("validation", type=int))
    if lus.validation is None:
        raise NotFound(_("Aucune réponse n’est encore validée."))
    mimetype, make = FORMATS[format]
    answer = make_response(make(lus))
    answer.mimetype = mimetype
    if format == "svg":
        answer.headers["Content-Security-Policy"] = SVG_POLICY
    else:
        answer.headers["Content-Disposition"] = f'attachment; filename="{_name(lus)}.{format}"'
        note_download("resultats", format, lus.sujet, demarche, questionnaire=questionnaire)
    return answer


def _read(reference: int, demarche: str, questionnaire: str, numero: int | None) -> Resultats:
    """The results at that address.

    Raises: NotFound.
    """
    opened = open_questionnaire(reference, demarche, questionnaire)
    lecteur = Lecteur(db.session(), edition_at, decideur_of)
    try:
        return lecteur.lire(edition(), opened.sujet, opened.demarche, opened.volet, numero)
    except AucuneValidation as absent:
        raise NotFound(_("Cette validation n’existe pas.")) from absent


def _pdf(lus: Resultats) -> bytes:
    la = position()
    return resultats_pdf(lus, fonts(), la.instant, signed_note(), la)


def _xlsx(lus: Resultats) -> bytes:
    return resultats_xlsx(lus, position())


def _json(lus: Resultats) -> bytes:
    return resultats_json(lus, signed_note(), position()).encode()


FORMATS: Mapping[str, tuple[str, Callable[[Resultats], bytes]]] = {
    "json": ("application/json", _json),
    "xlsx": (XLSX, _xlsx),
    "pdf": ("application/pdf", _pdf),
    "svg": ("image/svg+xml", graphique),
}


def _name(lus: Resultats) -> str:
    assert lus.validation is not None
    return document_name(f"{lus.sujet.libelle} {lus.questionnaire.cle} validation {lus.validation.numero}")
