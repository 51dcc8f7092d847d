"""Each pathway under each regime, from the report to the end, by its own officials at their browsers.

The clock stands in the days of the regime. Each official signs in once and stays at the desk.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import singledispatchmethod

import pytest

from referral.kernel import ledger
from referral.kernel.clock import StoppedClock, local_date
from tests.browser.officials import Official, Site
from tests.journeys import promises
from tests.journeys.pathways import WAYS, Deed, Hands, PlansForChild, Takes, Visits, Way, Writes
from workflows.vocabulary import Pathway, Regime, Role, StepName

pytestmark = pytest.mark.chromium

MORNINGS = {
    Regime.OF_2011: datetime(2025, 5, 5, 1, 30, tzinfo=UTC),
    Regime.OF_2024: datetime(2026, 7, 6, 1, 30, tzinfo=UTC),
}
Body = Mapping[str, object]


@pytest.fixture(params=Regime)
def clock(request: pytest.FixtureRequest) -> StoppedClock:
    return StoppedClock(MORNINGS[request.param])


def _fill_lines(desk: Official, body: Body) -> None:
    desk.types(
        **{name: "\n".join(map(str, lines)) for name, lines in body.items() if isinstance(lines, list)}
    )


def _assess(desk: Official, body: Body) -> None:
    desk.ticks("level", str(body["level"]))
    _fill_lines(desk, body)


def _plan(desk: Official, body: Body) -> None:
    _fill_lines(desk, body)
    desk.ticks("agreed_with_person", "y")


def _paper(desk: Official, body: Body) -> None:
    desk.ticks("kind", str(body["kind"]))
    desk.types(number=str(body["number"]))


def _best_interest(desk: Official, body: Body) -> None:
    desk.types(decision=str(body["decision"]), guardian=str(body["guardian"]))
    desk.ticks("heard_child", "y")


def _milestone(desk: Official, body: Body) -> None:
    desk.ticks("milestone", str(body["milestone"]))


def _identify(desk: Official, body: Body) -> None:
    paper, grounds = body["paper"], body["grounds"]
    assert isinstance(paper, dict)
    assert isinstance(grounds, list)
    desk.ticks("grounds", *grounds)
    desk.ticks("kind", paper["kind"])
    desk.types(number=paper["number"], issued_on="05/05/2025")


def _type_all(desk: Official, body: Body) -> None:
    desk.types(**{name: str(value) for name, value in body.items()})


def _choose_verifier(desk: Official, body: Body) -> None:
    desk.picks("verifier", str(body["verifier"]))


WRITING: dict[str, Callable[[Official, Body], None]] = {
    "risk-assessments": _assess,
    "plans": _plan,
    "papers": _paper,
    "best-interest": _best_interest,
    "milestones": _milestone,
}
STEPPING: dict[StepName, Callable[[Official, Body], None]] = {
    StepName.IDENTIFY: _identify,
    StepName.START_VERIFICATION: _choose_verifier,
}


@dataclass
class Walk:
    """A case on its way, and the officials who have sat down so far."""

    site: Site
    way: Way
    ref: str = ""
    desks: dict[tuple[str, Role], Official] = field(default_factory=dict)

    def goes(self, pathway: Pathway, desks: dict[tuple[str, Role], Official]) -> None:
        """Go the whole way; whoever sits at a desk already need not sign in again."""
        self.desks = desks
        self.report(pathway)
        for deed in self.way.deeds:
            self.does(deed)

    def desk(self, code: str, role: Role = Role.OFFICER) -> Official:
        """Give an official's desk, a little later than before."""
        self.site.story.clock.move(seconds=15)
        if (code, role) not in self.desks:
            self.desks[code, role] = self.site.official(code, role)
        return self.desks[code, role]

    def report(self, pathway: Pathway) -> None:
        """Take the report, theme by theme."""
        post = self.desk(self.way.reporter)
        post.goes_to("/reports/new")
        post.types(name="Trần Thị Thử")
        post.sends()
        post.sends("main form[action='/reports'] button.btn-primary")
        post.ticks("pathway", pathway.value)
        post.sends()
        post.ticks("sex", "female")
        post.types(nationality=self.way.nationality)
        post.sends()
        self._tell_age(post)
        post.sends()
        post.sends()
        post.types(story="Được rủ đi làm xa.")
        post.sends()
        post.ticks("asked_consent", "given")
        post.ticks("scope", "support", "share_health", "share_police")
        if self.way.is_child:
            post.types(guardian="Bà ngoại")
        post.sends()
        post.sends("main form[action$='/check'] button.btn-primary")
        found = re.fullmatch(r"/cases/([^/]+)/received", post.path)
        assert found is not None, post.reads
        self.ref = found[1]

    def _tell_age(self, post: Official) -> None:
        lowest, highest = ("15", "17") if self.way.is_child else ("25", "27")
        post.ticks("known", "estimate")
        post.types(age_from=lowest, age_to=highest)

    @singledispatchmethod
    def does(self, deed: Deed) -> None:
        """Let the next thing happen."""
        raise NotImplementedError(deed)

    @does.register
    def _hands(self, deed: Hands) -> None:
        giver = self._at(deed.giver, "offer")
        giver.picks("to_agency", deed.taker)
        giver.types(place="Trụ sở", condition="Ổn định", escort="Hai người")
        giver.sends()
        taker = self.desk(deed.taker)
        taker.goes_to("/handovers")
        taker.sends("main a.btn-primary[href$='/accept']")
        taker.ticks("attest", "y")
        taker.types(condition="Ổn định")
        taker.sends()
        assert taker.path == f"/cases/{self.ref}", taker.reads

    @does.register
    def _takes(self, deed: Takes) -> None:
        desk = self._at(deed.by, f"steps/{deed.step.value.replace('_', '-')}", deed.role)
        STEPPING.get(deed.step, _type_all)(desk, deed.data)
        desk.sends()

    @does.register
    def _writes(self, deed: Writes) -> None:
        desk = self._at(deed.by, f"{deed.what}/new")
        WRITING[deed.what](desk, deed.body)
        desk.sends()
        assert desk.path in {f"/cases/{self.ref}", f"/cases/{self.ref}/open"}, desk.reads

    @does.register
    def _visits(self, deed: Visits) -> None:
        desk = self._at(deed.by, "follow-ups/new")
        desk.types(due_on=f"{local_date(self.site.story.clock.now()):%d/%m/%Y}")
        desk.sends()
        self._open(desk, "support")
        desk.follows(f"/cases/{self.ref}/follow-ups/")
        desk.types(outcome="Ổn định")
        desk.sends()

    @does.register
    def _plans(self, deed: PlansForChild) -> None:
        desk = self._at(deed.by, "child-plans/new")
        _fill_lines(desk, {"needs": ["đi học"], "measures": ["học bổng"]})
        desk.sends()
        head = self.desk(deed.by, Role.SUPERVISOR)
        self._open(head, "protection")
        head.follows(f"/cases/{self.ref}/child-plans/")
        head.sends()

    def _at(self, code: str, page: str, role: Role = Role.OFFICER) -> Official:
        desk = self.desk(code, role)
        desk.goes_to(f"/cases/{self.ref}/{page}")
        return desk

    def _open(self, desk: Official, purpose: str) -> None:
        desk.goes_to(f"/cases/{self.ref}/open")
        desk.ticks("purpose", purpose)
        desk.sends()


def test_a_person_goes_the_whole_way_of_each_pathway(site: Site, request: pytest.FixtureRequest) -> None:
    regime = request.node.callspec.params["clock"]
    walks = {pathway: Walk(site, way) for pathway, way in WAYS.items()}
    desks: dict[tuple[str, Role], Official] = {}

    for pathway, walk in walks.items():
        walk.goes(pathway, desks)

    for pathway, walk in walks.items():
        case = site.story.case(walk.ref)
        assert (case.state, case.regime) == (WAYS[pathway].ends, regime), pathway
        assert case.facts["milestones"] == list(WAYS[pathway].asks)
    assert not site.complaints
    site.story.look(promises.check)
    assert site.story.look(ledger.verify).status is ledger.Status.SOUND
