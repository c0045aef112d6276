"""How many statements a page asks of the database."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import event

from models.database import db


def count_statements(app: Flask, act: Callable[[], object]) -> int:
    """The number of statements that are sent while it acts."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
