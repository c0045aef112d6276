"""The documents that a company could take away at a moment, taken again."""

from collections.abc import Callable, Mapping
from typing import IO

from flask import Response, make_response, request
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from models.journal_reading import snapshot
from referentiels.catalogue import Volet
from reports.bundle import write_bundle
from reports.bundle_reading import LecteurDeLot, PasFinalisee
from reports.extract import NoJournal, position_at
from reports.pdf import resultats_pdf
from reports.position import note_a
from reports.results import AucuneValidation, Resultats
from reports.results_json import resultats_json
from reports.roadmap import FeuilleDeRoute
from reports.roadmap_json import feuille_json
from reports.roadmap_pdf import feuille_pdf
from reports.xlsx import resultats_xlsx
from webapp.audit.a_la_date import ADDRESS
from webapp.audit.alors import Alors, alors_de, dossier_consulte
from webapp.audit.blueprint import bp
from webapp.audit.moment import MomentIllisible
from webapp.industriel.archives import sources_of, zip_answer
from webapp.industriel.documents import document_name, fonts
from webapp.industriel.opening import decideur_of
from webapp.industriel.resultats import XLSX
from webapp.security import acces
from webapp.telechargements import note_download
from workflows.errors import NotFound


@bp.get(ADDRESS + "/<questionnaire>/<document>.<format>")
@acces(Role.AUDITEUR)
def document_a_la_date(identifiant: str, questionnaire: str, document: str, format: str) -> Response:  # noqa: A002 - a name of the address
    """The document that the company could take away then, `?validation=` an older one: the same to the byte."""
    if (document, format) not in DOCUMENTS:
        raise NotFound(_("Ce document n’existe pas : choisissez resultats ou feuille-de-route, en json, xlsx ou pdf."))
    mimetype, make = DOCUMENTS[document, format]
    dossier = dossier_consulte(identifiant)
    try:
        with alors_de(dossier) as alors:
            contenu = make(alors, alors.volet(questionnaire))
            sujet = alors.restitution.sujet
    except MomentIllisible as illisible:
        raise NotFound(str(illisible) or _("Choisissez un jour et une heure.")) from illisible
    except AucuneValidation as absente:
        raise NotFound(_("À cet instant, cette validation n’existait pas.")) from absente
    answer = make_response(contenu)
    answer.mimetype = mimetype
    name = document_name(f"{sujet.libelle} {document} {questionnaire}")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    note_download(document.replace("-", "_"), format, sujet, dossier.demarche, questionnaire=questionnaire)
    return answer


@bp.get(ADDRESS + "/resultats.zip")
@acces(Role.AUDITEUR)
def archive_a_la_date(identifiant: str) -> Response:
    """The archive of the finished démarche as the company could take it away then: the same to the byte."""
    dossier = dossier_consulte(identifiant)
    try:
        with alors_de(dossier) as alors:
            sujet = alors.restitution.sujet
            answer = zip_answer(lambda made: _archiver(alors, made), f"{sujet.libelle} {dossier.demarche} resultats")
    except MomentIllisible as illisible:
        raise NotFound(str(illisible) or _("Choisissez un jour et une heure.")) from illisible
    except (PasFinalisee, NoJournal) as absente:
        raise NotFound(_("À cet instant, la démarche n’était pas finalisée.")) from absente
    note_download("dossier", "zip", sujet, dossier.demarche)
    return answer


def _archiver(alors: Alors, file: IO[bytes]) -> None:
    lu, la = alors.restitution, alors.position
    with snapshot(db.engine) as connection:
        ou = position_at(connection, la.log, la.taille, la.agence)
        lot = LecteurDeLot(lu.session, lu.edition_at, decideur_of, ou).lire(lu.edition, lu.sujet.id, alors.demarche)
        write_bundle(file, lot, sources_of(connection))


def _resultats_json(alors: Alors, volet: Volet) -> bytes:
    note = note_a(db.session(), alors.position)
    return resultats_json(_valides(alors, volet), note, alors.position).encode()


def _resultats_xlsx(alors: Alors, volet: Volet) -> bytes:
    return resultats_xlsx(_valides(alors, volet), alors.position)


def _resultats_pdf(alors: Alors, volet: Volet) -> bytes:
    note = note_a(db.session(), alors.position)
    return resultats_pdf(_valides(alors, volet), fonts(), alors.position.instant, note, alors.position)


def _feuille_json(alors: Alors, volet: Volet) -> bytes:
    return feuille_json(_projetee(alors, volet), note_a(db.session(), alors.position), alors.position).encode()


def _feuille_pdf(alors: Alors, volet: Volet) -> bytes:
    note = note_a(db.session(), alors.position)
    return feuille_pdf(_projetee(alors, volet), fonts(), alors.position.instant, note, alors.position)


def _valides(alors: Alors, volet: Volet) -> Resultats:
    lus = alors.resultats(volet, _numero())
    if lus.validation is None:
        raise NotFound(_("À cet instant, aucune réponse n’était validée."))
    return lus


def _projetee(alors: Alors, volet: Volet) -> FeuilleDeRoute:
    feuille = alors.feuille(volet, _numero())
    if feuille.validation is None:
        raise NotFound(_("À cet instant, aucune projection n’était validée."))
    return feuille


def _numero() -> int | None:
    return request.args.get("validation", type=int)


DOCUMENTS: Mapping[tuple[str, str], tuple[str, Callable[[Alors, Volet], bytes]]] = {
    ("resultats", "json"): ("application/json", _resultats_json),
    ("resultats", "xlsx"): (XLSX, _resultats_xlsx),
    ("resultats", "pdf"): ("application/pdf", _resultats_pdf),
    ("feuille-de-route", "json"): ("application/json", _feuille_json),
    ("feuille-de-route", "pdf"): ("application/pdf", _feuille_pdf),
}
