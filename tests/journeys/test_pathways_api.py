"""Each pathway under each regime, from the report to the end, over the interface and by its own agencies.

What happened before 1 July 2025 is recorded late, a year afterwards; the same deeds, the other regime.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import singledispatchmethod
from typing import Any

import pytest
from werkzeug.test import TestResponse

from referral.kernel import ledger
from tests.callers import Callers, json_of
from tests.journeys import promises
from tests.journeys.pathways import WAYS, Deed, Hands, PlansForChild, Takes, Visits, Way, Writes
from workflows.vocabulary import Pathway, Regime, Role

LONG_AGO = datetime(2025, 5, 5, 1, 30, tzinfo=UTC)
"""A Monday morning under the law of 2011, which is recorded fourteen months later."""
SCOPES = ["support", "share_health", "share_police"]
RECORD = {"place": "Trụ sở", "condition": "Ổn định", "documents": [], "belongings": [], "escort": "Hai người"}


@dataclass
class Walk:
    """A case on its way: each deed a few minutes after the one before, and told with its time."""

    callers: Callers
    way: Way
    at: datetime
    ref: str = ""

    def report(self, pathway: Pathway) -> None:
        """Take the report."""
        ages = {"from": 15, "to": 17} if self.way.is_child else {"from": 25, "to": 27}
        person = {"full_name": "Trần Thị Thử", "sex": "female", "age_estimate": ages}
        guardian = "Bà ngoại" if self.way.is_child else None
        self.ref = self.callers(self.way.reporter).reports(
            pathway=pathway.value,
            occurred_at=self.at.isoformat(),
            person=person | {"nationality": self.way.nationality},
            consent={
                "given": True,
                "scope": ["support", "share_health", "share_police"],
                "guardian": guardian,
            },
        )

    @singledispatchmethod
    def does(self, deed: Deed) -> None:
        """Let the next thing happen."""
        raise NotImplementedError(deed)

    @does.register
    def _hands(self, deed: Hands) -> None:
        offered = self._sends(deed.giver, "handovers", {"to_agency": deed.taker, "record": RECORD})
        answer = {"attest": True, "condition": "Ổn định"}
        self._sends(deed.taker, f"/handovers/{offered['id']}/accept", answer)

    @does.register
    def _takes(self, deed: Takes) -> None:
        version = self.callers.story.version(self.ref)
        body = {"step": deed.step.value, "data": dict(deed.data), "occurred_at": self._later()}
        self._ok(self.callers(deed.by, deed.role).post(self._of_case("steps"), body, If_Match=f'"{version}"'))

    @does.register
    def _writes(self, deed: Writes) -> None:
        self._sends(deed.by, deed.what, deed.body)

    @does.register
    def _visits(self, deed: Visits) -> None:
        day = self.at.date().isoformat()
        visit = self._sends(deed.by, "follow-ups", {"due_on": day})["id"]
        self._sends(deed.by, "follow-ups", {"id": visit, "done_on": day, "outcome": "Ổn định"})

    @does.register
    def _plans(self, deed: PlansForChild) -> None:
        plan = self._sends(deed.by, "child-plans", {"needs": ["đi học"], "measures": ["học bổng"]})
        self._sends(f"{deed.by}:{Role.SUPERVISOR}", "child-plans", {"id": plan["id"]})

    def _sends(self, by: str, part: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        """Let an officer, or whoever is named after a colon, send something."""
        code, _, role = by.partition(":")
        path = part if part.startswith("/") else self._of_case(part)
        sent = {**body, "occurred_at": self._later()}
        return self._ok(self.callers(code, Role(role or Role.OFFICER)).post(path, sent))

    def _of_case(self, part: str) -> str:
        return f"/cases/{self.ref}/{part}"

    def _later(self) -> str:
        self.at += timedelta(minutes=10)
        clock = self.callers.story.clock
        clock.set(max(clock.now(), self.at))
        return self.at.isoformat()

    @staticmethod
    def _ok(answer: TestResponse) -> Mapping[str, Any]:
        assert answer.status_code in {200, 201}, answer.get_data(as_text=True)
        return json_of(answer)


@pytest.mark.parametrize("pathway", Pathway)
@pytest.mark.parametrize("regime", Regime)
def test_a_person_goes_the_whole_way(callers: Callers, pathway: Pathway, regime: Regime) -> None:
    begins = {Regime.OF_2011: LONG_AGO, Regime.OF_2024: callers.story.clock.now()}[regime]
    walk = Walk(callers, WAYS[pathway], begins)
    walk.report(pathway)

    for deed in WAYS[pathway].deeds:
        walk.does(deed)

    case = callers.story.case(walk.ref)
    assert (case.state, case.regime) == (WAYS[pathway].ends, regime)
    assert case.facts["milestones"] == list(WAYS[pathway].asks)
    callers.story.look(promises.check)
    assert callers.story.look(ledger.verify).status is ledger.Status.SOUND


@pytest.mark.parametrize(
    ("regime", "confidence", "basis"),
    [
        (Regime.OF_2011, "OLD", "Điều 24 Luật 66/2011/QH12"),
        (Regime.OF_2024, "policy", "Chỉ tiêu nội bộ"),
    ],
)
def test_the_full_verification_runs_under_the_regime_of_its_day(
    callers: Callers, regime: Regime, confidence: str, basis: str
) -> None:
    begins = {Regime.OF_2011: LONG_AGO, Regime.OF_2024: callers.story.clock.now()}[regime]
    walk = Walk(callers, WAYS[Pathway.SELF_REPORTED], begins)
    walk.report(Pathway.SELF_REPORTED)
    for deed in walk.way.deeds[:4]:
        walk.does(deed)

    items = json_of(callers("so-y-te").get(f"/cases/{walk.ref}/clocks"))["items"]

    [clock] = [item for item in items if item["rule"] == "full_verification"]
    assert (clock["amount"], clock["unit"], clock["confidence"]) == (20, "days", confidence)
    assert clock["basis"].startswith(basis)
