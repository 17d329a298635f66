"""The threads of the sockets: the warm one first, nothing lost when all are at work."""

import threading
from concurrent.futures import Future

import pytest

from accounts.threads import Threads

SOON = 10.0  # s; for what should take no time at all


@pytest.fixture
def threads() -> Threads:
    return Threads(3)


def ended(jobs: list[Future]) -> list:
    """What the jobs came to."""
    return [job.result(SOON) for job in jobs]


def test_thread_that_worked_last_works_next(threads: Threads) -> None:
    """One at a time, so that one connection does all of it and stays warm."""
    used = {threads.submit(threading.get_ident).result(SOON) for _ in range(20)}
    # The answer may be out before the thread counts as free again; then another one is taken.
    assert len(used) < 3


def test_as_many_work_at_once_as_there_are_threads(threads: Threads) -> None:
    """I10: three at a time and no more; who waits comes to his turn."""
    together, most = threading.Barrier(3), threading.Semaphore(3)

    def work(number: int) -> int:
        assert most.acquire(blocking=False)
        together.wait(SOON)
        most.release()
        return number

    assert ended([threads.submit(work, number) for number in range(9)]) == list(range(9))


def test_failure_goes_to_who_asked_and_the_thread_goes_on(threads: Threads) -> None:
    """I11: an error is an answer."""

    def fail() -> None:
        raise LookupError("nothing there")

    failed = [threads.submit(fail) for _ in range(5)]
    for job in failed:
        with pytest.raises(LookupError, match="nothing there"):
            job.result(SOON)
    assert threads.submit(len, "four").result(SOON) == 4


def test_what_nobody_waits_for_any_more_is_not_begun(threads: Threads) -> None:
    """A socket that has gone takes its question back from the queue."""
    held = threading.Event()
    begun: list[int] = []
    busy = [threads.submit(held.wait, SOON) for _ in range(3)]
    waiting = threads.submit(begun.append, 1)
    assert waiting.cancel()
    held.set()
    assert ended(busy) == [True] * 3
    assert threads.submit(len, begun).result(SOON) == 0
