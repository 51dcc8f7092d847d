"""The blueprint that every page of cases hangs on. Nothing else lives here."""

from flask import Blueprint

blueprint = Blueprint("casework", __name__)
