"""Which statements a page asks of the database, and how many."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import event

from models.database import db


def statements_of(app: Flask, act: Callable[[], object]) -> list[str]:
    """The statements that are sent while it acts, but for those that only open a transaction."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def count_statements(app: Flask, act: Callable[[], object]) -> int:
    """Their number."""
    return len(statements_of(app, act))
