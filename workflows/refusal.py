"""A "no" that is fit to show the person who asked: what stands in the way, and what to do about it.

No exception lives here; a refusal is a value, so that all of them can be collected at once.
"""

from dataclasses import dataclass

from workflows.vocabulary import Words


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a step may not be taken, with its remedy and, where the law says so, the article."""

    rule: str
    because: Words
    remedy: Words
    basis: str | None = None
