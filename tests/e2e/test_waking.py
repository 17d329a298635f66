"""Pages that were frozen, slowed down, stopped or told a wrong time come back into step."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import CDPSession, expect

from accounts.models import User
from rooms.models import Room
from rooms.playback import Command
from rooms.services import command_playback
from tests.e2e.conftest import NewVisitor, in_thread
from tests.e2e.visitor import SECONDS, Visitor, apart, eventually
from tests.e2e.visitor import in_step as agree
from tests.proxy import Proxy, Road
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]

IN_STEP = 0.1  # s between any two players
WAKING = 3.0  # s in which a page that woke is in step again
FROZEN = 6.0  # s
FULL = 0.1  # of the machine's time left: films wait for a processor
BEGAN: list[tuple[int, int]] = []  # ticks, when the test began
SLOW = float(os.environ.get("SLOW_SECONDS", "20"))  # s for which the processor is throttled

COUNT_JUMPS = """video => {
  window.jumps = 0;
  video.addEventListener("seeking", () => { window.jumps += 1; });
}"""
SET_CLOCK = """hours => {
  const real = window.realNow ??= Date.now.bind(Date);
  Date.now = () => real() + hours * 3600e3;
}"""


def ticks() -> tuple[int, int]:
    """Of all processors since the machine is up: the spare ones, and all."""
    first = Path("/proc/stat").read_text().partition("\n")[0]
    told = [int(word) for word in first.split()[1:9]]
    return told[3] + told[4], sum(told)


def is_full(since: tuple[int, int]) -> bool:
    """Whether the machine had next to nothing to spare since a moment.

    Its load is a mean of the last minute: it does not tell of who began his work just now.
    """
    spare, all_of_them = (now - then for now, then in zip(ticks(), since, strict=True))
    return spare < FULL * all_of_them or os.getloadavg()[0] > (os.cpu_count() or 1)


def patience(since: tuple[int, int] | None = None) -> float:
    """More time where the machine cannot even draw the films in time."""
    return 30.0 if is_full(since or BEGAN[-1]) else 0.0


@pytest.fixture(autouse=True)
def _looked_at() -> None:
    """What the machine is busy with counts from here on."""
    BEGAN[:] = [ticks()]


def in_step(*people: Visitor, within: float = IN_STEP) -> bool:
    """Whether all films run that close to each other, as soon as is promised of who wakes."""
    began = ticks()

    def near(by_then: float) -> bool:
        return agree(*people, moving=True, apart_at_most=within, within=by_then)

    return near(WAKING) or near(patience(began))


def tools(person: Visitor) -> CDPSession:
    """What Chromium's developer tools may do to a page."""
    return person.page.context.new_cdp_session(person.page)


def jumps(person: Visitor) -> int:
    """How often the film jumped since they were counted."""
    counted: int = person.page.evaluate("window.jumps")
    return counted


def command(room: Room, user: User, wish: Command, *, ago: float = 0.0) -> None:
    """Somebody's command, given so many seconds before now."""
    now = timezone.now() - timedelta(seconds=ago)
    in_thread(
        lambda: command_playback(
            room_key=room.pk, user=user, command=wish, client_id=os.urandom(6).hex(), now=now
        )
    )


