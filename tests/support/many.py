"""A database that many people have filled: rows copied from one product's, without the journal that made them."""

from collections.abc import Iterator, Mapping
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Connection, Engine, Table, func, insert, select

from models.dossier import Dossier, Evaluation
from models.reponse import Reponse
from models.sujet import Sujet

_SUJET, _DOSSIER, _EVALUATION, _REPONSE = (
    cast(Table, model.__table__) for model in (Sujet, Dossier, Evaluation, Reponse)
)
Row = Mapping[str, Any]


def add_dossiers(engine: Engine, sujet: str, count: int, each: int = 1) -> None:
    """So many products more, with as many dossiers `each`, evaluations and answers, as that one has them."""
    with engine.begin() as connection:
        model = _rows(connection, _SUJET, "id", [sujet])[0]
        dossiers = _rows(connection, _DOSSIER, "sujet_id", [sujet])[:each]
        evaluations = _rows(connection, _EVALUATION, "sujet_id", [sujet])
        answers = _rows(connection, _REPONSE, "evaluation_id", [evaluation["id"] for evaluation in evaluations])
        first = connection.execute(select(func.max(_SUJET.c.reference))).scalar_one() + 1
        sujets = [{**model, "id": str(uuid4()), "reference": first + number} for number in range(count)]
        made = [(evaluation, _copy(evaluation, sujet_id=new["id"])) for new in sujets for evaluation in evaluations]
        connection.execute(insert(_SUJET), sujets)
        copies = [
            _copy(dossier, sujet_id=new["id"], reference=new["reference"]) for new in sujets for dossier in dossiers
        ]
        connection.execute(insert(_DOSSIER), copies)
        connection.execute(insert(_EVALUATION), [copy for _, copy in made])
        if answers:
            connection.execute(insert(_REPONSE), list(_answers(answers, made)))


def _rows(connection: Connection, table: Table, column: str, values: list[str]) -> list[Row]:
    return [dict(row) for row in connection.execute(select(table).where(table.c[column].in_(values))).mappings()]


def _copy(row: Row, **changed: object) -> dict[str, Any]:
    return {**row, "id": str(uuid4()), **changed}


def _answers(answers: list[Row], made: list[tuple[Row, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for evaluation, copy in made:
        for answer in answers:
            if answer["evaluation_id"] == evaluation["id"]:
                yield _copy(answer, evaluation_id=copy["id"])
