"""Web processes and the way to them: killed, ended, frozen, cut off, not listened to."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.torture.nemesis import Fault, Nemesis, killed


def kill_one_web(n: Nemesis) -> None:
    web = n.luck.choice(n.site.webs)
    n.proves(web.runs(), killed(web))
    n.rest()
    web.start()


def kill_all_webs(n: Nemesis) -> None:
    for web in n.site.webs:
        n.proves(web.runs(), killed(web))
    n.rest(0.3)
    for web in n.site.webs:
        web.start()
    n.site.wait_ready()


def deploy(n: Nemesis) -> None:
    """SIGTERM one after the other, each started again before the next."""
    for web in n.site.webs:
        web.end()
        n.proves(not web.runs(), f"{web.name} ended with {web.process.returncode}")
        web.start()
        n.site.wait_ready()
    codes = [c for p in _people(n) for s in (p.page.chat, p.page.player) for c in s.codes]
    n.proves(1012 in codes, f"{codes.count(1012)} sockets closed with 1012")


def freeze_web(n: Nemesis) -> None:
    web = n.luck.choice(n.site.webs)
    web.signal(signal.SIGSTOP)
    try:
        n.proves(web.ask("/healthz/live", 1)[0] == 0, f"{web.name} silent")
        n.rest(2)
    finally:
        web.signal(signal.SIGCONT)


def no_way_to_people(n: Nemesis) -> None:
    web = n.luck.choice(n.site.webs)
    assert web.door is not None
    n.proves(web.door.open > 0, f"{web.door.open} lines to {web.name} swallowed")
    web.door.swallow()
    n.rest(2)
    web.door.heal()
    n.proof.append(f"{web.door.cut()} of them cut at the end")


def stalled_readers(n: Nemesis) -> None:
    """A page that takes nothing, in every room."""
    with ExitStack() as held:
        for room in n.crowd.rooms:
            held.enter_context(_deaf(n, room.people[3]))
        n.proves(True, f"{len(n.crowd.rooms)} sockets that read nothing")
        n.rest()


FAULTS = [
    Fault("F01", "kill -9 of one web process", kill_one_web),
    Fault("F02", "kill -9 of all web processes", kill_all_webs),
    Fault("F03", "SIGTERM, one web process after the other", deploy),
    Fault("F04", "a web process stands still (SIGSTOP)", freeze_web, silence=True),
    Fault("F22", "black hole between people and a web process", no_way_to_people, silence=True),
    Fault("F24", "stalled readers", stalled_readers),
]


def _people(n: Nemesis) -> list:
    return [person for room in n.crowd.rooms for person in room.people]


@contextmanager
def _deaf(n: Nemesis, person) -> Iterator[None]:
    """A socket whose owner reads nothing after the handshake."""
    host, port = person.url.removeprefix("http://").split(":")
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        wire.connect((host, int(port)))
        lines = [
            f"GET /ws/rooms/{person.room.token}/chat/ HTTP/1.1", f"Host: {host}:{port}",
            f"Origin: {person.url}", f"Cookie: {person.cookie}", "Upgrade: websocket",
            "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
        ]  # fmt: skip
        wire.sendall("\r\n".join(lines).encode())
        yield