@pytest.fixture
def couple(visitor: NewVisitor, room: Room, host: User, friend: User) -> tuple[Visitor, Visitor]:
    """Two people whose film runs in step; what is done to the second is seen against the first."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    command(room, host, Command("play"))
    assert agree(anya, vasily, moving=True, apart_at_most=IN_STEP)
    vasily.see("player").evaluate(COUNT_JUMPS)
    return anya, vasily


def test_page_that_was_frozen_is_in_step_again(couple: tuple[Visitor, Visitor]) -> None:
    """R092: a phone in a pocket runs no code; the system has stopped its film besides."""
    anya, vasily = couple
    page = tools(vasily)
    page.send("Page.setWebLifecycleState", {"state": "frozen"})
    vasily.see("player").evaluate("video => video.pause()")
    time.sleep(FROZEN)
    page.send("Page.setWebLifecycleState", {"state": "active"})
    assert in_step(anya, vasily), [anya.film(), vasily.film()]
    vasily.wait_until_in_step()


def test_film_that_the_system_stopped_goes_on_with_the_room(
    couple: tuple[Visitor, Visitor],
) -> None:
    """R092: a call, a headphone pulled out; nobody else is stopped by it."""
    anya, vasily = couple
    vasily.see("player").evaluate("video => video.pause()")
    assert in_step(anya, vasily), [anya.film(), vasily.film()]


def test_clock_set_by_its_user_moves_nothing(couple: tuple[Visitor, Visitor]) -> None:
    """F27: an hour ahead, an hour back; the film does not even jump."""
    anya, vasily = couple
    calm = not patience()
    for hours in (1, -1, 0):
        vasily.page.evaluate(SET_CLOCK, hours)
        time.sleep(1.5)
        assert in_step(anya, vasily), (hours, anya.film(), vasily.film())
    if (
        calm and not patience()
    ):  # else a film may stand for want of a processor, and then it may jump
        assert jumps(vasily) == 0
    vasily.wait_until_in_step()


def test_slowed_processor_leaves_the_player_in_step(couple: tuple[Visitor, Visitor]) -> None:
    """R092: after a while at a sixth of the speed he is back, moved only if he was far off."""
    anya, vasily = couple
    page = tools(vasily)
    page.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    time.sleep(SLOW)
    page.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    off = apart(anya, vasily)
    before = jumps(vasily)
    led_back = 10 * off if 1.0 < off < 3.0 else 0.0  # by a sixth of the speed, not by a jump
    near = agree(anya, vasily, moving=True, apart_at_most=0.5, within=WAKING + led_back)
    near = near or agree(anya, vasily, moving=True, apart_at_most=0.5, within=patience())
    assert near, (off, anya.film(), vasily.film())
    assert agree(anya, vasily, moving=True, apart_at_most=IN_STEP, within=SECONDS + led_back)
    if off < 1.0 and not patience():
        assert jumps(vasily) == before, f"a nudge would have done for {off} s"


def test_late_guest_lands_on_the_frame(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R075: who joins 90 s after the start is put at 90 s, and is in step a second later."""
    command(room, host, Command("play"), ago=60)
    command(room, host, Command("pause"), ago=55)
    command(room, host, Command("play"), ago=40)  # 15 s of pause do not count
    anya = visitor(host)
    anya.enter(room)
    vasily = visitor(friend)
    vasily.page.goto(f"/rooms/{room.token}/")
    assert eventually(lambda: not vasily.film()["paused"], step=0.02)
    assert apart(anya, vasily) < 0.5 + patience() / 20, "lands there"
    began = ticks()
    soon = eventually(lambda: apart(anya, vasily) < IN_STEP, within=1)
    assert soon or eventually(lambda: apart(anya, vasily) < IN_STEP, within=patience(began))
    anchor, film = Room.objects.get(pk=room.pk), vasily.film()
    elapsed = (film["at"] - anchor.anchor_at) / 1000
    assert abs(film["position"] - anchor.position - elapsed) < 0.5
    assert 4 < anchor.position < 6, "what was watched before the pause"

    # The same after a reload.
    vasily.page.reload()
    assert eventually(lambda: not vasily.film()["paused"], step=0.02)
    assert in_step(anya, vasily)


def test_half_as_fast_again_is_in_step_too(
    couple: tuple[Visitor, Visitor], room: Room, host: User
) -> None:
    """R084: one rate for all, with the pitch of speech preserved."""
    anya, vasily = couple
    command(room, host, Command("rate", rate=1.5))
    assert eventually(lambda: all(abs(p.film()["rate"] - 1.5) < 0.1 for p in couple))
    assert vasily.see("player").evaluate("video => video.preservesPitch")
    assert in_step(anya, vasily)
    before = vasily.film()
    time.sleep(3)
    after = vasily.film()
    speed = (after["position"] - before["position"]) / ((after["at"] - before["at"]) / 1000)
    assert abs(speed - 1.5) < 0.1 or patience()
    assert in_step(anya, vasily)


def test_one_far_away_is_in_step_and_disturbs_nobody(
    stack: Stack, visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """F28: 300 ± 200 ms there and back and 5 % loss: within half a second after ten."""
    anya = visitor(host)
    anya.enter(room)
    road = Road(delay=0.15, jitter=0.1, loss=0.05)
    with Proxy(stack.port, up=road, down=road, seed=28) as proxy:
        vasily = visitor(friend)
        vasily.page.goto(f"{proxy.through(stack.url)}/rooms/{room.token}/", timeout=60_000)
        expect(vasily.see("sync-status")).to_have_attribute("data-state", "in-step", timeout=60_000)
        command(room, host, Command("play"))
        anya.wait_until_moving()
        anya.see("player").evaluate(COUNT_JUMPS)
        time.sleep(10)
        near = agree(anya, vasily, moving=True, apart_at_most=0.5, within=5)
        assert near or agree(anya, vasily, moving=True, apart_at_most=0.5, within=patience())
        assert jumps(anya) == 0 or patience()
