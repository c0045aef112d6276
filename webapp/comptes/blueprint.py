"""The blueprint that every view of this folder is attached to."""

from flask import Blueprint

bp = Blueprint("comptes", __name__)
