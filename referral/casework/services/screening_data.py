"""A screening between its verdict and its sealed document. It reads no row and weighs nothing.

The document holds what each sign weighed then: a list corrected later explains no old screening anew.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.casework.cards import ScreeningCard
from referral.kernel.vault import Json
from workflows.indicators import Dimension, Finding, Seen, Verdict, Weight, indicator_list
from workflows.vocabulary import Words


def to_document(verdict: Verdict, remarks: str) -> dict[str, Json]:
    """Give a verdict and what else was noticed as one document, for sealing."""
    return {
        "edition": indicator_list().edition,
        "as_child": verdict.as_child,
        "is_indicated": verdict.is_indicated,
        "because": _plain(verdict.because),
        "findings": [_finding_document(finding) for finding in verdict.findings],
        "remarks": remarks,
    }


def _finding_document(finding: Finding) -> dict[str, Json]:
    return {
        "dimension": finding.dimension.value,
        "rule": _plain(finding.rule) if finding.rule else None,
        "seen": [[seen.name, seen.weight.value] for seen in finding.seen],
    }


def _plain(words: Words) -> dict[str, Json]:
    return {"vi": words.vi, "en": words.en}


def card_from(
    document: Mapping[str, Any], screening_id: UUID, number: int, *, agency: str, at: datetime
) -> ScreeningCard:
    """Read a screening's opened document."""
    readings = {one.name: one.words for one in indicator_list().indicators}
    verdict = Verdict(
        as_child=document["as_child"],
        findings=tuple(_finding(said, readings) for said in document["findings"]),
        is_indicated=document["is_indicated"],
        because=Words(**document["because"]),
    )
    return ScreeningCard(screening_id, number, document["edition"], verdict, document["remarks"], agency, at)


def _finding(said: Mapping[str, Any], readings: Mapping[str, Words]) -> Finding:
    return Finding(
        Dimension(said["dimension"]),
        tuple(
            Seen(name, readings.get(name, Words(name, name)), Weight(weight)) for name, weight in said["seen"]
        ),
        Words(**said["rule"]) if said["rule"] else None,
    )
