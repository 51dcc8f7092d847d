"""One holder at a time; letting go and closing are always allowed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from referral.kernel.filelock import FileLock


def test_a_lock_is_waited_for_until_its_holder_lets_go(tmp_path: Path) -> None:
    first, second, order = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock"), list[str]()
    first.take()

    with ThreadPoolExecutor(1) as waiting:
        taken = waiting.submit(_take, second, order)
        order.append("let go")
        first.drop()
        taken.result()

    assert order == ["let go", "taken"]
    second.close()
    first.close()


def test_a_lock_can_be_taken_again_after_closing(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")

    for _ in range(2):
        lock.take()
        lock.close()

    assert (tmp_path / "lock").exists()


def test_what_was_never_taken_can_be_dropped_and_closed(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")

    lock.drop()
    lock.close()

    assert not (tmp_path / "lock").exists()


def _take(lock: FileLock, order: list[str]) -> None:
    lock.take()
    order.append("taken")
