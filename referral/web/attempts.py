"""A deed that a form asks for: done, or refused with every reason on the form. No form lives here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from flask import Response
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.errors import Conflict, InvalidInput, ReferralError, StaleVersion
from referral.kernel.permissions import Actor
from referral.web.answers import page
from referral.web.world import current

Value = TypeVar("Value")


class Asking(Protocol):
    """What a form can do, as far as a deed needs it."""

    @property
    def status(self) -> int:
        """The HTTP status of a page that shows it."""

    def validate_on_submit(self) -> bool:
        """Say whether it was sent, and well enough filled in."""

    def take(self, error: ReferralError) -> None:
        """Show a refusal."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Value]):
    """What became of an attempt; true if it was done."""

    results: tuple[Value, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.results)

    @property
    def value(self) -> Value:
        """Give what the service gave.

        :raises IndexError: if it was not done
        """
        return self.results[0]


def attempt(form: Asking, deed: Callable[[], Value]) -> Outcome[Value]:
    """Do what a well-filled form asks for.

    A refusal is undone and put on the form; what the page then shows is read in a deed of its own, and the
    entry of that deed tells of the refusal too.
    """
    if not form.validate_on_submit():
        return Outcome()
    try:
        return Outcome((deed(),))
    except (InvalidInput, Conflict, StaleVersion) as error:
        current.visit.deed = current.deed.begin_again(error)
        form.take(error)
        return Outcome()


def form_page(template: str, form: Asking, **context: object) -> Response:
    """Show a form, with the status of what it has to say."""
    return page(template, form.status, form=form, **context)


def at_hand() -> tuple[Session, Clock, Actor]:
    """Give what every service takes first."""
    return current.session, current.clock, current.actor
