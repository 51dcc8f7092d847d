"""Whole ways of persons through the work, each deed by its own agency, under the eyes of every promise."""

from dataclasses import replace

from referral.casework.cards import ConsentData
from referral.casework.services import consents, pausing, reading
from referral.custody import services as custody
from referral.kernel import ledger
from referral.support import services as support
from referral.support.cards import ChildPlanDraft
from tests.factories import AN_ADULT, EVERYTHING, a_childs, intake
from tests.storyteller import Storyteller
from workflows.vocabulary import Pathway, State, StepName

A_CHILDS_PLAN = ChildPlanDraft(("đi học lại",), ("đưa đón",))


def test_a_person_reported_at_the_border_comes_back_to_community(story: Storyteller) -> None:
    ref = story.closed()

    custodians = story.by(story.officer("trung-tam-ctxh"), reading.custody_of, ref)

    assert story.case(ref).state == State.CLOSED
    assert [interval.agency for interval in custodians] == [
        "don-bien-phong",
        "ubnd-xa",
        "so-y-te",
        "trung-tam-ctxh",
    ]
    assert story.look(ledger.verify).status is ledger.Status.SOUND


def test_a_report_is_passed_on_before_it_reaches_a_commune(story: Storyteller) -> None:
    ref = story.reports("co-quan-dai-dien", intake(story.clock.now(), pathway=Pathway.ABROAD)).ref
    story.hands("co-quan-dai-dien", ref, "canh-sat-bien")
    story.hands("canh-sat-bien", ref, "don-bien-phong-hai")

    story.hands("don-bien-phong-hai", ref, "ubnd-xa-khac")

    assert story.case(ref).state == State.AT_COMMUNE


def test_a_commune_tells_health_before_it_hands_over(story: Storyteller) -> None:
    ref = story.reports("ubnd-xa").ref
    story.steps(story.officer("ubnd-xa"), ref, StepName.NOTIFY_HEALTH)

    story.hands("ubnd-xa", ref, "so-y-te")

    clocks = {clock.rule: clock.state for clock in story.by(story.officer("so-y-te"), reading.clocks_of, ref)}
    assert (clocks["notify_health"], clocks["health_reception"]) == ("met", "met")
    assert clocks["initial_verification"] == "running"


def test_a_facility_admits_at_once_and_health_receives(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref
    story.hands("don-bien-phong", ref, "co-so-ho-tro")

    story.hands("co-so-ho-tro", ref, "so-y-te")

    assert story.transfers(story.identifies(story.verifies(ref))) == ref
    assert story.case(ref).state == State.TRANSFERRED


def test_a_transfer_fails_three_times_and_succeeds(story: Storyteller) -> None:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    story.declines("trung-tam-ctxh", story.offers("so-y-te", ref, "trung-tam-ctxh"))
    story.withdraws_offer("so-y-te", story.offers("so-y-te", ref, "co-so-ho-tro"))
    story.offers("so-y-te", ref, "co-so-ho-tro")
    story.later(hours=25)
    story.system(custody.lapse_unanswered, story.clock)

    story.hands("so-y-te", ref, "trung-tam-ctxh")

    assert story.case(ref).state == State.TRANSFERRED


def test_a_person_is_handed_on_from_reintegration(story: Storyteller) -> None:
    ref = story.reintegrating()
    story.assesses("trung-tam-ctxh", ref)
    story.declines("ubnd-xa", story.offers("trung-tam-ctxh", ref, "ubnd-xa"))
    assert story.case(ref).state == State.REINTEGRATING

    story.hands("trung-tam-ctxh", ref, "ubnd-xa")

    assert story.case(ref).state == State.TRANSFERRED


def test_a_person_goes_home_with_a_plan(story: Storyteller) -> None:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    story.plans("so-y-te", ref)

    story.steps(story.officer("so-y-te"), ref, StepName.RETURN_HOME)

    assert story.case(ref).state == State.REINTEGRATING


def test_a_person_changes_their_mind_at_every_stage(story: Storyteller) -> None:
    tales = (story.received, story.verified, story.identified, story.transferred, story.reintegrating)
    refs = [tell() for tell in tales]
    states = [story.case(ref).state for ref in refs]

    for ref, code in zip(refs, ["so-y-te"] * 3 + ["trung-tam-ctxh"] * 2, strict=True):
        story.withdrawn(ref, code)
        story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN, "Đổi ý")

    assert [story.case(ref).state for ref in refs] == states
    assert {story.case(ref).holder_id for ref in refs} == {story.province.ids["so-y-te"]}


