"""What auditeurs read; each module of this folder attaches its views to it."""

from flask import Blueprint

bp = Blueprint("audit", __name__, url_prefix="/audit")
