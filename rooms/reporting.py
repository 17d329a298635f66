"""What a player says of itself by HTTP: as its socket's `player.report` would (R089).

A socket remembers how its player has done; here each request may meet another process, so that
the memory lies beside the report itself.
"""

import contextlib

from redis.exceptions import RedisError

from accounts.models import User
from rooms import clock, events, gate, hub, pace, presence, selectors, waiting
from rooms.gate import Report
from rooms.models import Room


def take_report(*, room: Room, user: User, said: events.PlayerReport) -> None:
    """Keep what a player says, and let the room wait for him, go on, or see that he loads.

    `room` is one in which he sits. Raises RateLimited. Without Redis nothing is kept.
    """
    pace.check_report(room.pk, user.pk)
    now = clock.now_ms()
    with contextlib.suppress(RedisError):
        before = presence.report_of(room.pk.hex, str(user.pk))
        if before is None or now - before.at > gate.FRESH:
            before = Report(at=now, version=-1, ready=False)
        report = _next(before, said, now)
        presence.report(room.pk.hex, str(user.pk), report)
        _concern_the_gate(room, user, said, report)
        if report.told != before.told:
            _tell(room, user, stalls=report.told)


def end_waiting(room: Room) -> bool:
    """Let a room go on whose time of waiting is over; return whether it did.

    Where all members poll no socket's process watches it, so that who asks ends it.
    """
    if not room.waiting_for or clock.now_ms() < room.wait_until:
        return False
    return waiting.go_on(room_id=room.pk)


def _next(before: Report, said: events.PlayerReport, now: float) -> Report:
    ready = said.ready and not said.buffering
    standing = before.standing().next(ready, now)
    return Report(
        at=now,
        version=said.version,
        ready=ready,
        ready_since=standing.ready_since,
        unready_since=standing.unready_since,
        rtt=said.rtt,
        wait=said.wait,
        told=said.buffering or standing.stalled(now),
    )


def _concern_the_gate(room: Room, user: User, said: events.PlayerReport, report: Report) -> None:
    stalls = said.version == room.version and said.buffering and said.wait
    if room.waiting_for:
        if said.version >= room.version and (said.ready or not said.wait):
            waiting.go_on(room_id=room.pk)
    elif stalls and report.standing().was_steady():
        waiting.hold_room(room_id=room.pk, user=user)


def _tell(room: Room, user: User, *, stalls: bool) -> None:
    member = selectors.member_wire(selectors.standing(room, user), stalls)
    event = "buffering" if stalls else "ready"
    hub.mention(
        room.pk.hex, "player", events.Presence(seq=room.last_seq, event=event, member=member)
    )
