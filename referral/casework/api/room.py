"""The blueprint of the calls about cases. Nothing else: the calls themselves stand beside."""

from referral.web.api import blueprint_of

blueprint = blueprint_of("casework", __name__)
