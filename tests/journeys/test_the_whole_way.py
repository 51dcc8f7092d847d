"""One person's whole way: from the first report at a border post to a life back in the community."""

from itertools import pairwise

from referral.casework.services import reading
from referral.kernel import ledger
from referral.support import services as support
from tests.storyteller import Storyteller
from workflows.vocabulary import State, StepName


def test_a_person_reported_at_the_border_comes_back_to_community(story: Storyteller) -> None:
    ref = story.transferred()
    centre = story.province.actor("trung-tam-ctxh")
    story.plans("trung-tam-ctxh", ref)
    story.steps(centre, ref, StepName.START_REINTEGRATION)
    visit = story.by(centre, support.schedule_follow_up, ref, story.clock.now().date())
    story.by(centre, support.record_follow_up, ref, visit, story.clock.now().date(), "Ổn định")

    closed = story.steps(story.province.supervisor("trung-tam-ctxh"), ref, StepName.CLOSE)

    assert closed.state is State.CLOSED
    assert story.look(ledger.verify).status is ledger.Status.SOUND


def test_custody_tiles_the_time_from_report_to_now(story: Storyteller) -> None:
    ref = story.transferred()

    intervals = story.by(story.province.actor("trung-tam-ctxh"), reading.custody_of, ref)

    assert [one.to_at for one in intervals[:-1]] == [two.from_at for _, two in pairwise(intervals)]
    holders = ["don-bien-phong", "ubnd-xa", "so-y-te", "trung-tam-ctxh"]
    assert [interval.agency for interval in intervals] == holders
    assert intervals[-1].to_at is None
