"""Addresses: whether one may be listened on, free ones for engines, those of this machine."""

from __future__ import annotations

import contextlib
import errno
import random
import socket
import sys

from cinema.embedded.problems import Problem

_claims: list[socket.socket] = []


def parse_port(text: str) -> int:
    """A port from what somebody typed. Raises Problem."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535:
        return int(text)
    raise Problem(f"PORT={text} is not a port: give a number from 1 to 65535")


def require_free(host: str, port: int) -> None:
    """Raise Problem unless `host:port` may be listened on now."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # What the web server does too: a port in TIME_WAIT counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        raise Problem(_why_not(error, host, port)) from None


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken: choose another with PORT=…"
    if error.errno == errno.EACCES:
        return (
            f"port {port} needs more rights than this user has: choose one above 1023 with PORT=…"
        )
    return f"HOST={host} is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for all"


def free_port() -> int:
    """A free port of the loopback below the range from which the system takes ports of clients.

    Were it above, a client that calls again and again while its engine restarts could be given the
    engine's own port as its source, and hold it. It is given to nobody else while we live, so that
    an engine which starts later, or again, finds it free.
    """
    for _ in range(200):
        port = random.randint(20_000, 31_999)  # noqa: S311 - not a secret
        if _claim(port):
            return port
    raise Problem("no free port was found on 127.0.0.1 between 20000 and 31999")


def _claim(port: int) -> bool:
    """Take a port that nobody has bound; whether it was so.

    On Linux who has bound it only, with this option, keeps away whoever binds without it, and
    lets a server with it listen; every server sets it. Elsewhere he would be in the server's way.
    """
    claim = socket.socket()
    try:
        claim.bind(("127.0.0.1", port))
    except OSError:
        claim.close()
        return False
    if sys.platform != "linux":
        claim.close()
        return True
    claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    _claims.append(claim)
    return True


def in_url(host: str) -> str:
    """A host as it is written in an address."""
    return f"[{host}]" if ":" in host else host


def own_addresses() -> list[str]:
    """Addresses by which other machines of the network may reach this one."""
    found: list[str] = []
    with contextlib.suppress(OSError):
        found += [info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)]  # type: ignore[misc]
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent: it only asks which way we would go
        found.insert(0, probe.getsockname()[0])
    keep = [a for a in dict.fromkeys(found) if not a.startswith(("127.", "::1", "fe80"))]
    return [str(address) for address in keep]
