"""The least that could save something: a Flask view with a session and one committed INSERT, served by waitress."""

import sys

import waitress
from flask import Flask, Response, jsonify, request, session
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert

from bench.serving import HOST
from models.database import configure_engine, writing
from webapp.wiring import THREADS, engine_options

METADATA = MetaData()
KEPT = Table("kept", METADATA, Column("id", Integer, primary_key=True), Column("text", String))


def create(database: str) -> Flask:
    """The application, with the same connections as ours: WAL, synchronous=FULL, BEGIN IMMEDIATE."""
    engine = create_engine(database, **engine_options(database))
    configure_engine(engine)
    METADATA.create_all(engine)
    app = Flask("empty")
    app.secret_key = "of a bench, and of nothing else"  # noqa: S105 - opens nothing

    @app.get("/")
    def opened() -> str:
        session["somebody"] = "here"
        return ""

    @app.post("/")
    def save() -> Response:
        assert session["somebody"] == "here"
        with writing(engine) as connection:
            connection.execute(insert(KEPT), {"text": request.form["text"]})
        return jsonify(kept=True)

    return app


if __name__ == "__main__":
    waitress.serve(create(sys.argv[2]), host=HOST, port=int(sys.argv[1]), threads=THREADS)
