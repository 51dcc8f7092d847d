"""A memory that forgets: by age, by number and when told to."""

import threading

import pytest

from referral.kernel.vault.timed import TimedMemory
from tests.kernel.vault.fakes import Stopwatch


@pytest.fixture
def memory(stopwatch: Stopwatch) -> TimedMemory[str, int]:
    return TimedMemory(60, 3, stopwatch)


def test_a_value_is_remembered_for_its_time(memory: TimedMemory[str, int], stopwatch: Stopwatch) -> None:
    memory.put("a", 1)
    stopwatch.wait(minutes=0.99)

    assert memory.get("a") == 1


def test_a_value_is_forgotten_after_its_time(memory: TimedMemory[str, int], stopwatch: Stopwatch) -> None:
    memory.put("a", 1)
    stopwatch.wait(minutes=1)

    assert memory.get("a") is None


def test_asking_often_does_not_lengthen_a_life(memory: TimedMemory[str, int], stopwatch: Stopwatch) -> None:
    memory.put("a", 1)
    stopwatch.wait(minutes=0.5)
    memory.get("a")
    stopwatch.wait(minutes=0.5)

    assert memory.get("a") is None


def test_a_value_nobody_asks_for_is_forgotten_too(
    memory: TimedMemory[str, int], stopwatch: Stopwatch
) -> None:
    memory.put("a", 1)
    stopwatch.wait(minutes=1)
    memory.forget_the_old()

    assert len(memory) == 0


def test_the_oldest_makes_room_for_the_newest(memory: TimedMemory[str, int]) -> None:
    for number, key in enumerate("abcd"):
        memory.put(key, number)

    assert memory.get_all("abcd") == {"b": 1, "c": 2, "d": 3}


def test_a_value_put_again_begins_a_new_life(memory: TimedMemory[str, int], stopwatch: Stopwatch) -> None:
    memory.put("a", 1)
    memory.put("b", 2)
    stopwatch.wait(minutes=0.5)
    memory.put("a", 3)
    stopwatch.wait(minutes=0.5)

    assert memory.get_all("ab") == {"a": 3}


def test_a_dropped_value_is_gone_at_once(memory: TimedMemory[str, int]) -> None:
    memory.put("a", 1)
    memory.drop("a")
    memory.drop("never there")

    assert memory.get("a") is None


def test_many_threads_may_share_a_memory(stopwatch: Stopwatch) -> None:
    shared: TimedMemory[int, int] = TimedMemory(60, 50, stopwatch)

    def use(offset: int) -> None:
        for number in range(500):
            shared.put(number * offset, number)
            shared.get(number)

    threads = [threading.Thread(target=use, args=(offset,)) for offset in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(shared) == 50
