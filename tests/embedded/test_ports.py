"""Ports for engines that are started a little later."""

from __future__ import annotations

import random
import socket
import sys

import pytest

from cinema.embedded.ports import free_port


@pytest.mark.skipif(sys.platform != "linux", reason="not run: claims on ports (Linux only)")
def test_port_is_given_once_and_waits_for_its_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """R148: chance may name a port again before its engine listens, or while it is down."""
    first = free_port()
    named = iter([first, first])
    monkeypatch.setattr(
        random, "randint", lambda low, high: next(named, random.randrange(low, high))
    )
    assert free_port() != first
    for _ in range(2):  # a start, and another one
        with socket.create_server(("127.0.0.1", first)) as server:
            socket.create_connection(("127.0.0.1", first), 5).close()
            server.accept()[0].close()
