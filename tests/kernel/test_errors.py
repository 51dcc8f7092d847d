"""Every refusal has a status, a code and a sentence that says what to do next."""

import inspect
import re
from collections.abc import Iterator

import pytest

from referral.kernel import errors
from referral.kernel.errors import FieldError, ReferralError
from workflows.refusal import Refusal
from workflows.vocabulary import Words


def _family(root: type[ReferralError]) -> Iterator[type[ReferralError]]:
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
            yield from _family(child)


FAMILY = list(_family(ReferralError))


def test_the_tree_drawn_on_top_is_the_tree() -> None:
    drawn = dict(re.findall(r"── (\w+) +(\d+)", inspect.getdoc(errors) or ""))

    assert drawn == {error.__name__: str(error.status) for error in FAMILY}


@pytest.mark.parametrize("error", FAMILY, ids=lambda error: error.__name__)
def test_every_refusal_can_be_said_and_told_apart(error: type[ReferralError]) -> None:
    assert 400 <= error.status < 600
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)
    assert error.title
    assert error.message.endswith(".")


def test_codes_are_used_once() -> None:
    assert len({error.code for error in FAMILY}) == len(FAMILY)


def test_a_refusal_says_its_own_sentence() -> None:
    assert str(errors.NotFound()) == errors.NotFound.message


def test_a_refusal_may_be_given_another_sentence() -> None:
    error = errors.Conflict("Agency %(code)s holds this case.", code="so-y-te")

    assert str(error) == "Agency so-y-te holds this case."
    assert (error.message, error.values) == ("Agency %(code)s holds this case.", {"code": "so-y-te"})


def test_a_refused_step_carries_every_reason() -> None:
    words = Words("không", "no")
    reasons = [Refusal(rule, words, words, None) for rule in ("wrong-state", "needs-grounds")]

    assert errors.StepRefused(iter(reasons)).refusals == tuple(reasons)
    assert errors.RoleNotAllowed(iter(reasons)).refusals == tuple(reasons)


def test_invalid_input_is_said_field_by_field() -> None:
    wrong = FieldError("person.sex", "missing", "Choose one of the answers.")

    assert errors.InvalidInput([wrong]).errors == (wrong,)


def test_a_stale_version_names_the_one_that_stands() -> None:
    error = errors.StaleVersion(7)

    assert (error.current, "at version 7 now" in str(error)) == (7, True)


def test_a_settled_handover_names_its_outcome() -> None:
    error = errors.HandoverSettled("accepted")

    assert (error.outcome, "it was accepted" in str(error)) == ("accepted", True)


def test_only_what_could_not_be_recorded_is_not() -> None:
    unrecorded = {error for error in FAMILY if not error.is_recorded}

    assert unrecorded == {errors.Unavailable, errors.LedgerUnavailable, errors.VaultUnavailable}
