"""For a server of your choice; gunicorn: `gunicorn --config python:webapp.processes webapp.wsgi:app`."""

import os

from models.store import StoreUnavailable
from webapp.app import create_app
from webapp.config import SettingsError, read_settings
from webapp.exits import NOT_READY, UNREADABLE_SETTINGS, cannot_start
from webapp.logs import configure_logging
from webapp.memory import few_arenas
from webapp.preparation import PreparationRefused, prepare

few_arenas()
try:
    _settings = read_settings(os.environ)
    configure_logging(_settings.log_format)
    prepare(_settings).dispose()
    app = create_app(_settings)
except SettingsError as error:
    cannot_start(error, UNREADABLE_SETTINGS)
except (PreparationRefused, StoreUnavailable) as error:
    cannot_start(error, NOT_READY)
