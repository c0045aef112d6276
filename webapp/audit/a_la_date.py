"""« Voir à une date »: what the company saw of a dossier at a moment, read-only, under the rules of that moment."""

from flask import render_template, request

from models.compte import Role
from reports.dossier_audite import DossierAudite
from reports.dossiers import liste_des_questionnaires
from reports.evaluations import questionnaire_vu
from reports.personnes import noms
from reports.projections import projection_vue
from reports.roadmap_steps import SUITES, colonnes
from reports.sujets import recapitulatif
from webapp.audit.alors import Alors, alors_de, dossier_consulte
from webapp.audit.blueprint import bp
from webapp.audit.moment import MomentIllisible, adresse_de, saisie
from webapp.engines import ENGINES
from webapp.industriel.opening import decideur_of
from webapp.runtime import runtime
from webapp.security import acces

ADDRESS = "/dossiers/<identifiant>/a-la-date"
REFUSED = 422


@bp.get(ADDRESS)
@acces(Role.AUDITEUR)
def a_la_date(identifiant: str) -> str | tuple[str, int]:
    """The list of questionnaires and what was said of the subject at `?a=` or after `?ecriture=`."""
    dossier = dossier_consulte(identifiant)
    try:
        with alors_de(dossier) as alors:
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
    dossier = dossier_consulte(identifiant)
    try:
        with alors_de(dossier) as alors:
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


def _demander(dossier: DossierAudite, illisible: MomentIllisible) -> tuple[str, int]:
    """The form that asks for a moment: what is wrong with the one that was typed, or this very one to begin with."""
    faute, saisi = str(illisible), request.args.get("a", "").strip()
    champ = saisi or saisie(runtime().clock.now())
    return render_template("audit/moment.html", dossier=dossier, faute=faute, saisi=champ), REFUSED if faute else 200


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
