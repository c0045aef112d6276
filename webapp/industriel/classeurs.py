"""A questionnaire filled in offline: its workbook, and what a workbook that comes back would change, before it does."""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiels.enveloppe import TAILLE_MAX, ClasseurRefuse
from reports.classeur import classeur_evaluation, classeur_projection
from reports.classeur_lecture import lire_evaluation, lire_projection
from reports.evaluations import questionnaire_vu
from webapp.industriel.blueprint import bp
from webapp.industriel.classeur_apercu import Apercu, apercu_evaluation, apercu_projection
from webapp.industriel.documents import document_name
from webapp.industriel.evaluation_page import DRAFT, actions
from webapp.industriel.evaluations import ADDRESS as EVALUATION
from webapp.industriel.opening import OpenQuestionnaire, open_questionnaire
from webapp.industriel.projection_page import plan_actions, read_projection
from webapp.industriel.projections import ADDRESS as PROJECTION
from webapp.industriel.trails import dossier_trail
from webapp.security import INDUSTRIEL, acces
from webapp.telechargements import note_download
from workflows.handlers.commentaire import comment_faults

EVALUATIONS, PROJECTIONS = "evaluations", "projections"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFUSED = 422


@bp.get(EVALUATION + "/classeur.xlsx", defaults={"genre": EVALUATIONS})
@bp.get(PROJECTION + "/classeur.xlsx", defaults={"genre": PROJECTIONS})
@acces(*INDUSTRIEL)
def classeur_fichier(reference: int, demarche: str, genre: str, questionnaire: str) -> Response:
    """The workbook, with what is answered now."""
    opened = open_questionnaire(reference, demarche, questionnaire)
    answer = make_response(_workbook(opened, genre))
    answer.mimetype = XLSX
    name = document_name(f"{opened.sujet.libelle} {genre} {questionnaire}")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    note_download("classeur", "xlsx", opened.sujet, demarche, questionnaire=questionnaire)
    return answer


@bp.route(EVALUATION + "/classeur", methods=["GET", "POST"], defaults={"genre": EVALUATIONS})
@bp.route(PROJECTION + "/classeur", methods=["GET", "POST"], defaults={"genre": PROJECTIONS})
@acces(*INDUSTRIEL)
def classeur(reference: int, demarche: str, genre: str, questionnaire: str) -> ResponseReturnValue:
    """Where a workbook is taken and brought back; sent, it shows what would change and writes nothing."""
    opened = open_questionnaire(reference, demarche, questionnaire)
    if request.method == "GET":
        return _draw(opened, genre)
    try:
        return _draw(opened, genre, apercu=_preview(opened, genre, _received()))
    except ClasseurRefuse as refusal:
        return _draw(opened, genre, refus=str(refusal)), REFUSED


def _workbook(opened: OpenQuestionnaire, genre: str) -> bytes:
    if genre == PROJECTIONS:
        return classeur_projection(read_projection(opened))
    return classeur_evaluation(questionnaire_vu(opened.decideur, opened.sujet, opened.demarche, opened.volet))


def _received() -> bytes:
    """Raises: ClasseurRefuse."""
    sent = request.files.get("classeur")
    if sent is None or not sent.filename:
        raise ClasseurRefuse(_("Choisissez le classeur à déposer."))
    return sent.stream.read(TAILLE_MAX + 1)


def _preview(opened: OpenQuestionnaire, genre: str, contenu: bytes) -> Apercu:
    """Raises: ClasseurRefuse."""
    if genre == PROJECTIONS:
        projection = read_projection(opened)
        return apercu_projection(projection, *lire_projection(contenu, projection, comment_faults))
    vu = questionnaire_vu(opened.decideur, opened.sujet, opened.demarche, opened.volet)
    return apercu_evaluation(vu, *lire_evaluation(contenu, vu, comment_faults))


def _draw(opened: OpenQuestionnaire, genre: str, apercu: Apercu | None = None, refus: str = "") -> str:
    if genre == PROJECTIONS:
        projection = read_projection(opened)
        possible, parcours = plan_actions(projection, opened), projection.parcours
        titre = projection.questionnaire.titre
    else:
        vu = questionnaire_vu(opened.decideur, opened.sujet, opened.demarche, opened.volet)
        possible, parcours, titre = actions(vu, opened), vu.parcours, vu.questionnaire.titre
    nom = _("Remplir hors ligne : %(titre)s", titre=titre)
    return render_template(
        "industriel/classeur.html",
        opened=opened,
        genre=genre,
        titre=nom,
        editable=DRAFT in possible and possible[DRAFT].allowed,
        apercu=apercu,
        refus=refus,
        trail=dossier_trail(parcours, opened.demarche, opened.sujet, nom),
    )
