"""What the desk puts together: one's own desk, a case as a page, a case as an answer."""

from referral.desk.services.disclosing import disclosures
from referral.desk.services.home import home
from referral.desk.services.opening import open_case
from referral.desk.services.showing import show_case

__all__ = ["disclosures", "home", "open_case", "show_case"]
