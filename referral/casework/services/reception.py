"""Receiving a report: from its first minute the case has a holder, a state, a clock and a key of its own."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind, Intake, Received
from referral.casework.models import Case, Person, Receipt, Report
from referral.casework.queries import Standing
from referral.casework.services import (
    access,
    childhood,
    clockwork,
    consents,
    events,
    holding,
    people_data,
    verifying,
)
from referral.casework.services.keys import seal_document, sealing_key
from referral.casework.services.moments import happened_at
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import KeyReused, NotAllowed
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id, new_reference
from referral.kernel.vault import FULL, Cell, record_digest, vault_of
from referral.people.models import Agency
from referral.sla.cards import ClockCard
from referral.sla.services import clocks
from workflows.catalogue import opening_event, opening_state
from workflows.facts import CaseFacts
from workflows.vocabulary import FACILITIES, STAGE_OF, ClockState, Relation, Stage, State, Words


@dataclass(frozen=True, slots=True)
class Repeatable:
    """What makes a repeated report recognisable: digests that say nothing without the key."""

    key: str
    body: str


def receive(session: Session, clock: Clock, actor: Actor, intake: Intake, key: str, body: str) -> Received:
    """Receive a report and open a case; the same key and body again gives the first answer again.

    :param key: the caller's Idempotency-Key
    :param body: the report's canonical text, by which a repetition is told from another report
    :raises NotAllowed: if the actor's role or agency receives no reports
    :raises KeyReused: if the key came with another body before
    :raises InvalidInput: if it happened in the future
    """
    ledger.attempt(session, Action.CASE_REPORTED)
    if not actor.may(Permission.CASE_REPORT):
        raise NotAllowed
    _take_turns(session, actor)
    marks = _marks(session, actor, key, body)
    earlier = _earlier(session, actor, marks)
    if earlier is not None:
        ledger.note(session, actor, Action.CASE_REPORTED, earlier.ref, detail={"repeated": 1})
        return earlier
    return _open(session, clock, actor, intake, marks)


def _take_turns(session: Session, actor: Actor) -> None:
    """Let an agency's reports in one at a time: a client that lost its answer may send the same one twice at
    once.
    """
    session.execute(select(Agency.id).where(Agency.id == actor.agency).with_for_update(key_share=True))


def _marks(session: Session, actor: Actor, key: str, body: str) -> Repeatable:
    vault = vault_of(session)
    return Repeatable(
        vault.commitment("idempotency-key", f"{actor.agency}|{key}").hex(),
        vault.commitment("report-body", body).hex(),
    )


def _earlier(session: Session, actor: Actor, marks: Repeatable) -> Received | None:
    receipt = session.execute(
        select(Receipt.body_digest, Receipt.answer).where(
            Receipt.agency_id == actor.agency, Receipt.key_digest == marks.key
        )
    ).one_or_none()
    if receipt is None:
        return None
    if receipt.body_digest != marks.body:
        raise KeyReused([])
    return _read_answer(receipt.answer)


def _open(session: Session, clock: Clock, actor: Actor, intake: Intake, marks: Repeatable) -> Received:
    at = happened_at(clock, intake.occurred_at)
    case = _new_case(clock, actor, intake, at)
    # The key store commits first: a key without a case is swept away, a case without its key would be lost.
    vault_of(session).new_case_key(case.id, actor.agency)
    _insert_case(session, clock, case, intake)
    holding.begin(session, clock, case.id, actor.agency, at)
    access.grant(session, clock, case.id, actor.agency, Relation.HOLDER, at, copy_scope=FULL)
    digests = _keep_person(session, clock, case, intake) | _keep_report(
        session, clock, actor, case, intake, at
    )
    events.add(session, clock, actor, case, EventKind.REPORTED, at, after=case.state)
    clockwork.follow(session, clock, case, opening_event(actor.agency_kind), at)
    childhood.share_duty(session, clock, case, at)
    ledger.note(
        session,
        actor,
        Action.CASE_REPORTED,
        case.ref,
        records=digests,
        detail={"pathway": case.pathway.value, "state": case.state.value},
    )
    return _answered(session, clock, actor, case, marks)


def _new_case(clock: Clock, actor: Actor, intake: Intake, at: datetime) -> Standing:
    facts = _first_facts(actor, intake, at)
    return Standing(
        id=new_id(clock),
        ref=new_reference(),
        version=1,
        pathway=intake.pathway,
        regime=None,
        state=opening_state(actor.agency_kind),
        is_urgent=intake.urgent,
        is_child=facts.is_child,
        facts=facts,
        holder_id=actor.agency,
        verifier_id=None,
        reporter_id=actor.agency,
        province_code=actor.province_code,
        occurred_at=at,
        last_occurred_at=at,
        recorded_at=clock.now(),
        ended_at=None,
        relations=frozenset({Relation.HOLDER}),
        copies=frozenset({(Relation.HOLDER, FULL)}),
    )


def _first_facts(actor: Actor, intake: Intake, at: datetime) -> CaseFacts:
    is_received = opening_state(actor.agency_kind) is State.RECEIVED
    facts = CaseFacts(
        pathway=intake.pathway,
        is_child=people_data.child_on(intake.person, local_date(at)),
        is_foreign=people_data.is_foreign(intake.person, intake.pathway),
        has_story=bool(intake.story),
        was_admitted_in_emergency=actor.agency_kind in FACILITIES,
        received_on=local_date(at) if is_received else None,
    )
    return consents.facts_with(facts, intake.consent)


def _insert_case(session: Session, clock: Clock, case: Standing, intake: Intake) -> None:
    session.execute(
        insert(Case).values(
            id=case.id,
            ref=case.ref,
            version=1,
            pathway=case.pathway.value,
            regime=None,
            state=case.state.value,
            is_urgent=case.is_urgent,
            is_child=case.is_child,
            channel=intake.channel or "",
            facts=case.facts.to_json(),
            holder_id=case.holder_id,
            verifier_id=None,
            reporter_id=case.reporter_id,
            province_code=case.province_code,
            occurred_at=case.occurred_at,
            last_occurred_at=case.occurred_at,
            recorded_at=clock.now(),
            ended_at=None,
        )
    )


def _keep_person(session: Session, clock: Clock, case: Standing, intake: Intake) -> dict[str, str]:
    person_id, key = new_id(clock), sealing_key(session, case)
    name = intake.person.full_name
    blobs = {
        "name": key.seal_text(Cell("person", "name", person_id, 1), name) if name else None,
        "identity": key.seal_json(
            Cell("person", "identity", person_id, 1), people_data.to_document(intake.person)
        ),
    }
    session.execute(
        insert(Person).values(
            id=person_id,
            case_id=case.id,
            row_version=1,
            **blobs,
            **people_data.tags(vault_of(session), intake.person),
        )
    )
    return {f"person/{person_id}": record_digest(blobs)}


def _keep_report(
    session: Session, clock: Clock, actor: Actor, case: Standing, intake: Intake, at: datetime
) -> dict[str, str]:
    report_id = new_id(clock)
    blob = seal_document(session, case, "report", report_id, report_document(intake))
    session.execute(
        insert(Report).values(id=report_id, case_id=case.id, agency_id=actor.agency, document=blob)
    )
    digests = {f"report/{report_id}": record_digest({"document": blob})}
    if intake.story:
        digests |= verifying.take_statement(
            session,
            clock,
            actor,
            case,
            intake.story,
            at,
            language=intake.language or "",
            needs_interpreter=intake.interpreter_needed,
        )
    if intake.consent is not None:
        digests |= consents.keep(session, clock, actor, case, intake.consent, at)[1]
    return digests


def report_document(intake: Intake) -> dict[str, Any]:
    """Give a report exactly as it was taken down, for sealing; its story is kept as the first statement."""
    return {
        "person": {"full_name": intake.person.full_name, **people_data.to_document(intake.person)},
        "language": intake.language,
        "interpreter_needed": intake.interpreter_needed,
        "accompanies": intake.accompanies,
        "reporter_capacity": intake.reporter_capacity,
        "reporter_agency": intake.reporter_agency,
        "channel": intake.channel,
    }


def _answered(session: Session, clock: Clock, actor: Actor, case: Standing, marks: Repeatable) -> Received:
    cards = clocks.of_case(session, clock, case.id)
    answer = {
        "ref": case.ref,
        "state": case.state.value,
        "version": 1,
        "holder": actor.agency_code,
        "clocks": [_stored(card) for card in cards],
    }
    session.execute(
        insert(Receipt).values(
            id=new_id(clock),
            agency_id=actor.agency,
            key_digest=marks.key,
            body_digest=marks.body,
            case_id=case.id,
            answer=answer,
            recorded_at=clock.now(),
        )
    )
    return _read_answer(answer)


def _stored(card: ClockCard) -> dict[str, Any]:
    plain = dataclasses.asdict(card)
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, UUID)
        else value
        for name, value in plain.items()
    }


def _read_answer(answer: dict[str, Any]) -> Received:
    state = State(answer["state"])
    stage: Stage = STAGE_OF[state]
    return Received(
        answer["ref"],
        state,
        stage,
        answer["version"],
        answer["holder"],
        tuple(map(_read_clock, answer["clocks"])),
        answer,
    )


def _read_clock(plain: dict[str, Any]) -> ClockCard:
    moments = {name: datetime.fromisoformat(plain[name]) for name in ("started_at", "due_at", "warn_at")}
    return ClockCard(
        **{
            **plain,
            **moments,
            "id": UUID(plain["id"]),
            "label": Words(**plain["label"]),
            "due_on": date.fromisoformat(plain["due_on"]),
            "state": ClockState(plain["state"]),
        }
    )
