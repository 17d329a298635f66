"""How many rooms a person may open and how many sockets he may hold; one count for all processes.

Counted in Redis (A12), without it in each process alone. A socket's place is leased and renewed by
the pulse, so that a process killed at any moment leaves nothing behind for longer than the lease.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from threading import Lock
from typing import Any, NoReturn
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from rooms import clock, presence, windows
from rooms.errors import RateLimited

HOUR, MINUTE = 3600.0, 60.0

Place = tuple[str, str]  # a room (hex) and the socket's own name

# Places by the end of their lease; takes one more unless the person or the room has too many.
TAKE = """
local now, lease, room, place = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local held, here = redis.call('ZRANGE', KEYS[1], 0, -1), 0
for _, one in ipairs(held) do
  if string.sub(one, 1, #room) == room then here = here + 1 end
end
if #held >= tonumber(ARGV[5]) or here >= tonumber(ARGV[6]) then return 0 end
redis.call('ZADD', KEYS[1], now + lease, room .. ':' .. place)
redis.call('PEXPIRE', KEYS[1], lease)
return 1
"""


class Held:
    """The sockets of this process by person: the count where Redis does not answer."""

    def __init__(self) -> None:
        self._held: dict[UUID, set[Place]] = defaultdict(set)
        self._lock = Lock()

    def has_room(self, user: UUID, room: str) -> bool:
        """Whether the person may hold one more socket as far as this process knows."""
        with self._lock:
            held = self._held.get(user, set())
            here = sum(place[0] == room for place in held)
        most: tuple[int, int] = (settings.SOCKETS_A_PERSON, settings.SOCKETS_A_ROOM)
        return len(held) < most[0] and here < most[1]

    def hold(self, user: UUID, place: Place) -> None:
        """Note a socket."""
        with self._lock:
            self._held[user].add(place)

    def drop(self, user: UUID, place: Place) -> None:
        """Forget a socket; again changes nothing."""
        with self._lock:
            held = self._held.get(user, set())
            held.discard(place)
            if not held:
                self._held.pop(user, None)


_held = Held()


def check_new_room(user: UUID) -> None:
    """Count a room that is about to be opened: 10 an hour. Raises RateLimited."""
    wait = windows.wait(f"rooms:{user.hex}", settings.ROOMS_AN_HOUR, HOUR)
    if wait > 0:
        raise RateLimited(
            _("Вы открыли много комнат за час. Отдохните немного."), retry_after=round(wait)
        )


def check_opening(user: UUID) -> None:
    """Count a socket that knocks: 60 a minute. Raises RateLimited."""
    wait = windows.wait(f"openings:{user.hex}", settings.SOCKET_OPENINGS_A_MINUTE, MINUTE)
    if wait > 0:
        _refuse(user, RateLimited(retry_after=round(wait, 1)))


def take_place(user: UUID, place: Place) -> None:
    """Lease a place for a socket: 5 of a person in a room, 20 of a person. Raises RateLimited."""
    if not _take(user, place):
        refusal = RateLimited(_("Открыто слишком много вкладок."), retry_after=lease_seconds())
        _refuse(user, refusal)
    _held.hold(user, place)


def check_refusal(user: UUID) -> None:
    """Say once more why a socket of the person was refused, while it makes no sense to knock.

    A refused handshake tells a page nothing (design 7.2), so that it asks by HTTP. Raises
    RateLimited; without Redis nothing is known.
    """
    try:
        ends: Any = presence.client().get(_refusal(user))
    except RedisError:
        return
    if ends is not None:
        at, detail = ends.split(" ", 1)
        left = (float(at) - clock.now_ms()) / 1000.0
        if left > 0:
            raise RateLimited(detail, retry_after=round(left, 1))


def forget_place(user: UUID, place: Place) -> None:
    """Give a place back in this process alone, without waiting; again changes nothing."""
    _held.drop(user, place)


def free_place(user: UUID, place: Place) -> None:
    """Give a place back; again changes nothing."""
    forget_place(user, place)
    try:
        presence.client().zrem(_places(user), _name(place))
    except RedisError:  # the lease ends by itself
        return


def renew(held: Mapping[UUID, Collection[Place]]) -> None:
    """Renew the leases of open sockets, by person, in one round trip. Raises RedisError."""
    lease = lease_seconds() * 1000.0
    ends = clock.now_ms() + lease
    with presence.client().pipeline(transaction=False) as pipe:
        for user, places in held.items():
            pipe.zadd(_places(user), dict.fromkeys(map(_name, places), ends))
            pipe.pexpire(_places(user), int(lease))
        pipe.execute()


def lease_seconds() -> float:
    """Return how long a place is held without a renewal: three heartbeats."""
    return presence.heartbeat_seconds() * 3


def _take(user: UUID, place: Place) -> bool:
    if windows.local.redis_rests:
        return _held.has_room(user, place[0])
    most = (settings.SOCKETS_A_PERSON, settings.SOCKETS_A_ROOM)
    lease = int(lease_seconds() * 1000)
    try:
        keys = (_places(user), clock.now_ms(), lease, *place, *most)
        return bool(presence.client().eval(TAKE, 1, *keys))
    except RedisError as problem:
        windows.local.rest(problem)
        return _held.has_room(user, place[0])


def _refuse(user: UUID, refusal: RateLimited) -> NoReturn:
    wait = int((refusal.retry_after or 1.0) * 1000)
    with suppress(RedisError):
        said = f"{clock.now_ms() + wait} {refusal.detail}"
        presence.client().set(_refusal(user), said, px=wait)
    raise refusal


def _refusal(user: UUID) -> str:
    return f"refused:{user.hex}"


def _places(user: UUID) -> str:
    return f"sockets:{user.hex}"


def _name(place: Place) -> str:
    return ":".join(place)
