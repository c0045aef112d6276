"""`convergence rules simulate`: what a draft would change of every dossier."""

from functools import partial
from threading import Event

import click
from sqlalchemy.orm import Session

from reports.simulations import derniere, version_simulee
from webapp.cli_session import answer, as_json, columns, door_of, opened, stop
from workflows.errors import NotFound
from workflows.simulations import Simulateur, demander

NOM = "commande"


@click.command()
@click.argument("brouillon")
@as_json
def simulate(brouillon: str, as_json: bool) -> None:
    """Simule un brouillon, par son identifiant, sur tous les dossiers ; personne n'en est touché.

    Exemple : convergence rules simulate 6f1c2a52-6d5e-4b0f-9a53-5e3f5ad1d0c4
    """
    found, engine = opened()
    with Session(engine) as session:
        version = version_simulee(session, brouillon)
    if version is None:
        raise NotFound(f"Aucune version n'a l'identifiant « {brouillon} ».")
    # DBOS takes a second to be read, which the other commands on rules need not wait for
    from webapp.cli_worker import at_once, seul
    from workflows.jobs import Travailleur

    seul(found, NOM)
    door = door_of(found, engine)
    door.aside(partial(demander, publication_id=version.id, digest_vu=version.digest, compte=None))
    with at_once():
        Travailleur(Simulateur(door, engine), found.jobs_url, NOM).tourner(Event(), une_fois=True)
    with Session(engine) as session:
        faite = derniere(session, version.id)
    if faite is None or faite.etat != "terminee" or faite.resume is None:
        stop(f"La simulation n'a pas abouti : {faite.erreur if faite else 'elle a disparu'}")
    resume = dict(faite.resume)
    rows = [(genre, nombre) for genre, nombre in {**resume["genres"], **resume["demarches"]}.items()]
    total = f"{resume['dossiers']} dossiers examinés, {resume['changes']} changent."
    table = "\n" + columns(("Ce qui change", "Dossiers"), rows) if rows else ""
    said = f"\n{faite.erreur}" if faite.erreur else ""
    answer(resume | {"erreur": faite.erreur}, total + table + said, as_json)
