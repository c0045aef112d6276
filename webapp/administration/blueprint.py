"""The agency's part of the site; each module of this folder attaches its views to it."""

from flask import Blueprint

bp = Blueprint("administration", __name__, url_prefix="/administration")
