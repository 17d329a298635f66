"""Threads for what sockets ask of the database: a fixed number, each with a connection it keeps.

Channels' own way gives the connection back after each call and takes it again before the next;
that, and the thread of the pool that it wakes, cost more than the query.
"""

import asyncio
import functools
import select
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import OperationalError, close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")

QUEUE_SECONDS = 5.0  # work that waited longer for a thread is refused: its sender will ask again


async def in_thread(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` in one of the threads. Raises OperationalError when they are all held up."""
    call = functools.partial(work, *args, **kwargs)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads(), _begin, time.monotonic(), call)


async def in_turn(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """As `in_thread`, for those who come in: some threads stay free for those who are in (F26).

    A crowd at the door waits here, however long, and not among the threads.
    """
    loop = asyncio.get_running_loop()
    if loop not in _doors:
        _doors[loop] = asyncio.Semaphore(max(1, settings.SOCKET_THREADS - 2))
    async with _doors[loop]:
        return await in_thread(work, *args, **kwargs)


_doors: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class Threads(Executor):
    """`most` threads, of which the one that worked last works next.

    A pool that lets them take turns wakes the one whose connection, and PostgreSQL's process behind
    it, have slept the longest.
    """

    def __init__(self, most: int) -> None:
        self._idle = [ThreadPoolExecutor(1, f"sockets-{number}") for number in range(most)]
        self._waiting: deque[Job] = deque()
        self._lock = Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Let `fn` be called in a thread that is free, or in the next one that is."""
        done: Future[T] = Future()
        job = done, functools.partial(fn, *args, **kwargs)
        with self._lock:
            if not self._idle:
                self._waiting.append(job)
                return done
            one = self._idle.pop()
        one.submit(self._work, one, job)
        return done

    def _work(self, one: ThreadPoolExecutor, job: "Job | None") -> None:
        """Do a job in the thread `one`, then those that wait."""
        while job is not None:
            _do(*job)
            with self._lock:
                job = self._waiting.popleft() if self._waiting else None
                if job is None:
                    self._idle.append(one)


Job = tuple[Future[Any], Callable[[], Any]]


def _do(done: Future[Any], call: Callable[[], Any]) -> None:
    if not done.set_running_or_notify_cancel():
        return
    try:
        done.set_result(call())
    except BaseException as problem:
        done.set_exception(problem)


@functools.cache
def _threads() -> Threads:
    return Threads(settings.SOCKET_THREADS)


def _begin(asked: float, call: Callable[[], T]) -> T:
    if time.monotonic() - asked > QUEUE_SECONDS:
        raise OperationalError("too many wait for the database")
    if settings.DB_POOL_MAX <= settings.SOCKET_THREADS:  # pages need connections too: none is kept
        close_old_connections()
        try:
            return call()
        finally:
            close_old_connections()
    _drop_broken()
    return call()


def _drop_broken() -> None:
    """Let go of a connection that broke, or that the server has hung up meanwhile."""
    for one in connections.all(initialized_only=True):
        if one.connection is not None and (_has_hung_up(one.connection) or not _is_well(one)):
            one.close()


def _is_well(one: Any) -> bool:
    if one.errors_occurred and one.is_usable():
        one.errors_occurred = False
    return not one.errors_occurred


def _has_hung_up(connection: Any) -> bool:
    # Nobody has asked the server anything: bytes that lie ready are its farewell.
    if connection.closed:
        return True
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    return bool(line.poll(0))
