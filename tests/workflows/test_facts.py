"""Tests of how facts are kept: nothing lost, nothing guessed, no room for a name."""

import json
from dataclasses import fields
from datetime import date
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.builders import CHILD
from workflows.facts import Attempt, CaseFacts, StoredFacts
from workflows.milestones import Milestone
from workflows.vocabulary import ConsentScope, Pathway, State

ANY_FACTS = st.builds(
    CaseFacts,
    pathway=st.sampled_from(Pathway),
    consents=st.frozensets(st.sampled_from(ConsentScope)),
    milestones=st.frozensets(st.sampled_from(Milestone)),
    received_on=st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    risk_assessed_on=st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    returns_to=st.none() | st.sampled_from(State),
    withdrawn_from=st.none() | st.sampled_from(State),
    open_follow_ups=st.integers(0, 9),
    done_follow_ups=st.integers(0, 9),
)


@given(ANY_FACTS)
def test_facts_come_back_from_json_as_they_were(facts: CaseFacts) -> None:
    kept: StoredFacts = json.loads(json.dumps(facts.to_json()))

    assert CaseFacts.from_json(kept) == facts


def test_a_fact_an_older_version_did_not_know_is_not_learnt() -> None:
    facts = CaseFacts.from_json({"pathway": "rescued", "is_child": True})

    assert facts == CaseFacts(Pathway.RESCUED, is_child=True)
    assert not facts.has_guardian_consent


@pytest.mark.parametrize("missing", ["pathway", "is_child"])
def test_what_has_no_safe_default_must_be_there(missing: str) -> None:
    kept = cast("StoredFacts", {name: value for name, value in CHILD.to_json().items() if name != missing})

    with pytest.raises(KeyError, match=missing):
        CaseFacts.from_json(kept)


def test_a_stray_fact_is_named_and_refused() -> None:
    kept: StoredFacts = json.loads('{"pathway": "rescued", "is_child": true, "full_name": "-"}')

    with pytest.raises(ValueError, match="full_name"):
        CaseFacts.from_json(kept)


def test_every_fact_is_kept() -> None:
    assert {field.name for field in fields(CaseFacts)} == CHILD.to_json().keys()


def test_a_fact_has_no_room_for_free_text() -> None:
    kinds = {field.type for field in fields(CaseFacts)}

    assert kinds == {
        bool,
        int,
        Pathway,
        frozenset[ConsentScope],
        frozenset[Milestone],
        date | None,
        State | None,
    }


def test_an_attempt_brings_names_of_items_never_their_content() -> None:
    kinds = {field.name: field.type for field in fields(Attempt)}

    assert kinds["given"] == frozenset[str]
    assert str not in kinds.values()
