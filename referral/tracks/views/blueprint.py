"""The blueprint that every page beside the journey hangs on. Nothing else lives here."""

from flask import Blueprint

blueprint = Blueprint("tracks", __name__)
