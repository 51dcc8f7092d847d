"""Facts travel down: a higher room states what it learnt, the journey's rules read it from the case."""

from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from referral.casework.queries import Standing
from referral.casework.statements import LEARN
from workflows.milestones import Milestone


class Learnt(TypedDict, total=False):
    """A fact that another room may state."""

    has_story: bool
    guardian_is_blocked: bool
    """The guardian now on record may be one of the traffickers; False again once there is another."""
    has_guardian_consent: bool
    """Only ever unlearnt here: whoever records a consent says that it was given."""
    milestones: frozenset[Milestone]
    has_certifying_paper: bool
    risk_assessed_on: date
    has_best_interest_note: bool
    has_plan: bool
    has_agreed_plan: bool
    open_follow_ups: int
    done_follow_ups: int
    has_open_offer: bool
    was_notified: bool


def learn(session: Session, case: Standing, **facts: Unpack[Learnt]) -> Standing:
    """State facts about a case found with `lock=True`, and give the case as it stands then.

    The version stays: it guards what a caller has read of the journey, and a caller in the middle of a step
    need not start again because a colleague assessed a risk. The row's lock keeps facts from being lost.
    """
    learnt = replace(case, facts=replace(case.facts, **facts))
    LEARN.change_one(session, of_case=case.id, to_facts=learnt.facts.to_json())
    return learnt
