"""Ids and public references: their shape, and what a slip of the tongue or the hand does to them."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from uuid import RFC_4122

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.kernel.clock import StoppedClock
from referral.kernel.references import ALPHABET, canonical_reference, is_reference, new_id, new_reference

SOUND = "HS-7K3M-9CXT-2F43"

references = st.builds(lambda _: new_reference(), st.integers())


def body_of(reference: str) -> str:
    return reference.removeprefix("HS").replace("-", "")


def with_body(body: str) -> str:
    return f"HS-{body[:4]}-{body[4:8]}-{body[8:]}"


def test_an_id_is_a_uuid_of_version_seven(clock: StoppedClock) -> None:
    made = new_id(clock)

    assert (made.version, made.variant) == (7, RFC_4122)


def test_an_id_begins_with_its_milliseconds() -> None:
    made = new_id(StoppedClock(datetime(2026, 7, 6, 1, 30, 0, 123_000, tzinfo=UTC)))

    assert made.int >> 80 == 1_783_301_400_123


def test_ids_made_later_sort_later(clock: StoppedClock) -> None:
    made = []
    for _ in range(50):
        made.append(new_id(clock))
        clock.move(milliseconds=1)

    assert made == sorted(made)


def test_ids_made_in_one_instant_all_differ(clock: StoppedClock) -> None:
    assert len({new_id(clock) for _ in range(1000)}) == 1000


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 — the bounds take no zone
def test_ids_carry_any_moment_and_their_marks(at: datetime) -> None:
    made = new_id(StoppedClock(at))

    since = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert abs((made.int >> 80) - since) <= 1
    assert made.version == 7


@given(references)
def test_a_new_reference_is_sound_and_canonical(reference: str) -> None:
    assert is_reference(reference)
    assert canonical_reference(reference) == reference


def test_references_cannot_be_guessed() -> None:
    assert len(ALPHABET) ** 12 / 29 > 2**50
    assert len({new_reference() for _ in range(1000)}) == 1000


def test_every_place_of_a_reference_takes_every_character() -> None:
    bodies = [body_of(new_reference()) for _ in range(2000)]

    assert [set(place) for place in zip(*bodies, strict=True)] == [set(ALPHABET)] * 12


def test_nothing_in_a_reference_can_be_misread() -> None:
    assert not set("AEIOUY") & set(ALPHABET)
    assert not set("BGLOQSZ") & set(ALPHABET)


@given(references)
def test_any_one_wrong_character_is_caught(reference: str) -> None:
    body = body_of(reference)
    slips = (
        body[:at] + other + body[at + 1 :] for at in range(12) for other in ALPHABET if other != body[at]
    )

    assert [slip for slip in slips if is_reference(with_body(slip))] == []


@given(references)
def test_any_two_characters_swapped_are_caught(reference: str) -> None:
    body = body_of(reference)
    swaps = [
        body[:a] + body[b] + body[a + 1 : b] + body[a] + body[b + 1 :]
        for a, b in combinations(range(12), 2)
        if body[a] != body[b]
    ]

    assert [swap for swap in swaps if canonical_reference(swap) is not None] == []


@given(references, st.sampled_from(["", " ", "  ", "-", "–", ".", "_", " - "]))
def test_spacing_case_and_prefix_are_forgiven(reference: str, between: str) -> None:
    spoken = reference.replace("-", between)
    forms = (spoken, spoken.lower(), f" {spoken} ", spoken.lower().removeprefix("hs"))

    assert {canonical_reference(form) for form in forms} == {reference}


@given(references)
def test_letters_that_look_like_digits_are_forgiven(reference: str) -> None:
    misread = body_of(reference).translate(str.maketrans("01152868", "OILSZBGB"))

    assert canonical_reference(f"HS-{misread}") == reference
    assert canonical_reference(f"h5 {misread.lower()}") == reference


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("HS", id="only the prefix"),
        pytest.param(SOUND[:-1], id="cut short"),
        pytest.param(SOUND + "0", id="too long"),
        pytest.param("XX" + SOUND[2:], id="another prefix"),
        pytest.param(SOUND.replace("H", "Ñ"), id="foreign letters"),
        pytest.param("HS-0000-0000-000A", id="a vowel"),
        pytest.param("' OR 1=1 --", id="something else"),
        pytest.param("HS-" + "٠" * 12, id="digits of another script"),
    ],
)
def test_what_is_no_reference_is_told_apart(text: str) -> None:
    assert canonical_reference(text) is None
    assert not is_reference(text)


@pytest.mark.parametrize(
    "text", [SOUND.lower(), SOUND.replace("-", ""), SOUND[3:], f" {SOUND}", f"{SOUND}\n"]
)
def test_only_our_own_spelling_is_canonical(text: str) -> None:
    assert not is_reference(text)
    assert canonical_reference(text) == SOUND
