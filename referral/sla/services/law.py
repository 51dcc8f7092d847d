"""What the law was changed to here: rules switched on or off, and a province's own stricter limits.

Every change is an administrator's act with a source, stands in the ledger and holds from the next day on; so
no clock that runs is ever moved, and what is known of today may be kept in mind for a while.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from textwrap import shorten

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import FieldError, InvalidInput, LawRefused, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.people.services import places
from referral.sla.models import LAW_CHANGE
from referral.sla.services.remembering import Remembered
from referral.sla.statements import digest_of
from workflows import switches
from workflows.catalogue import ClockChanges
from workflows.limits import DeadlineRule
from workflows.refusal import Refusal
from workflows.rulebook import rules
from workflows.vocabulary import Confidence, Words

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

BASIS_LENGTH = 300
SWITCHED_ON, SWITCHED_OFF, LIMIT = "switched_on", "switched_off", "limit"


@dataclass(frozen=True, slots=True)
class Stricter:
    """A province's own limit, with the paper that decided it."""

    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class LawHere:
    """The law as it holds in one province on one day, where that is not as shipped."""

    switched_on: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    """By which paper each rule was switched on."""
    limits: Mapping[str, Stricter] = field(default_factory=dict)

    def adapt(self, changes: ClockChanges) -> ClockChanges:
        """Let the clocks that are about to start run for the limits that hold here."""
        if not self.limits and not self.sources:
            return changes
        return replace(changes, start=tuple(map(self.applied, changes.start)))

    def applied(self, rule: DeadlineRule) -> DeadlineRule:
        """Give a rule with the limit that holds here, and the paper that says so."""
        if not rule.is_enabled and rule.name in self.sources:
            rule = _resting_on(rule, f"bật theo {self.sources[rule.name]}")
        own = self.limits.get(rule.name)
        if own is None or not is_stricter(rule, own.amount):
            return rule
        rule = _resting_on(rule, f"mức {own.amount} của tỉnh theo {own.source}")
        if rule.policy_amount is None:
            return replace(rule, amount=own.amount)
        return replace(rule, policy_amount=own.amount)


def _resting_on(rule: DeadlineRule, paper: str) -> DeadlineRule:
    return replace(rule, basis=shorten(f"{rule.basis}; {paper}", BASIS_LENGTH, placeholder="…"))


@dataclass(frozen=True, slots=True)
class NewLimit:
    """A province's limit as it is asked for."""

    name: str
    province_code: str
    amount: int
    source: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class Switch:
    """A rule to be switched on or off, on which paper and from when."""

    name: str
    is_on: bool
    source: str
    effective_on: date


_KEPT: Remembered[tuple[str, date], LawHere] = Remembered()
"""By province and day."""


def here(session: Session, province_code: str, on: date) -> LawHere:
    """Give the law as it holds in a province on a day."""
    kept = _KEPT.of(session)
    found = kept.get((province_code, on))
    if found is None:
        found = read(session, province_code, on)
        kept.put((province_code, on), found)
    return found


def switched_on(session: Session, on: date) -> frozenset[str]:
    """Give the names of the rules and guards that are on by an administrator's decision on a day."""
    return here(session, "", on).switched_on


def read(session: Session, province_code: str, on: date) -> LawHere:
    """Give the same without keeping it in mind; what was decided last about a rule stands."""
    change = LAW_CHANGE.c
    asked = select(LAW_CHANGE).where(change.effective_on <= on, change.province_code.in_({"", province_code}))
    sources: dict[str, str] = {}
    limits: dict[str, Stricter] = {}
    for row in session.execute(asked.order_by(change.effective_on, change.recorded_at, change.id)):
        if row.kind == LIMIT:
            limits[row.name] = Stricter(row.amount, row.source)
        elif row.kind == SWITCHED_ON:
            sources[row.name] = row.source
        else:
            sources.pop(row.name, None)
    return LawHere(frozenset(sources), sources, limits)


def changes_of(session: Session, name: str | None = None) -> tuple[Row[*tuple[object, ...]], ...]:
    """Give what was decided here about a rule, or about all, the latest first."""
    asked = select(LAW_CHANGE).order_by(LAW_CHANGE.c.recorded_at.desc(), LAW_CHANGE.c.id.desc())
    return tuple(session.execute(asked if name is None else asked.where(LAW_CHANGE.c.name == name)))


def is_stricter(rule: DeadlineRule, amount: int) -> bool:
    """Say whether a limit is one a province may set: what is law may be made shorter, never longer.

    A local target that no law stands behind is the province's own, and may be either.
    """
    return amount <= rule.limit[0] or rule.confidence is Confidence.POLICY


