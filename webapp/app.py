"""The application: what is installed on it, in order, and how its parts find one another."""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from models.database import configure_engine, db
from models.signing_key import Signer
from rules.edition import EditionCache
from webapp.accounts import install_accounts
from webapp.assets import install_assets
from webapp.blueprints import BLUEPRINTS
from webapp.config import SESSION_LIFETIME, Settings
from webapp.errors import install_errors
from webapp.headers import install_headers
from webapp.keys import session_secret
from webapp.limits import Limits
from webapp.metrics import CountedJudge, Metrics
from webapp.presentation import install_presentation
from webapp.requests import install_request_log
from webapp.runtime import KEY, Runtime
from webapp.security import check_routes, enforce_access
from webapp.wiring import engine_of, engine_options, open_door, open_reception, reading_options, transactional
from workflows.clock import Clock, SystemClock

WRITE_BIND = "ecriture"
REQUEST_MAXIMUM = 12_000_000
"""Bytes of one request; a proof is under ten million."""


def create_app(settings: Settings, clock: Clock | None = None, editions: EditionCache | None = None) -> Flask:
    """The application on a database that `workflows.installation.initialise` has prepared.

    Applications of one process may share what is published (`editions`): it is kept by digest and never changes.
    """
    app = Flask("webapp")
    app.config.update(_configuration(settings))
    install_request_log(app)
    install_presentation(app)
    install_assets(app)
    install_headers(app, settings.https)
    install_errors(app)
    _install_database(app)
    install_accounts(app, db)
    # before the tokens are looked at: who is no longer signed in is told so, not that a form is too old
    app.before_request(enforce_access)
    CSRFProtect(app)
    _install_runtime(app, settings, clock or SystemClock(), editions or EditionCache())
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    check_routes(app)
    if settings.https:
        # whoever serves HTTPS stands in front, and is the only one whose word on the visitor's address is taken
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    read = settings.database_read_url or settings.database_url
    write = {WRITE_BIND: {"url": settings.database_url, **engine_options(settings.database_url)}}
    return {
        "SECRET_KEY": session_secret(settings),
        # with that prefix a browser refuses the cookie from anywhere but this very host, over HTTPS
        "SESSION_COOKIE_NAME": "__Host-convergence" if settings.https else "convergence",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": SESSION_LIFETIME,
        "PREFERRED_URL_SCHEME": "https" if settings.https else "http",
        "MAX_CONTENT_LENGTH": REQUEST_MAXIMUM,
        "MAX_FORM_MEMORY_SIZE": 2_000_000,
        # a token lives as long as the session it belongs to
        "WTF_CSRF_TIME_LIMIT": None,
        "SQLALCHEMY_DATABASE_URI": read,
        "SQLALCHEMY_ENGINE_OPTIONS": reading_options(read),
        "SQLALCHEMY_BINDS": write if settings.database_read_url else {},
    }


def _install_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            configure_engine(engine)


def _install_runtime(app: Flask, settings: Settings, clock: Clock, editions: EditionCache) -> None:
    with app.app_context():
        engine = transactional(db.engines.get(WRITE_BIND, db.engine))
    limits, metrics = Limits(app, settings.rate_limits), Metrics()
    door = open_door(settings, engine, clock, editions, CountedJudge(engine_of(settings), metrics))
    reception = open_reception(settings)
    journal_key = Signer.load(settings.signing_key).public
    app.extensions[KEY] = Runtime(settings, clock, door, editions, limits, metrics, reception, journal_key)
