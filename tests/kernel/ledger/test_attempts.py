"""What an attempt names: ids and references of ours, never what somebody typed."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from referral.kernel.ledger import Action, attempt
from referral.kernel.references import new_reference

A_REFERENCE = new_reference()
AN_ID = UUID("019f350b-e5c0-70c5-ab26-3f24b9da7db8")


@pytest.mark.parametrize(
    ("about", "named"),
    [
        pytest.param(None, (), id="nothing"),
        pytest.param(AN_ID, AN_ID, id="an id"),
        pytest.param(str(AN_ID), (str(AN_ID),), id="an id as text"),
        pytest.param(A_REFERENCE, (A_REFERENCE,), id="a reference"),
        pytest.param([A_REFERENCE, "Nguyen-Van-A"], (A_REFERENCE,), id="one of ours among others"),
        pytest.param("Nguyen-Van-A", (), id="a name"),
        pytest.param("HS-0000-0000-0001", (), id="almost a reference"),
        pytest.param("{019F350B-E5C0-70C5-AB26-3F24B9DA7DB8}", (), id="an id written otherwise"),
    ],
)
def test_an_attempt_names_only_what_is_ours(
    session: Session, about: str | UUID | None, named: object
) -> None:
    attempt(session, Action.CASE_READ, about)

    assert session.info["attempting"] == (Action.CASE_READ, named)
