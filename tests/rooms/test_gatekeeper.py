"""The watch over a waiting room ends with the room's last socket."""

import asyncio

from rooms import clock
from rooms.gatekeeper import Gatekeeper


async def test_knock_that_is_cut_off_winds_no_timer():
    """F30, I10: nothing of a room stays in a process that has no socket of it."""
    knocked = asyncio.Event()

    async def never() -> None:
        knocked.set()
        await asyncio.Event().wait()

    keeper = Gatekeeper(never)
    keeper.know({"version": 1, "wait_until": clock.now_ms() - 1000})
    await asyncio.wait_for(knocked.wait(), 10)
    cut_off = keeper._knocking
    assert cut_off is not None
    keeper.end()
    await asyncio.wait({cut_off}, timeout=10)
    assert (keeper._knocking, keeper._timer is None or keeper._timer.cancelled()) == (None, True)
