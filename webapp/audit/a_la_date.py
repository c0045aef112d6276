"""« Voir à une date »: what the company saw of a dossier at a moment, read-only, under the rules of that moment."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from referentiels.catalogue import Demarche, Volet
from reports.dossier_audite import DossierAudite, dossier_audite
from reports.dossiers import liste_des_questionnaires
from reports.evaluations import questionnaire_vu
from reports.pdf import resultats_pdf
from reports.personnes import noms
from reports.position import PositionDuJournal, note_a
from reports.projections import projection_vue
from reports.restitution import Restitution, RienACetInstant, restituer
from reports.results import Lecteur, Resultats
from reports.results_json import resultats_json
from reports.roadmap import FeuilleDeRoute
from reports.roadmap_json import feuille_json
from reports.roadmap_pdf import feuille_pdf
from reports.roadmap_reading import LecteurDeRoute
from reports.roadmap_steps import SUITES, colonnes
from reports.sujets import recapitulatif
from reports.xlsx import resultats_xlsx
from webapp.audit.blueprint import bp
from webapp.audit.consultation import consulter
from webapp.audit.moment import MomentIllisible, adresse_de, moment_demande, saisie
from webapp.engines import ENGINES
from webapp.industriel.documents import document_name, fonts
from webapp.industriel.opening import decideur_of
from webapp.industriel.resultats import XLSX
from webapp.runtime import runtime
from webapp.security import acces
from webapp.telechargements import note_download
from workflows.clock import jour
from workflows.errors import NotFound

ADDRESS = "/dossiers/<identifiant>/a-la-date"
REFUSED = 422


@dataclass(frozen=True)
class Alors:
    """A dossier at a position, and the démarche as it was published then."""

    dossier: DossierAudite
    position: PositionDuJournal
    restitution: Restitution
    demarche: Demarche

    def volet(self, questionnaire: str) -> Volet:
        """The volet of that questionnaire.

        Raises: NotFound.
        """
        volet = self.demarche.volet(questionnaire)
        if volet is None or volet.sujet.value != self.restitution.sujet.type:
            raise NotFound(_("Ce questionnaire n’existait pas dans cette démarche."))
        return volet

    def resultats(self, volet: Volet) -> Resultats:
        """The results of the last validation of then."""
        lu = self.restitution
        return Lecteur(lu.session, lu.edition_at, decideur_of).lire(lu.edition, lu.sujet, self.demarche, volet)

    def feuille(self, volet: Volet) -> FeuilleDeRoute:
        """The roadmap of then."""
        lu, aujourdhui = self.restitution, jour(self.position.instant)
        lecteur = LecteurDeRoute(lu.session, lu.edition_at, decideur_of, aujourdhui)
        return lecteur.lire(lu.edition, lu.sujet, self.demarche, volet)


@bp.get(ADDRESS)
@acces(Role.AUDITEUR)
def a_la_date(identifiant: str) -> str | tuple[str, int]:
    """The list of questionnaires and what was said of the subject at `?a=` or after `?ecriture=`."""
    dossier = _dossier(identifiant)
    try:
        with _alors(dossier) as alors:
            lu = alors.restitution
            liste = liste_des_questionnaires(
                lu.session, decideur_of(lu.edition), lu.sujet, alors.demarche, Role.RESPONSABLE
            )
            return render_template(
                "audit/a_la_date.html",
                **_commun(alors),
                liste=liste,
                recapitulatif=recapitulatif(lu.session, lu.edition.catalogue, lu.sujet),
            )
    except MomentIllisible as illisible:
        return _demander(dossier, illisible)


@bp.get(ADDRESS + "/<questionnaire>")
@acces(Role.AUDITEUR)
def questionnaire_a_la_date(identifiant: str, questionnaire: str) -> str | tuple[str, int]:
    """One questionnaire of then: the answers as they stood, what was validated, the projection and its roadmap."""
    dossier = _dossier(identifiant)
    try:
        with _alors(dossier) as alors:
            lu, volet = alors.restitution, alors.volet(questionnaire)
            decideur = decideur_of(lu.edition)
            feuille = alors.feuille(volet) if volet.projection else None
            vu = questionnaire_vu(decideur, lu.sujet, alors.demarche, volet)
            return render_template(
                "audit/questionnaire_a_la_date.html",
                **_commun(alors),
                vu=vu,
                projete=projection_vue(decideur, lu.sujet, alors.demarche, volet) if volet.projection else None,
                noms=noms(lu.session, (dite.modifie_par for _code, dite in vu.reponses() if dite is not None)),
                resultats=alors.resultats(volet),
                feuille=feuille,
                colonnes=colonnes(etape for ligne in feuille.lignes() for etape in ligne.etapes) if feuille else (),
                SUITES=SUITES,
                ENGINES=ENGINES,
            )
    except MomentIllisible as illisible:
        return _demander(dossier, illisible)


@bp.get(ADDRESS + "/<questionnaire>/<document>.<format>")
@acces(Role.AUDITEUR)
def document_a_la_date(identifiant: str, questionnaire: str, document: str, format: str) -> Response:  # noqa: A002 - a name of the address
    """The document that the company could take away then: the same to the byte, its position in it."""
    if (document, format) not in DOCUMENTS:
        raise NotFound(_("Ce document n’existe pas : choisissez resultats ou feuille-de-route, en json, xlsx ou pdf."))
    mimetype, make = DOCUMENTS[document, format]
    dossier = _dossier(identifiant)
    try:
        with _alors(dossier) as alors:
            contenu = make(alors, alors.volet(questionnaire))
            sujet = alors.restitution.sujet
    except MomentIllisible as illisible:
        raise NotFound(str(illisible) or _("Choisissez un jour et une heure.")) from illisible
    answer = make_response(contenu)
    answer.mimetype = mimetype
    name = document_name(f"{sujet.libelle} {document} {questionnaire}")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    note_download(document.replace("-", "_"), format, sujet, dossier.demarche, questionnaire=questionnaire)
    return answer


def _dossier(identifiant: str) -> DossierAudite:
    """The dossier of that identifier, whose consultation is noted.

    Raises: NotFound.
    """
    dossier = dossier_audite(db.session(), identifiant)
    if dossier is None:
        raise NotFound(_("Ce dossier n’existe pas."))
    consulter(dossier.sujet, dossier.id)
    return dossier


def _demander(dossier: DossierAudite, illisible: MomentIllisible) -> tuple[str, int]:
    """The form that asks for a moment: what is wrong with the one that was typed, or this very one to begin with."""
    faute, saisi = str(illisible), request.args.get("a", "").strip()
    champ = saisi or saisie(runtime().clock.now())
    return render_template("audit/moment.html", dossier=dossier, faute=faute, saisi=champ), REFUSED if faute else 200


@contextmanager
def _alors(dossier: DossierAudite) -> Iterator[Alors]:
    position = moment_demande(dossier.log)
    if position is None:
        raise MomentIllisible
    try:
        with restituer(db.session(), runtime().editions, dossier.sujet, position) as lu:
            demarche = lu.edition.catalogue.demarches.get(dossier.demarche)
            if demarche is None or dossier.demarche not in lu.sujet.dossiers:
                raise MomentIllisible(_("À cet instant, ce dossier n’existait pas encore."))
            yield Alors(dossier, position, lu, demarche)
    except RienACetInstant as rien:
        raise MomentIllisible(_("À cet instant, ce produit n’existait pas encore.")) from rien


def _commun(alors: Alors) -> dict[str, object]:
    return {
        "dossier": alors.dossier,
        "demarche": alors.demarche,
        "sujet": alors.restitution.sujet,
        "edition": alors.restitution.edition,
        "position": alors.position,
        "la": adresse_de(alors.position),
        "saisi": saisie(alors.position.instant),
    }


def _resultats_json(alors: Alors, volet: Volet) -> bytes:
    note = note_a(db.session(), alors.position)
    return resultats_json(_valides(alors, volet), note, alors.position).encode()


def _resultats_xlsx(alors: Alors, volet: Volet) -> bytes:
    return resultats_xlsx(_valides(alors, volet))


def _resultats_pdf(alors: Alors, volet: Volet) -> bytes:
    note = note_a(db.session(), alors.position)
    return resultats_pdf(_valides(alors, volet), fonts(), alors.position.instant, note)


def _feuille_json(alors: Alors, volet: Volet) -> bytes:
    return feuille_json(_projetee(alors, volet), note_a(db.session(), alors.position), alors.position).encode()


def _feuille_pdf(alors: Alors, volet: Volet) -> bytes:
    note = note_a(db.session(), alors.position)
    return feuille_pdf(_projetee(alors, volet), fonts(), alors.position.instant, note)


def _valides(alors: Alors, volet: Volet) -> Resultats:
    lus = alors.resultats(volet)
    if lus.validation is None:
        raise NotFound(_("À cet instant, aucune réponse n’était validée."))
    return lus


def _projetee(alors: Alors, volet: Volet) -> FeuilleDeRoute:
    feuille = alors.feuille(volet)
    if feuille.validation is None:
        raise NotFound(_("À cet instant, aucune projection n’était validée."))
    return feuille


DOCUMENTS: Mapping[tuple[str, str], tuple[str, Callable[[Alors, Volet], bytes]]] = {
    ("resultats", "json"): ("application/json", _resultats_json),
    ("resultats", "xlsx"): (XLSX, _resultats_xlsx),
    ("resultats", "pdf"): ("application/pdf", _resultats_pdf),
    ("feuille-de-route", "json"): ("application/json", _feuille_json),
    ("feuille-de-route", "pdf"): ("application/pdf", _feuille_pdf),
}
