"""Tests of who was competent on a day: no gap, no overlap, and the bodies that are gone keep their names."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from workflows.authorities import FILE, Competence, authorities, body_then, competent, read_authorities
from workflows.vocabulary import AgencyKind, Confidence

LAST_OLD_DAY, FIRST_NEW_DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize("competence", Competence)
def test_exactly_one_body_is_competent_on_either_side_of_the_reform(competence: Competence) -> None:
    rows = [row for row in authorities() if row.competence is competence]

    assert [sum(row.was_competent(day) for row in rows) for day in (LAST_OLD_DAY, FIRST_NEW_DAY)] == [1, 1]
    assert rows[0].valid_to == rows[1].valid_from - timedelta(days=1)


@pytest.mark.parametrize(
    ("competence", "on", "body", "confidence"),
    [
        (
            Competence.RECEPTION,
            LAST_OLD_DAY,
            "Phòng Lao động - Thương binh và Xã hội cấp huyện",
            Confidence.OLD,
        ),
        (Competence.RECEPTION, FIRST_NEW_DAY, "Sở Y tế", Confidence.B),
        (Competence.FULL_VERIFICATION, LAST_OLD_DAY, "Công an cấp huyện", Confidence.OLD),
        (Competence.FULL_VERIFICATION, FIRST_NEW_DAY, "Công an cấp tỉnh", Confidence.B),
        (Competence.SUPPORT_DECISION, LAST_OLD_DAY, "Chủ tịch UBND cấp huyện", Confidence.OLD),
        (Competence.SUPPORT_DECISION, FIRST_NEW_DAY, "Sở Y tế", Confidence.A),
    ],
)
def test_the_competent_body_is_the_one_of_its_day(
    competence: Competence, on: date, body: str, confidence: Confidence
) -> None:
    found = competent(competence, on)

    assert found is not None
    assert (found.body.vi, found.confidence) == (body, confidence)


def test_nobody_is_named_for_a_day_before_the_data() -> None:
    assert competent(Competence.RECEPTION, date(2001, 1, 1)) is None


@pytest.mark.parametrize("kind", AgencyKind)
def test_only_a_body_that_is_gone_is_named_beside_the_agency(kind: AgencyKind) -> None:
    then, now = body_then(kind, LAST_OLD_DAY), body_then(kind, FIRST_NEW_DAY)

    assert (then is not None) is (kind in {AgencyKind.HEALTH, AgencyKind.POLICE})
    assert now is None


def test_a_slip_of_the_pen_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "authorities.toml"
    file.write_text(FILE.read_text("utf-8").replace("is_named = true", "named = true", 1), "utf-8")

    with pytest.raises(ValueError, match="cấp huyện: not a key of an authority: named"):
        read_authorities(file)
