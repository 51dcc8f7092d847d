"""A storyteller who looks up after every deed, and holds every case against every promise."""

from collections.abc import Callable

from referral.kernel.permissions import Actor
from tests.journeys import promises
from tests.storyteller import Given, Storyteller


class Watched(Storyteller):
    """Tells a story and lets no deed pass that breaks a promise."""

    def by(self, actor: Actor, act: Callable[..., Given], *args: object, **kwargs: object) -> Given:
        """Let somebody do one deed, then look whether all is as it must be."""
        given = super().by(actor, act, *args, **kwargs)
        self.look(promises.check)
        return given

    def system(self, act: Callable[..., Given], *args: object) -> Given:
        """Let the system do one deed of its own, then look as well."""
        given = super().system(act, *args)
        self.look(promises.check)
        return given
