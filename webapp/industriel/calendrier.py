"""The roadmap of the whole company: every planned date of its products on one calendar, and the same as CSV."""

from itertools import groupby

from flask import Response, render_template, request
from flask_babel import gettext as _

from models.database import db
from reports.calendrier import Calendrier
from reports.calendrier_csv import calendrier_csv
from reports.roadmap import mois_de
from reports.roadmap_steps import SUITES
from rules.echeances import mois
from webapp.industriel.blueprint import bp
from webapp.industriel.listes import asked_list, sql_table
from webapp.industriel.opening import decideur_of
from webapp.runtime import edition, runtime
from webapp.security import INDUSTRIEL, acces, acteur
from webapp.telechargements import note_download
from workflows.clock import jour

COLONNES = (
    ("mois", "Mois"),
    ("produit", "Produit"),
    ("", "Démarche"),
    ("critere", "Critère"),
    ("", "Niveau prévu"),
    ("", "Suite"),
)


@bp.get("/feuille-de-route")
@acces(*INDUSTRIEL)
def calendrier() -> str:
    """« Feuille de route de l’entreprise »; `?mois=2027-01` keeps one month."""
    lu, asked = _calendrier(), asked_list("echeances", "mois")
    choisi = request.args.get("mois", "")
    choisi = choisi if mois(choisi) is not None else ""
    planifies = lu.mois()
    return render_template(
        "industriel/calendrier.html",
        annees=[(annee, list(ceux)) for annee, ceux in groupby(planifies, key=lambda planifie: planifie.mois[:4])],
        choisi=choisi,
        table=sql_table("echeances", _("Échéances prévues"), COLONNES, asked, lu.page(asked, choisi)),
        SUITES=SUITES,
        vide=not planifies,
    )


@bp.get("/feuille-de-route.csv")
@acces(*INDUSTRIEL)
def calendrier_fichier() -> Response:
    """Every date, in a file for a spreadsheet."""
    text = "".join(calendrier_csv(_calendrier().toutes()))
    headers = {"Content-Disposition": 'attachment; filename="feuille-de-route.csv"'}
    note_download("calendrier", "csv")
    return Response(text, mimetype="text/csv", headers=headers)


def _calendrier() -> Calendrier:
    aujourdhui = jour(runtime().clock.now())
    return Calendrier(db.session(), decideur_of(edition()), str(acteur().entreprise_id), mois_de(aujourdhui))
