"""Brings every table into one metadata. Imported by what creates or compares schemas, by nothing else."""

from referral.casework import models as casework
from referral.custody import models as custody
from referral.documents import models as documents
from referral.kernel import outbox
from referral.kernel.database import Base
from referral.kernel.ledger import tables as ledger
from referral.people import models as people
from referral.sla import models as sla
from referral.support import models as support
from referral.tracks import models as tracks

ROOMS = (people, sla, casework, custody, support, documents, tracks, ledger, outbox)
"""Every module that declares tables; naming them here is what loads them."""

METADATA = Base.metadata
"""All tables of the main database."""
