"""`make bench-memory`: bytes of memory that a socket takes that only listens.

IDLE sockets (500) of as many people, growth of the server's PSS; SERVER names one of the servers.
"""

import os
import sys

from tests.bench.site import SERVERS, Web, engines, headers_of, judge  # isort: skip

import time

import uvloop

from rooms.models import Room
from tests.bench.evenings import evenings
from tests.bench.wire import Line, opened

IDLE = int(os.environ.get("IDLE", "500"))
WARM = 40  # sockets that load what is loaded once
GROUP = 4  # people in a room
SETTLE_SECONDS = 3.0


async def idle(web: Web, places: list[tuple[Room, str]]) -> list[Line]:
    """A player socket for each place; what greets them is read."""
    return [
        await opened(web.origin, f"/ws/rooms/{room.token}/", headers_of(cookie))
        for room, cookie in places
    ]


def places(count: int) -> list[tuple[Room, str]]:
    """Seats of `count` different people, four to a room."""
    found = []
    for _ in range(count // GROUP):
        [room], cookies = evenings(1, GROUP)
        found += [(room, cookie) for cookie in cookies]
    return found


def each(web: Web, warm: list[tuple[Room, str]], seats: list[tuple[Room, str]]) -> float:
    """KiB of each socket. The warm ones stay, or their memory would be used again."""

    async def grown() -> float:
        lines = await idle(web, warm)
        time.sleep(SETTLE_SECONDS)  # noqa: ASYNC251 nothing of ours is to run
        before = web.pss()
        lines += await idle(web, seats)
        time.sleep(SETTLE_SECONDS)  # noqa: ASYNC251
        taken = (web.pss() - before) / len(seats) / 1024
        for line in lines:
            await line.hang_up()
        return taken

    return uvloop.run(grown())


def main() -> int:
    """Print bytes per idle socket; return how many targets were missed."""
    missed = 0
    with engines():
        warm, seats = places(WARM), places(IDLE)
        for name in [os.environ["SERVER"]] if "SERVER" in os.environ else SERVERS:
            web = Web(name)
            missed += judge(f"{name}, an idle socket", each(web, warm, seats), 32, "KiB")
            web.stop()
    return missed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
