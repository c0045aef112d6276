"""« Simulation » of a version: asked for, followed, stopped; what it would change of which dossier, no answer shown."""

from collections.abc import Iterator, Mapping
from functools import partial

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import HiddenField

from models.compte import Role
from models.database import db
from models.journal_reading import snapshot
from reports.csv_lines import MARK, csv_line
from reports.simulations import (
    ENTETES,
    Avancee,
    VersionSimulee,
    derniere,
    dossiers_simules,
    lignes_csv,
    version_simulee,
)
from webapp.administration.blueprint import bp
from webapp.industriel.listes import asked_list, sql_table
from webapp.runtime import edition, runtime
from webapp.security import acces, acteur
from webapp.telechargements import note_download
from workflows import simulations
from workflows.errors import NotFound, RevisionConflict

# as the other pages of a version name it: of two kinds of converters the wrong one would be tried first
SIMULATION = "/publications/<publication>/simulation"
SUIVI = "suivi"
"""In the address by which a page asks how far the simulation is."""

COLONNES = (("reference", "Référence"), ("demarche", "Démarche"), ("nombre", "Changements"), ("", "Ce qui change"))
GENRES: Mapping[str, LazyString] = {
    "critere": _l("Critères applicables"),
    "niveau": _l("Niveaux recommandés"),
    "manque": _l("Éléments manquants"),
    "verdict": _l("Verdicts"),
    "conseil": _l("Recommandations"),
    "verrou": _l("Actions interdites ou permises"),
    "contradiction": _l("Règles qui se contredisent"),
    "demarche": _l("Démarches retirées"),
}
ETATS: Mapping[str, LazyString] = {
    "attente": _l("En attente"),
    "en_cours": _l("En cours"),
    "terminee": _l("Terminée"),
    "annulee": _l("Annulée"),
    "echouee": _l("Interrompue"),
}
VALEURS: Mapping[str, LazyString] = {
    "": _l("rien"),
    "applicable": _l("applicable"),
    "non_applicable": _l("non applicable"),
    "verrouille": _l("non applicable, verrouillé"),
    "atteint": _l("Atteint"),
    "non_atteint": _l("Non atteint"),
}


class DemandeForm(FlaskForm):  # type: ignore[misc]
    """A request, about the content that the person saw."""

    digest = HiddenField()


@bp.get(SIMULATION)
@acces(Role.ADMINISTRATEUR)
def simulation(publication: str) -> Response:
    """The last simulation of a version; whoever follows it is shown the whole page once it ended."""
    version = _version(publication)
    found = derniere(db.session(), version.id)
    answer = make_response(_draw(version, found))
    if SUIVI in request.args and (found is None or not found.ouverte):
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.post(SIMULATION)
@acces(Role.ADMINISTRATEUR)
def demander_simulation(publication: str) -> ResponseReturnValue:
    """Ask for one."""
    version, form = _version(publication), DemandeForm()
    if form.validate_on_submit():
        who, seen = acteur().compte_id, str(form.digest.data or "")
        asked = partial(simulations.demander, publication_id=version.id, digest_vu=seen, compte=who)
        try:
            runtime().door.aside(asked)
        except RevisionConflict as conflict:
            flash(" ".join(conflict.sentences), "alerte")
    return redirect(url_for("administration.simulation", publication=version.id), 303)


@bp.post(SIMULATION + "/annuler")
@acces(Role.ADMINISTRATEUR)
def annuler_simulation(publication: str) -> ResponseReturnValue:
    """Have it stop."""
    version = _version(publication)
    found = derniere(db.session(), version.id)
    if found is not None and found.ouverte:
        db.session.close()
        runtime().door.aside(partial(simulations.annuler, simulation_id=found.id))
        flash(_("La simulation est annulée ; ce qu’elle avait trouvé reste affiché."), "succes")
    return redirect(url_for("administration.simulation", publication=version.id), 303)


@bp.get(SIMULATION + ".csv")
@acces(Role.ADMINISTRATEUR)
def simulation_fichier(publication: str) -> Response:
    """Each change on a line of its own, as they are read."""
    version = _version(publication)
    found, engine = derniere(db.session(), version.id), db.engine
    if found is None:
        raise NotFound(_("Cette version n’a pas été simulée."))
    identifiant = found.id

    def lines() -> Iterator[str]:
        with snapshot(engine) as connection:
            yield MARK + csv_line(ENTETES)
            for ligne in lignes_csv(connection, identifiant):
                yield csv_line(str(cell) for cell in ligne)

    note_download("simulation", "csv", publication=version.id)
    headers = {"Content-Disposition": 'attachment; filename="simulation.csv"'}
    return Response(lines(), mimetype="text/csv", headers=headers)


def _draw(version: VersionSimulee, found: Avancee | None) -> str:
    asked, genre = asked_list("dossiers", "reference"), request.args.get("genre", "")
    genre = genre if genre in GENRES else ""
    trouves = dossiers_simules(db.session(), found.id, asked, genre) if found is not None else None
    table = sql_table("dossiers", _("Dossiers qui changent"), COLONNES, asked, trouves) if trouves else None
    return render_template(
        "administration/simulation.html",
        version=version,
        simulation=found,
        dossiers=table,
        form=DemandeForm(formdata=None, digest=version.digest),
        genre=genre,
        GENRES=GENRES,
        ETATS=ETATS,
        VALEURS=VALEURS,
        titres={code: demarche.titre for code, demarche in edition().catalogue.demarches.items()},
    )


def _version(identifiant: str) -> VersionSimulee:
    """Raises: NotFound."""
    # PostgreSQL has no zero character
    found = version_simulee(db.session(), identifiant.replace("\0", ""))
    if found is None:
        raise NotFound(_("Cette version n’existe pas."))
    return found
