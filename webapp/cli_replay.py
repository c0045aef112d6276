"""`convergence audit replay`: the tables against what the journal says, here or rebuilt in an empty database."""

import click
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError

from models.database import configure_engine
from models.journal_reading import snapshot
from webapp.cli_session import answer, as_json, counted, opened, stop
from webapp.wiring import engine_options
from workflows.rebuild import NOT_REBUILT, RebuildRefused, RebuildReport, rebuild
from workflows.replay import ReplayReport, replay


@click.command("replay")
@click.option("--into", metavar="URL", help="Reconstruit tout dans cette base, vide, puis la compare à celle d'ici.")
@as_json
def replay_(into: str | None, as_json: bool) -> None:
    """Rejoue tout le journal, et compare ce qu'il dit avec chaque ligne de chaque table.

    Exemple : convergence audit replay --into sqlite:////var/tmp/rejouee.sqlite
    """
    target = _target(into) if into else None
    _, engine = opened()
    with snapshot(engine) as connection:
        try:
            report = rebuild(connection, target) if target else replay(connection)
        except RebuildRefused as error:
            stop(str(error))
    faults = [*map(str, report.invalid), *map(str, report.differences)]
    answer(_data(report, faults), _told(report, faults), as_json)
    if faults:
        stop("\n".join(faults))


def _target(url: str) -> Engine:
    try:
        engine = create_engine(url, **engine_options(url))
    except (ArgumentError, ImportError) as error:
        raise click.BadParameter("ce n'est pas l'adresse d'une base.", param_hint="--into") from error
    configure_engine(engine)
    click.get_current_context().call_on_close(engine.dispose)
    return engine


def _data(report: ReplayReport | RebuildReport, faults: list[str]) -> dict[str, object]:
    data = {"fidele": not faults, "ecritures": report.entries, "lignes": report.rows, "ecarts": faults}
    if isinstance(report, RebuildReport):
        data |= {"effacees": list(report.erased), "non_reconstruites": list(NOT_REBUILT)}
    return data


def _told(report: ReplayReport | RebuildReport, faults: list[str]) -> str:
    differences = counted(len(report.differences) + report.hidden, "différence")
    verdict = differences if faults else "les tables sont ce que dit le journal"
    told = f"{report.entries} écritures rejouées, {report.rows} lignes comparées : {verdict}."
    if isinstance(report, ReplayReport):
        return told
    erased = "".join(f"\nEffacée du journal : {place}" for place in report.erased)
    return f"{told} Vides dans la base reconstruite : {', '.join(NOT_REBUILT)}.{erased}"
