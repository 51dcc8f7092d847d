"""Stand-ins for what a test may not wait for or break for real: time that passes, a root key out of reach."""

from referral.kernel.vault import RootProvider, VaultError


class Stopwatch:
    """Seconds that pass only when a test lets them."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def wait(self, *, minutes: float) -> None:
        self.seconds += minutes * 60


class FragileProvider:
    """A provider that can be out of reach, and remembers how often it was asked to unwrap."""

    name = "fragile"

    def __init__(self, sound: RootProvider) -> None:
        self._sound = sound
        self.is_down = False
        self.unwrapped = 0

    def current_version(self) -> int:
        return self._sound.current_version()

    def wrap(self, key: bytes, aad: bytes) -> bytes:
        self._refuse_when_down()
        return self._sound.wrap(key, aad)

    def unwrap(self, blob: bytes, aad: bytes) -> bytes:
        self._refuse_when_down()
        self.unwrapped += 1
        return self._sound.unwrap(blob, aad)

    def rewrap(self, blob: bytes, aad: bytes) -> bytes:
        return self.wrap(self.unwrap(blob, aad), aad)

    def versions(self) -> list[int]:
        return self._sound.versions()

    def rotate(self) -> int:
        self._refuse_when_down()
        return self._sound.rotate()

    def forget(self, version: int) -> None:
        self._refuse_when_down()
        self._sound.forget(version)

    def health(self) -> str | None:
        return "It is out of reach. Wait." if self.is_down else None

    def _refuse_when_down(self) -> None:
        if self.is_down:
            raise VaultError("It is out of reach. Wait.")
