"""Films through the real server: what the test client cannot show is memory and raw sockets."""

import http.client
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import default_storage

from catalog.models import Title, Video
from catalog.video import sources
from tests.catalog.factories import make_title, make_viewer
from tests.stack import Stack

pytestmark = pytest.mark.stack

MIB = 2**20
SIZE = 96 * MIB
CAP = 2 * MIB


@pytest.fixture
def url(stack: Stack) -> str:
    """The address of a large film for a program."""
    title = large_film()
    return str(sources(title, make_viewer(), for_program=True)["url"])


def large_film() -> Title:
    """A film whose file is long and empty: it costs no disk."""
    title = make_title()
    path = Path(default_storage.path(f"videos/{title.pk.hex}.mp4"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(SIZE)
    Video.objects.create(
        title=title, key=f"videos/{path.name}", size=SIZE, etag="empty", duration=600
    )
    return title


def connect(stack: Stack) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(stack.url).netloc, timeout=60)


def ask(stack: Stack, url: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = connect(stack)
    connection.request(method, url, headers=headers)
    return connection.getresponse()


def memory(stack: Stack) -> int:
    """Bytes of real memory that the web process has taken."""
    lines = Path(f"/proc/{stack.web_pid}/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def test_whole_film_passes_without_being_held_in_memory(stack, url):
    """R034, A29: 96 MiB in one answer, and the server grows by a small part of it."""
    ask(stack, url, Range="bytes=0-99").read()
    before = highest = memory(stack)
    answer = ask(stack, url)
    assert answer.status == 200
    read = 0
    while piece := answer.read(MIB):
        read += len(piece)
        highest = max(highest, memory(stack))
    assert read == SIZE
    assert highest - before < 40 * MIB


def test_clients_who_ask_for_all_and_do_not_read_cost_a_capped_answer_each(stack, url):
    """R034, A30: 20 slow readers of open ranges hold 20 capped answers, not 20 films."""
    ask(stack, url, Range="bytes=0-99").read()
    before = memory(stack)
    slow = [ask(stack, url, Range="bytes=0-") for _ in range(20)]
    assert {answer.status for answer in slow} == {206}
    assert {answer.headers["Content-Length"] for answer in slow} == {str(CAP)}
    assert memory(stack) - before < 20 * CAP + 30 * MIB
    assert all(len(answer.read()) == CAP for answer in slow)


def test_head_and_refusals_are_clean_on_the_wire(stack, url):
    """A29: lengths agree with bodies, so that a kept connection stays in step."""
    connection = connect(stack)
    for method, header, status, length in (
        ("HEAD", "bytes=0-9", 200, 0),
        ("GET", "bytes=999999999999-", 416, 0),
        ("GET", "bytes=0-1,4-5", 416, 0),
        ("GET", "bytes=-500", 206, 500),
        ("GET", "bytes=10-19", 206, 10),
    ):
        connection.request(method, url, headers={"Range": header})
        answer = connection.getresponse()
        assert (answer.status, len(answer.read())) == (status, length)


def test_range_header_of_100_kilobytes_is_refused_and_the_site_goes_on(stack, url):
    """A29: the server itself may hang up; nobody else notices."""
    host = urlsplit(stack.url)
    request = f"GET {url} HTTP/1.1\r\nHost: {host.netloc}\r\nRange: bytes={'0-0,' * 25_000}\r\n\r\n"
    with socket.create_connection((host.hostname, host.port), timeout=20) as raw:
        try:
            raw.sendall(request.encode())
            said = raw.recv(100)
        except ConnectionError:
            said = b""
    assert not said or said.split()[1] in {b"400", b"431"}
    assert ask(stack, url, Range="bytes=0-9").status == 206


def test_client_who_hangs_up_in_the_middle_leaves_no_open_file(stack, url):
    """R034: the file is closed when nobody reads it any more."""
    for _ in range(5):
        answer = ask(stack, url)
        answer.read(MIB)
        answer.close()
    deadline = time.monotonic() + 60
    while open_films(stack) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert open_films(stack) == []


def open_films(stack: Stack) -> list[str]:
    files = [file_of(link) for link in Path(f"/proc/{stack.web_pid}/fd").iterdir()]
    return [file for file in files if file.endswith(".mp4")]


def file_of(link: Path) -> str:
    """What a handle of the server leads to; nothing, if it was closed since it was listed."""
    try:
        return str(link.readlink())
    except FileNotFoundError:
        return ""
