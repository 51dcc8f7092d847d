"""Applications and deliveries: who may record them, what each is in the ledger, which clock it moves."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import update

from referral.casework.services import reading
from referral.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.references import new_id
from referral.support import services as support
from referral.support.cards import (
    Amount,
    Application,
    AppliedCard,
    BenefitLine,
    Decision,
    EntitlementsCard,
    Given,
)
from referral.support.models import Entitlement
from tests.factories import A_CHILD, intake
from tests.storyteller import Storyteller
from tests.witness import entries, last_entry, refused, rules_of
from workflows.benefits import ApplicationState, Category, Grade, RefusalGround
from workflows.vocabulary import ClockState, Pathway, Purpose, Regime, Role

HEALTH, CENTRE, POLICE = "so-y-te", "trung-tam-ctxh", "cong-an-tinh"
GRANTED = Decision(is_granted=True, from_on=date(2026, 9, 1), until_on=date(2028, 5, 31))
REFUSED = Decision(
    is_granted=False,
    ground=RefusalGround.CONDITIONS_NOT_MET,
    reason="Không đủ điều kiện",
    told_how_to_complain=True,
)


def applies(
    story: Storyteller, ref: str, regime: str = "h", *missing: str, code: str = HEALTH
) -> AppliedCard:
    story.later(minutes=1)
    return story.by(story.officer(code), support.apply_for, ref, Application(regime, missing=missing))


def decides(story: Storyteller, ref: str, which: UUID, decision: Decision, code: str = HEALTH) -> AppliedCard:
    story.later(minutes=1)
    return story.by(story.officer(code), support.decide, ref, which, decision)


def gives(story: Storyteller, ref: str, given: Given, code: str = HEALTH) -> int:
    story.later(minutes=1)
    return story.by(story.officer(code), support.deliver, ref, given).total


def looks(story: Storyteller, ref: str, code: str = HEALTH) -> EntitlementsCard:
    return story.by(story.officer(code), support.entitlements_of, ref, Purpose.SUPPORT)


def line_of(card: EntitlementsCard, name: str) -> BenefitLine:
    return next(one for line in card.lines for one in line.benefits if one.benefit.name == name)


def clocks_of(story: Storyteller, ref: str, code: str = HEALTH) -> list[tuple[str, date, str]]:
    clocks = story.by(story.officer(code), reading.clocks_of, ref)
    return [(one.duty_of, one.due_on, one.state) for one in clocks if one.rule == "support_application"]


def test_a_complete_application_is_decided_within_nine_working_days(story: Storyteller) -> None:
    ref = story.identified()

    made = applies(story, ref)

    assert clocks_of(story, ref) == [(HEALTH, date(2026, 7, 17), ClockState.RUNNING)]
    assert made.due_at == datetime(2026, 7, 17, 16, 59, 59, tzinfo=UTC)
    decides(story, ref, made.id, GRANTED)
    assert clocks_of(story, ref) == [(HEALTH, date(2026, 7, 17), ClockState.MET)]
    assert line_of(looks(story, ref), "schooling").applications[0].until_on == date(2028, 5, 31)


def test_the_time_to_decide_runs_from_what_completed_it(story: Storyteller) -> None:
    ref = story.identified()
    made = applies(story, ref, "h", "Mẫu số 07")
    assert (made.state, made.due_at, clocks_of(story, ref)) == (ApplicationState.INCOMPLETE, None, [])
    story.later(days=2)

    once, twice = (story.by(story.officer(HEALTH), support.complete, ref, made.id) for _ in range(2))

    assert clocks_of(story, ref) == [(HEALTH, date(2026, 7, 21), ClockState.RUNNING)]
    assert once == twice


def test_health_decides_also_after_handing_over(story: Storyteller) -> None:
    ref = story.reintegrating()
    made = applies(story, ref, "hardship_allowance", code=CENTRE)
    with refused(story, NotAllowed, Action.ENTITLEMENT_DECIDED, ref):
        decides(story, ref, made.id, GRANTED, code=CENTRE)

    decides(story, ref, made.id, REFUSED)

    entry = last_entry(story)
    assert (entry.action, list(entry.records)) == (Action.ENTITLEMENT_DECIDED, [f"entitlement/{made.id}"])
    seen = {
        code: line_of(looks(story, ref, code), "hardship_allowance").applications[0]
        for code in (HEALTH, CENTRE)
    }
    assert {code: card.ground for code, card in seen.items()} == dict.fromkeys(seen, REFUSED.ground)
    assert (seen[CENTRE].reason, seen[HEALTH].reason) == ("Không đủ điều kiện", "")


def test_an_application_is_decided_even_when_the_case_has_ended(story: Storyteller) -> None:
    ref = story.identified()
    made = applies(story, ref)
    story.withdrawn(ref, HEALTH)

    decides(story, ref, made.id, GRANTED)

    assert [state for _, _, state in clocks_of(story, ref)] == [ClockState.MET]


def test_a_decision_said_again_changes_nothing_and_another_is_refused(story: Storyteller) -> None:
    ref = story.identified()
    made = applies(story, ref)

    first, again = (decides(story, ref, made.id, REFUSED) for _ in range(2))

    assert first == again
    with refused(story, Conflict, Action.ENTITLEMENT_DECIDED, ref):
        decides(story, ref, made.id, GRANTED)
    with refused(story, Conflict, Action.ENTITLEMENT_COMPLETED, ref):
        story.by(story.officer(HEALTH), support.complete, ref, made.id)


@pytest.mark.parametrize(
    ("lacking", "fields"),
    [
        pytest.param(Decision(is_granted=False, told_how_to_complain=True), ["ground", "reason"], id="why"),
        pytest.param(replace(GRANTED, until_on=date(2026, 8, 1)), ["until"], id="an end after its start"),
    ],
)
def test_a_decision_lacks_nothing(story: Storyteller, lacking: Decision, fields: list[str]) -> None:
    ref = story.identified()
    made = applies(story, ref)

    with refused(story, InvalidInput, Action.ENTITLEMENT_DECIDED, ref) as caught:
        decides(story, ref, made.id, lacking)

    assert [error.field for error in caught.value.errors] == fields


def test_every_reason_against_a_decision_is_said_at_once(story: Storyteller) -> None:
    ref = story.identified()
    made = applies(story, ref, "h", "Mẫu số 07")

    with refused(story, StepRefused, Action.ENTITLEMENT_DECIDED, ref) as caught:
        decides(story, ref, made.id, replace(REFUSED, told_how_to_complain=False))

    assert rules_of(caught) == {"application-incomplete", "needs-told-how-to-complain"}


def test_what_is_given_once_is_applied_for_once(story: Storyteller) -> None:
    ref = story.identified()
    made = applies(story, ref, "k")
    with refused(story, StepRefused, Action.ENTITLEMENT_APPLIED, ref) as waiting:
        applies(story, ref, "k")
    decides(story, ref, made.id, GRANTED)

    with refused(story, StepRefused, Action.ENTITLEMENT_APPLIED, ref) as given:
        applies(story, ref, "k")

    assert (rules_of(waiting), rules_of(given)) == ({"applied-already"}, {"given-once"})


def test_nobody_else_records_or_sees_support(story: Storyteller) -> None:
    ref = story.identified()
    made = applies(story, ref)

    with refused(story, NotAllowed, Action.ENTITLEMENT_APPLIED, ref):
        applies(story, ref, code="don-bien-phong")
    with refused(story, NotFound, Action.SUPPORT_DELIVERED, ref):
        gives(story, ref, Given("a"), CENTRE)
    with refused(story, NotFound, Action.ENTITLEMENT_DECIDED, ref):
        decides(story, ref, new_id(story.clock), GRANTED)
    with refused(story, NotFound, Action.SUPPORT_LISTED, ref):
        looks(story, ref, CENTRE)
    assert made.state is ApplicationState.COMPLETE


def test_each_service_counts_its_person_times(story: Storyteller) -> None:
    ref = story.verified()

    totals = [gives(story, ref, Given("g", times)) for times in (1, 4)]

    assert totals == [1, 5]
    card = looks(story, ref)
    counted = line_of(card, "psychological")
    assert (card.category, counted.times) == (Category.IN_PROCESS, 5)
    entry = last_entry(story)
    assert (entry.action, entry.fields) == (Action.SUPPORT_LISTED, ("support",))


def test_support_is_open_from_the_first_minute_to_its_verifier(story: Storyteller) -> None:
    first = story.reports("don-bien-phong").ref
    assert gives(story, first, Given("a"), "don-bien-phong") == 1

    ref = story.fully_verified()

    assert gives(story, ref, Given("e"), POLICE) == 1


def test_what_waits_for_a_grant_is_not_given_before_it(story: Storyteller) -> None:
    ref = story.identified()
    with refused(story, StepRefused, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given("h"))
    assert rules_of(caught) == {"needs-grant"}

    decides(story, ref, applies(story, ref).id, GRANTED)

    assert gives(story, ref, Given("h")) == 1


def test_what_is_not_listed_is_given_with_a_reason_only(story: Storyteller) -> None:
    foreign = intake(story.clock.now(), pathway=Pathway.FOREIGN_NATIONAL)
    ref = story.reports(HEALTH, foreign).ref
    with refused(story, StepRefused, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given("e"))
    assert rules_of(caught) == {"not-listed"}

    gives(story, ref, Given("e", reason="Quỹ của tổ chức quốc tế"))

    (given,) = story.by(story.officer(HEALTH), support.of_case, ref, Purpose.SUPPORT).deliveries
    assert (given.grade, given.reason) == (Grade.NOT_LISTED, "Quỹ của tổ chức quốc tế")


def test_a_child_who_came_along_follows_the_one_it_came_with(story: Storyteller) -> None:
    mother = story.verified()
    told = replace(intake(story.clock.now(), A_CHILD), accompanies=mother.lower())
    child = story.reports(HEALTH, told).ref
    before = looks(story, child).category

    story.identifies(mother)

    assert (before, looks(story, child).category) == (Category.IN_PROCESS, Category.ACCOMPANYING)


def test_a_reference_that_leads_nowhere_decides_nothing(story: Storyteller) -> None:
    told = replace(intake(story.clock.now(), A_CHILD), accompanies="mẹ")

    assert looks(story, story.reports(HEALTH, told).ref).category is Category.IN_PROCESS


def test_a_mission_supports_as_the_law_has_it_abroad(story: Storyteller) -> None:
    abroad = intake(story.clock.now(), pathway=Pathway.ABROAD)

    ref = story.reports("co-quan-dai-dien", abroad).ref

    assert looks(story, ref, "co-quan-dai-dien").category is Category.IN_PROCESS_ABROAD


def test_an_amount_stands_from_its_own_day_on(story: Storyteller) -> None:
    ref, administrator = story.identified(), story.province.actor("quan-tri", Role.ADMINISTRATOR)
    days = (date(2026, 1, 1), date(2026, 7, 1), date(2026, 8, 1))
    for dong, from_on in zip((10, 20, 30), days, strict=True):
        amount = Amount("travel", "51", dong, "người", from_on, "Nghị quyết thử nghiệm")
        story.by(administrator, support.set_amount, amount)
    assert last_entry(story).action is Action.SUPPORT_AMOUNT_SET

    card = looks(story, ref)

    paid = line_of(card, "travel").amount
    assert paid is not None
    assert paid.amount.dong == 20
    assert line_of(card, "medical").amount is None
    assert [kept.amount.dong for kept in story.by(administrator, support.amounts_on_file)] == [30, 20, 10]


def test_an_amount_is_an_administrators_and_for_what_the_law_knows(story: Storyteller) -> None:
    amount = Amount("gifts", "00", 1, "x", date(2026, 1, 1), "x")
    with refused(story, NotAllowed, Action.SUPPORT_AMOUNT_SET):
        story.by(story.supervisor(HEALTH), support.set_amount, amount)

    administrator = story.province.actor("quan-tri", Role.ADMINISTRATOR)
    with refused(story, InvalidInput, Action.SUPPORT_AMOUNT_SET) as caught:
        story.by(administrator, support.set_amount, amount)

    assert [error.field for error in caught.value.errors] == ["benefit", "province_code"]


def test_who_was_identified_before_the_new_law_keeps_the_old_regime(story: Storyteller) -> None:
    story.clock.set(datetime(2025, 5, 12, 1, 30, tzinfo=UTC))
    ref = story.identified()
    story.clock.set(datetime(2026, 7, 6, 1, 30, tzinfo=UTC))

    card = looks(story, ref)

    with refused(story, StepRefused, Action.ENTITLEMENT_APPLIED, ref) as caught:
        applies(story, ref, "k")
    assert (card.regime, len(card.lines)) == (Regime.OF_2011, 9)
    assert rules_of(caught) == {"applied-too-late"}
    assert applies(story, ref, "h").state is ApplicationState.COMPLETE


def test_support_before_the_new_law_is_recorded_under_the_old_one(story: Storyteller) -> None:
    story.clock.set(datetime(2025, 6, 30, 1, 30, tzinfo=UTC))
    ref = story.reports(HEALTH).ref

    with refused(story, StepRefused, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given("a"))

    assert rules_of(caught) == {"not-settled-in-law"}
    assert gives(story, ref, Given("a", reason="Nhu cầu cấp bách")) == 1


def test_what_does_not_open_is_named_to_the_auditor(story: Storyteller) -> None:
    ref = story.identified()
    made = applies(story, ref)
    spoil = update(Entitlement).where(Entitlement.id == made.id).values(document=b"cut")
    story.system(lambda session: session.execute(spoil))

    card = line_of(looks(story, ref), "schooling").applications[0]

    assert (card.state, card.details) == (ApplicationState.COMPLETE, "")
    assert Action.INTEGRITY_FAILED in {entry.action for entry in entries(story)}
