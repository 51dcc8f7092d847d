"""Reading the access log at the service: whoever the door let in, the service asks again."""

import pytest

from referral.kernel import ledger
from referral.kernel.errors import NotAllowed
from referral.kernel.ledger import Action, Result
from referral.kernel.paging import Window
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.oversight import services
from referral.oversight.cards import EntryCard, LedgerFilter
from tests.storyteller import Storyteller
from workflows.vocabulary import Role

ALL = LedgerFilter()


@pytest.fixture
def told(story: Storyteller) -> Storyteller:
    return story


def entries(told: Storyteller, narrowed: LedgerFilter = ALL) -> tuple[EntryCard, ...]:
    auditor = told.province.actor("thanh-tra", Role.AUDITOR)
    return told.by(auditor, services.read_entries, narrowed, Window()).items


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_nobody_but_an_auditor_is_given_the_log_and_the_attempt_is_in_it(
    told: Storyteller, role: Role
) -> None:
    with pytest.raises(NotAllowed):
        told.by(told.province.actor("so-y-te", role), services.read_entries, ALL, Window())

    newest = entries(told)[0]
    assert (newest.action, newest.result, newest.actor) == (
        Action.LEDGER_READ,
        Result.DENIED,
        f"so-y-te.{role}",
    )


def test_the_system_is_named_as_such(told: Storyteller) -> None:
    with deed(told.database, told.clock) as session:
        ledger.note(session, SYSTEM, Action.SYSTEM_SWEPT, detail={"due": 0})

    assert entries(told, LedgerFilter(actor="system"))[0].action is Action.SYSTEM_SWEPT


def test_an_entry_carries_the_hash_by_which_it_is_found(told: Storyteller) -> None:
    told.reports("don-bien-phong")

    stored = told.look(lambda session: ledger.entries(session, ledger.Search(action=Action.CASE_REPORTED))[0])

    assert entries(told)[0].leaf == stored.leaf.hex()


def test_a_hand_over_is_found_by_its_case(told: Storyteller) -> None:
    ref = told.reports("don-bien-phong").ref
    told.hands("don-bien-phong", ref, "ubnd-xa")

    found = entries(told, LedgerFilter(case=ref))

    assert {Action.CASE_REPORTED, Action.HANDOVER_OFFERED, Action.CASE_MOVED} <= {
        entry.action for entry in found
    }
    assert entries(told, LedgerFilter(case=ref, action=Action.HANDOVER_ACCEPTED))[0].also == (
        Action.HANDOVER_ACCEPTED,
    )
