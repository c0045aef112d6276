"""`convergence preuve`: scan documents again, check that each is what was deposited, clear those that nobody names."""

from typing import Any

import click
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.store import StoreUnavailable
from webapp.cli_session import answer, as_json, door_of, opened, stop
from webapp.config import PREFIX, Settings
from webapp.wiring import open_reception
from workflows.clock import SystemClock
from workflows.reception.antivirus import NoAntivirus
from workflows.reception.orphans import orphans
from workflows.reception.receiving import Reception
from workflows.reception.rescan import Contenu, contents, rescan


@click.group()
def preuve() -> None:
    """Analyse et contrôle les documents déposés comme preuves.

    Exemple : convergence preuve scan
    """


@preuve.command()
@click.option("--all", "everything", is_flag=True, help="Analyse aussi les documents déjà analysés.")
@as_json
def scan(everything: bool, as_json: bool) -> None:
    """Soumet à l'antivirus les documents dont l'analyse est en attente.

    Sortie 1 si l'un d'eux est infecté, ou n'a pas pu être analysé.

    Exemple : convergence preuve scan --all
    """
    settings, engine, reception = _opened()
    if isinstance(reception.antivirus, NoAntivirus):
        stop(f"Aucun antivirus n'est configuré : donnez son adresse par {PREFIX}CLAMAV=hôte:port.")
    door = door_of(settings, engine)
    counts = dict.fromkeys(("saine", "infectee", "en_attente", "illisible"), 0)
    for contenu in _contents(engine, waiting=not everything):
        try:
            counts[rescan(contenu, reception, door).resultat] += 1
        except StoreUnavailable:
            counts["illisible"] += 1
    text = (
        f"Documents analysés : {counts['saine']} sains, {counts['infectee']} infectés ; "
        f"{counts['en_attente']} toujours en attente, {counts['illisible']} illisibles."
    )
    _end(counts, text, as_json, wrong=sum(counts.values()) != counts["saine"])


@preuve.command()
@as_json
def check(as_json: bool) -> None:
    """Relit chaque document déposé et vérifie qu'il est intact.

    Exemple : convergence preuve check
    """
    _settings, engine, reception = _opened()
    found = _contents(engine, waiting=False)
    wrong = [str(problem) for contenu in found for problem in _problem(contenu, reception)]
    data = {"documents": len(found), "fautes": wrong}
    text = "\n".join((f"Documents relus : {len(found)} ; fautes : {len(wrong)}.", *wrong))
    _end(data, text, as_json, wrong=bool(wrong))


@preuve.command()
@click.option("--supprimer", is_flag=True, help="Les retire du magasin, au lieu de les énumérer seulement.")
@as_json
def nettoyer(supprimer: bool, as_json: bool) -> None:
    """Énumère les documents qu'aucune preuve ne nomme, ou les retire.

    Un dépôt refusé laisse son document dans le magasin. Un document de moins d'une heure n'est jamais touché.

    Exemple : convergence preuve nettoyer --supprimer
    """
    _settings, engine, reception = _opened()
    try:
        with Session(engine) as session:
            found = orphans(session, reception.store, SystemClock().now())
        for orphan in found if supprimer else ():
            reception.store.remove(orphan.entreprise_id, orphan.empreinte)
    except StoreUnavailable as error:
        stop(f"Le nettoyage s'est arrêté : {error}.")
    noms = [f"{orphan.entreprise_id}/{orphan.empreinte}" for orphan in found]
    taille, fait = sum(orphan.taille for orphan in found), "retirés" if supprimer else "à retirer"
    text = "\n".join((f"Documents {fait} : {len(found)} ; octets : {taille}.", *noms))
    answer({"documents": noms, "octets": taille, "retires": supprimer}, text, as_json)


def _problem(contenu: Contenu, reception: Reception) -> list[StoreUnavailable]:
    try:
        reception.store.check(contenu.entreprise_id, contenu.empreinte)
    except StoreUnavailable as error:
        return [error]
    return []


def _opened() -> tuple[Settings, Engine, Reception]:
    settings, engine = opened()
    return settings, engine, open_reception(settings)


def _contents(engine: Engine, *, waiting: bool) -> list[Contenu]:
    with Session(engine) as session:
        return list(contents(session, waiting=waiting))


def _end(data: Any, text: str, as_json: bool, *, wrong: bool) -> None:
    answer(data, text, as_json)
    if wrong:
        raise click.exceptions.Exit(1)
