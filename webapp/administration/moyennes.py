"""« Moyennes »: how mature products are, over all companies and of none in particular."""

from flask import Response, render_template

from models.compte import Role
from models.database import db
from reports.csv_lines import MARK, csv_line
from reports.moyennes import MINIMUM, MoyenneTheme, moyennes
from webapp.administration.blueprint import bp
from webapp.runtime import edition, runtime
from webapp.security import acces
from webapp.telechargements import note_download

ENTETES = ("questionnaire", "critere", "titre", "moyenne", "entreprises", "arrete_au")


@bp.get("/moyennes")
@acces(Role.ADMINISTRATEUR)
def page_moyennes() -> str:
    """Every theme, and its critères."""
    return render_template("administration/moyennes.html", themes=_themes(), minimum=MINIMUM)


@bp.get("/moyennes.csv")
@acces(Role.ADMINISTRATEUR)
def moyennes_fichier() -> Response:
    """The same as a file: nothing more is in it."""
    lines = [MARK + csv_line(ENTETES)]
    for found in _themes():
        for each in (found.theme, *found.criteres):
            critere = "" if each is found.theme else each.code
            valeur = "" if each.valeur is None else str(each.valeur)
            cells = (found.questionnaire.cle, critere, each.titre, valeur, each.entreprises, found.au.isoformat())
            lines.append(csv_line(cells))
    note_download("moyennes", "csv")
    headers = {"Content-Disposition": 'attachment; filename="moyennes.csv"'}
    return Response("".join(lines), mimetype="text/csv", headers=headers)


def _themes() -> tuple[MoyenneTheme, ...]:
    return moyennes(db.session(), edition().catalogue, runtime().clock.now())
