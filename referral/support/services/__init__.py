"""What is done for the person: assess, plan, apply for support, decide, give it, follow up."""

from referral.support.services.amounts import on_file as amounts_on_file
from referral.support.services.amounts import set_amount
from referral.support.services.children import approve_child_plan, make_child_plan, review_child_plan
from referral.support.services.deliveries import deliver
from referral.support.services.entitlements import apply_for, complete, decide
from referral.support.services.facilities import complete_facility_file
from referral.support.services.follow_ups import record_follow_up, schedule_follow_up, schedule_follow_ups
from referral.support.services.overview import entitlements_of
from referral.support.services.planning import assess_risk, make_plan, note_best_interest
from referral.support.services.showing import of_case

__all__ = [
    "amounts_on_file",
    "apply_for",
    "approve_child_plan",
    "assess_risk",
    "complete",
    "complete_facility_file",
    "decide",
    "deliver",
    "entitlements_of",
    "make_child_plan",
    "make_plan",
    "note_best_interest",
    "of_case",
    "record_follow_up",
    "review_child_plan",
    "schedule_follow_up",
    "schedule_follow_ups",
    "set_amount",
]
