"""The blueprint of the calls beside the journey. Nothing else: the calls themselves stand beside."""

from referral.web.api import blueprint_of

blueprint = blueprint_of("tracks", __name__)