def test_a_conclusion_is_taken_back_and_the_person_identified(story: Storyteller) -> None:
    ref = story.not_identified()
    story.steps(story.supervisor("cong-an-tinh"), ref, StepName.REOPEN, "Có căn cứ mới")

    story.identifies(ref)

    story.assesses("cong-an-tinh", ref)
    story.hands("cong-an-tinh", ref, "trung-tam-ctxh")
    assert story.case(ref).state == State.TRANSFERRED


def test_a_closed_case_is_reopened_and_closed_again(story: Storyteller) -> None:
    ref = story.closed()
    story.later(days=90)
    story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN, "Lại bị đe dọa")
    story.reintegrates(story.transfers(ref))
    story.visits("trung-tam-ctxh", ref)

    story.steps(story.supervisor("trung-tam-ctxh"), ref, StepName.CLOSE)

    assert story.case(ref).state == State.CLOSED


def test_a_foreigner_goes_back_to_their_country(story: Storyteller) -> None:
    abroad = intake(story.clock.now(), replace(AN_ADULT, nationality="LAO"), pathway=Pathway.FOREIGN_NATIONAL)
    ref = story.identified(abroad)
    story.assesses("so-y-te", ref)

    story.steps(story.officer("so-y-te"), ref, StepName.REPATRIATE)

    assert story.case(ref).state == State.CLOSED


def test_a_paused_clock_watches_over_a_case_too(story: Storyteller) -> None:
    ref, health = story.received(), story.officer("so-y-te")
    (clock,) = [clock for clock in story.by(health, reading.clocks_of, ref) if clock.state == "running"]

    story.by(health, pausing.pause_clock, ref, clock.id, reason="Nằm viện", authority="12/QĐ")

    assert story.verifies(ref) == ref


def test_a_childs_way_is_never_gone_on_its_word_alone(story: Storyteller) -> None:
    ref = story.a_childs_protected()
    story.hands("so-y-te", ref, "trung-tam-ctxh")
    plan = story.by(story.officer("ubnd-xa"), support.make_child_plan, ref, A_CHILDS_PLAN)
    story.by(story.supervisor("ubnd-xa"), support.approve_child_plan, ref, plan)
    story.reintegrates(ref)
    story.visits("trung-tam-ctxh", ref)

    story.steps(story.supervisor("trung-tam-ctxh"), ref, StepName.CLOSE)

    assert story.case(ref).state == State.CLOSED


def test_a_child_is_given_to_relatives(story: Storyteller) -> None:
    ref = story.a_childs_protected()

    story.steps(story.officer("so-y-te"), ref, StepName.GIVE_TO_RELATIVES, collected_by="Bà ngoại")

    assert story.case(ref).state == State.REINTEGRATING


def test_consent_given_later_opens_the_way(story: Storyteller) -> None:
    silent = replace(intake(story.clock.now()), consent=None)
    ref = story.identified(silent)
    story.assesses("so-y-te", ref)

    story.by(
        story.officer("so-y-te"), consents.record_consent, ref, ConsentData(given=True, scope=EVERYTHING)
    )

    story.hands("so-y-te", ref, "trung-tam-ctxh")
    assert story.case(ref).state == State.TRANSFERRED


def test_a_child_of_the_street_is_cared_for_meanwhile(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong", a_childs(story.clock.now())).ref
    story.assesses("ubnd-xa", ref)
    plan = story.by(story.officer("ubnd-xa"), support.make_child_plan, ref, A_CHILDS_PLAN)
    story.by(story.supervisor("ubnd-xa"), support.approve_child_plan, ref, plan)

    story.hands("don-bien-phong", ref, "ubnd-xa")

    clocks = {clock.rule: clock.state for clock in story.by(story.officer("ubnd-xa"), reading.clocks_of, ref)}
    assert {clocks[rule] for rule in ("child_risk", "child_plan", "child_plan_approval")} == {"met"}
