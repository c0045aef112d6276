"""For a server of your choice; gunicorn: `gunicorn --config python:webapp.processes webapp.wsgi:app`."""

import os
import sys

from webapp.app import create_app
from webapp.config import SettingsError, read_settings
from webapp.logs import configure_logging
from webapp.memory import few_arenas
from webapp.preparation import PreparationRefused, prepare
from workflows.structured import structlog

CANNOT_START = 3
"""What gunicorn takes for « starting again would not help »."""

few_arenas()
try:
    _settings = read_settings(os.environ)
    configure_logging(_settings.log_format)
    prepare(_settings).dispose()
    app = create_app(_settings)
except (SettingsError, PreparationRefused) as error:
    structlog.get_logger("convergence").error("cannot_start", reason=str(error))
    sys.exit(CANNOT_START)
