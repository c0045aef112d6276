"""For a server of your choice: `gunicorn --worker-class gthread --threads 8 webapp.wsgi:app`."""

import os

from webapp.app import create_app
from webapp.config import read_settings
from webapp.logs import configure_logging
from webapp.preparation import prepare

_settings = read_settings(os.environ)
configure_logging(_settings.log_format)
prepare(_settings).dispose()
app = create_app(_settings)
