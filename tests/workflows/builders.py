"""The smallest facts and attempts there are, and the product of what they may be. Openly fictional."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

from workflows.facts import Attempt, CaseFacts
from workflows.vocabulary import AgencyKind, ConsentScope, Pathway, Role, StepName

TODAY = date(2026, 7, 6)
ADULT = CaseFacts(Pathway.SELF_REPORTED, is_child=False)
CHILD = CaseFacts(Pathway.SELF_REPORTED, is_child=True)
OFFICER = Attempt(StepName.CLOSE, TODAY, AgencyKind.HEALTH, Role.OFFICER)
WILLING = replace(
    ADULT,
    has_story=True,
    has_certifying_paper=True,
    consents=frozenset(ConsentScope),
    has_consented=True,
    risk_assessed_on=TODAY,
    has_best_interest_note=True,
    has_plan=True,
    has_agreed_plan=True,
    done_follow_ups=1,
)
"""An adult for whom everything has been done that could be."""

Domain = Mapping[str, tuple[object, ...]]


def every(domain: Domain) -> Iterator[dict[str, Any]]:
    """Give every combination of the values that each named field may take."""
    for values in product(*domain.values()):
        yield dict(zip(domain, values, strict=True))
