"""What is done for the person: assess the risk, note a child's best interest, plan, follow up."""

from referral.support.services.children import approve_child_plan, make_child_plan
from referral.support.services.facilities import complete_facility_file
from referral.support.services.follow_ups import record_follow_up, schedule_follow_up
from referral.support.services.planning import assess_risk, make_plan, note_best_interest
from referral.support.services.showing import of_case

__all__ = [
    "approve_child_plan",
    "assess_risk",
    "complete_facility_file",
    "make_child_plan",
    "make_plan",
    "note_best_interest",
    "of_case",
    "record_follow_up",
    "schedule_follow_up",
]