def set_limit(session: Session, clock: Clock, actor: Actor, asked: NewLimit) -> None:
    """Make a province's limit stricter than the law's, from a day on that is yet to come.

    :raises NotAllowed: if the actor does not keep the law
    :raises NotFound: if there is no such rule in force on that day
    :raises InvalidInput: if the day has begun, or the source, the province or the amount is missing
    :raises LawRefused: if a limit of the law would become longer
    """
    ledger.attempt(session, Action.LAW_CHANGED)
    _require(actor)
    rows = [rule for rule in rules() if rule.name == asked.name and rule.is_in_force(asked.effective_on)]
    if not rows:
        raise NotFound(asked.name)
    wrong = _slips(clock, asked.source, asked.effective_on)
    if places.province(asked.province_code) is None:
        wrong.append(FieldError("province_code", "unknown", N_("Choose one of the 34 provinces.")))
    if asked.amount < 1:
        wrong.append(FieldError("amount", "too-small", N_("Enter a whole number from 1.")))
    if wrong:
        raise InvalidInput(wrong)
    # Rows of two regimes may share a name: it is set where it may be, and refused where it never may.
    if not any(is_stricter(rule, asked.amount) for rule in rows):
        raise LawRefused([_loosened(rows[0])])
    _record(session, clock, actor, LIMIT, asked.name, asked.source, asked.effective_on, asked)


def switch(session: Session, clock: Clock, actor: Actor, asked: Switch) -> None:
    """Switch on a rule that was shipped switched off, or off again, from a day on that is yet to come.

    :raises NotAllowed: if the actor does not keep the law
    :raises NotFound: if there is no rule of that name that was shipped switched off
    :raises InvalidInput: if the day has begun, or the source is missing
    """
    ledger.attempt(session, Action.LAW_CHANGED)
    _require(actor)
    if asked.name not in switchable():
        raise NotFound(asked.name)
    if wrong := _slips(clock, asked.source, asked.effective_on):
        raise InvalidInput(wrong)
    kind = SWITCHED_ON if asked.is_on else SWITCHED_OFF
    _record(session, clock, actor, kind, asked.name, asked.source, asked.effective_on)


def switchable() -> frozenset[str]:
    """Give the names of all that was shipped switched off: limits as well as guards."""
    off = {rule.name for rule in rules() if not rule.is_enabled}
    return frozenset(off | {one.name for one in switches.ALL})


def _require(actor: Actor) -> None:
    if not actor.may(Permission.LAW_CHANGE):
        raise NotAllowed


def _slips(clock: Clock, source: str, effective_on: date) -> list[FieldError]:
    wrong = []
    if not source:
        said = N_("Enter the paper that decides it, with its number and date.")
        wrong.append(FieldError("source", "required", said))
    if effective_on <= local_date(clock.now()):
        said = N_("Enter a day from tomorrow on: what has begun is not changed.")
        wrong.append(FieldError("effective_on", "not-later", said))
    return wrong


def _loosened(rule: DeadlineRule) -> Refusal:
    amount, unit = rule.limit
    return Refusal(
        rule="limit-loosened",
        because=Words(
            f"Địa phương không được quy định thời hạn dài hơn mức {amount} {unit.vi}.",
            f"A province may not make this limit longer than {amount} {unit.en}.",
        ),
        remedy=Words(
            f"Nhập số không lớn hơn {amount}. Nếu luật đã thay đổi, sửa dữ liệu pháp luật theo docs/law.md.",
            f"Enter at most {amount}. If the law itself has changed, correct its data as docs/law.md says.",
        ),
        basis=rule.basis,
    )


def _record(
    session: Session,
    clock: Clock,
    actor: Actor,
    kind: str,
    name: str,
    source: str,
    effective_on: date,
    limit: NewLimit | None = None,
) -> None:
    change_id = new_id(clock)
    values = {
        "id": change_id,
        "kind": kind,
        "name": name,
        "province_code": limit.province_code if limit else "",
        "amount": limit.amount if limit else None,
        "source": source,
        "effective_on": effective_on,
        "account_id": actor.user_id,
        "recorded_at": clock.now(),
    }
    session.execute(insert(LAW_CHANGE), values)
    detail: dict[str, str | int] = {"rule": name, "kind": kind, "from": effective_on.isoformat()}
    if limit is not None:
        detail |= {"amount": limit.amount, "province": limit.province_code}
    ledger.note(
        session,
        actor,
        Action.LAW_CHANGED,
        change_id,
        records={f"law_change:{change_id}": digest_of(values)},
        detail=detail,
    )
