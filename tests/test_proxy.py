"""The bad road is as bad as it was asked to be, and no worse."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.proxy import Proxy, Road

SOON = 5.0  # s; longer than anything here takes on a busy machine


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that says back what it hears; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_echo, args=(client,), daemon=True).start()


def _echo(client: socket.socket) -> None:
    with client:
        try:
            while data := client.recv(65536):
                client.sendall(data)
        except OSError:
            return


def come(proxy: Proxy) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", proxy.port), timeout=SOON)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def ask(client: socket.socket, words: bytes) -> float:
    """Send words, hear them back; return how long that took (s)."""
    began = time.monotonic()
    client.sendall(words)
    heard = b""
    while len(heard) < len(words):
        piece = client.recv(65536)
        assert piece, "the other side went away"
        heard += piece
    assert heard == words
    return time.monotonic() - began


def test_good_road_changes_nothing(echo: int) -> None:
    with Proxy(echo) as proxy, come(proxy) as client:
        whole = bytes(range(256)) * 4000
        threading.Thread(target=client.sendall, args=(whole,)).start()
        heard = b""
        while len(heard) < len(whole):
            heard += client.recv(65536)
        assert heard == whole
        assert proxy.carried == {"up": len(whole), "down": len(whole)}


def test_delays_of_both_directions_add_up(echo: int) -> None:
    with Proxy(echo, up=Road(delay=0.2), down=Road(delay=0.1)) as proxy, come(proxy) as client:
        ask(client, b"the handshake takes the road too")
        assert 0.3 <= ask(client, b"x") < SOON


def test_jitter_keeps_the_order(echo: int) -> None:
    crooked = Road(delay=0.05, jitter=0.05, slice=7)
    with Proxy(echo, up=crooked, down=crooked, seed=3) as proxy, come(proxy) as client:
        ask(client, b"".join(b"%04d" % number for number in range(300)))


def test_same_seed_makes_the_same_delays() -> None:
    import random

    road = Road(delay=0.3, jitter=0.2, loss=0.05)
    one, two = ([road.takes(random.Random(seed), 0.0) for _ in range(9)] for seed in ("5", "5"))
    assert one == two
    assert all(0.1 <= took <= 0.5 + road.again for took in one)


def test_course_is_followed_from_its_beginning() -> None:
    import random

    road = Road(course=(0.1, 0.9), step=0.5)
    took = [road.takes(random.Random(), since) for since in (0.0, 0.4, 0.6, 1.1)]
    assert took == [0.1, 0.1, 0.9, 0.1]


def test_road_may_change_while_it_is_used(echo: int) -> None:
    with Proxy(echo) as proxy, come(proxy) as client:
        ask(client, b"x")
        proxy.both(Road(delay=0.25))
        assert ask(client, b"x") >= 0.5


def test_stall_holds_bytes_and_then_gives_them(echo: int) -> None:
    with Proxy(echo) as proxy, come(proxy) as client:
        ask(client, b"x")
        proxy.stall(0.5)
        assert 0.4 <= ask(client, b"still here") < SOON


def test_cut_resets_and_the_next_connection_lives(echo: int) -> None:
    with Proxy(echo) as proxy, come(proxy) as client:
        ask(client, b"x")
        assert proxy.cut() == 1
        with pytest.raises(ConnectionResetError):
            client.recv(1)
        with come(proxy) as again:
            ask(again, b"x")
        assert proxy.accepted == 2


def test_black_hole_swallows_and_tells_nobody(echo: int) -> None:
    with Proxy(echo) as proxy, come(proxy) as client:
        ask(client, b"x")
        proxy.swallow()
        client.sendall(b"lost")
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.recv(1)
        proxy.heal()
        client.sendall(b"a stream with a hole in it stays silent")
        with pytest.raises(TimeoutError):
            client.recv(1)
        with come(proxy) as again:
            ask(again, b"x")


def test_connection_begun_in_a_black_hole_is_made_after_it(echo: int) -> None:
    with Proxy(echo) as proxy:
        proxy.swallow()
        proxy.later(0.3, proxy.heal)
        with come(proxy) as client:
            assert ask(client, b"x") >= 0.2


def test_narrow_road_makes_the_sender_wait(echo: int) -> None:
    narrow = Road(bandwidth=1024, window=4096)
    with Proxy(echo, down=narrow) as proxy, come(proxy) as client:
        began = time.monotonic()
        client.sendall(b"x" * 1024)
        heard = b""
        while len(heard) < 1024:
            heard += client.recv(65536)
        assert time.monotonic() - began >= 0.8


def test_slices_come_one_by_one(echo: int) -> None:
    with Proxy(echo, down=Road(slice=1)) as proxy, come(proxy) as client:
        client.sendall(b"sliced")
        pieces = [client.recv(65536)]
        while sum(map(len, pieces)) < 6:
            pieces.append(client.recv(65536))
        assert b"".join(pieces) == b"sliced"


def test_dead_target_is_a_reset_client(echo: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with Proxy(port) as proxy, pytest.raises(ConnectionResetError), come(proxy) as client:
        client.recv(1)


def test_address_goes_through_the_road(echo: int) -> None:
    with Proxy.before("redis://user:secret@127.0.0.1:6379/2") as proxy:
        assert proxy.target == 6379
        assert proxy.through("redis://user:secret@127.0.0.1:6379/2") == (
            f"redis://user:secret@127.0.0.1:{proxy.port}/2"
        )
        assert proxy.through("http://127.0.0.1:1/a?b") == f"http://127.0.0.1:{proxy.port}/a?b"
