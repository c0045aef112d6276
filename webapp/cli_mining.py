"""`convergence audit mining`: the journal as a file for process mining."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from models.journal_reading import snapshot
from reports.mining import CASES, Selection, traces
from reports.mining_formats import FORMATS
from webapp.cli_session import answer, as_json, opened, stop
from webapp.new_file import created
from workflows.clock import PARIS

day = click.DateTime(formats=["%Y-%m-%d"])


@click.command("mining")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), help="Par défaut, celui de la fin du nom.")
@click.option("--cas", "case", type=click.Choice(CASES), default="dossier", show_default=True, help="Ce qu'on suit.")
@click.option("--entreprise", help="Référence d'une entreprise.")
@click.option("--sujet", type=int, help="Référence d'un produit ou d'une stratégie globale.")
@click.option("--dossier", help="Identifiant d'un dossier.")
@click.option("--demarche", help="Code d'une démarche.")
@click.option("--evenement", "event", help="Un événement du journal, « evaluation.validee ».")
@click.option("--du", "since", type=day, metavar="AAAA-MM-JJ", help="Premier jour, à Paris.")
@click.option("--au", "until", type=day, metavar="AAAA-MM-JJ", help="Dernier jour, compris.")
@click.option("--noms", "names", is_flag=True, help="Nomme entreprises, produits et personnes ; sinon, pseudonymes.")
@as_json
def mining_(
    file: Path,
    kind: str | None,
    case: str,
    entreprise: str | None,
    sujet: int | None,
    dossier: str | None,
    demarche: str | None,
    event: str | None,
    since: datetime | None,
    until: datetime | None,
    names: bool,
    as_json: bool,
) -> None:
    """Écrit ce qui est arrivé à chaque dossier, pour la fouille de processus : CSV, JSON par ligne, ou XES.

    Exemple : convergence audit mining parcours-2026.xes --demarche socles --du 2026-01-01
    """
    ending = kind or file.suffix.removeprefix(".")
    if ending not in FORMATS:
        raise click.BadParameter(f"{file} ne dit pas son format : donnez --format {'|'.join(FORMATS)}.")
    asked = Selection(
        case, entreprise, sujet, dossier, demarche, event, begins(since), begins(until, after=True), names
    )
    _, engine = opened()
    write, _ = FORMATS[ending]
    counted = 0
    try:
        with snapshot(engine) as connection, created(file) as output:
            for piece in write(traces(connection, asked), names):
                counted += output.write(piece.encode())
    except OSError as error:
        stop(f"{file} ne peut pas être écrit : {error.strerror}.")
    data = {"fichier": str(file), "format": ending, "octets": counted, "noms": names}
    answer(data, f"{file} : {counted} octets.", as_json)


def begins(asked: date | None, *, after: bool = False) -> datetime | None:
    """The instant at which that day begins in Paris, or, `after`, the day that follows it."""
    if asked is None:
        return None
    return datetime.combine(date(asked.year, asked.month, asked.day) + timedelta(days=after), time(), PARIS)
