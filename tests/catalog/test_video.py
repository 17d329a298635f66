"""A film is given by ranges to the person whom its address was made for, and to nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from asgiref.sync import sync_to_async
from django.core import signing
from django.test import AsyncClient

from accounts.models import User
from catalog.errors import VideoNotFound
from catalog.models import Title, Video
from catalog.streaming import WHOLE_AT_ONCE
from catalog.video import sources
from tests.catalog.factories import make_title, make_viewer, store_video

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = bytes(range(256)) * 400  # 102,400 bytes, each place tells where it is
CAP = 10_000


@pytest.fixture(autouse=True)
def small_answers(settings: Any, own_storage: None):
    settings.VIDEO_RANGE_CAP = CAP


@pytest.fixture
def film() -> Title:
    title = make_title()
    store_video(title, CONTENT)
    return title


@pytest.fixture
def client(viewer: User) -> AsyncClient:
    return signed_in(viewer)


def signed_in(person: User) -> AsyncClient:
    client = AsyncClient()
    client.force_login(person)
    return client


async def url_for(film: Title, viewer: User, **kwargs: Any) -> str:
    found = await sync_to_async(sources)(film, viewer, **kwargs)
    return str(found["url"])


async def body(response: Any):
    if not response.streaming:
        return response.content
    return b"".join([piece async for piece in response])


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, CAP - 1),
        ("bytes=0-99", 0, 99),
        ("bytes=5000-5009", 5000, 5009),
        ("bytes=-500", len(CONTENT) - 500, len(CONTENT) - 1),
        ("bytes=102399-", len(CONTENT) - 1, len(CONTENT) - 1),
        ("bytes=102000-999999", 102_000, len(CONTENT) - 1),
        ("bytes=300-60000", 300, 300 + CAP - 1),
    ],
)
async def test_range_gives_exactly_those_bytes(client, viewer, film, header, first, last):
    """R034, A29: 206, the right Content-Range, no more than the cap."""
    response = await client.get(await url_for(film, viewer), headers={"Range": header})
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Type"] == "video/mp4"
    assert await body(response) == CONTENT[first : last + 1]


@pytest.mark.parametrize(
    "header", [None, "", "items=0-1", "bytes=5-2", "bytes=9-3", "bytes=x", "bytes=1-2-3", "bytes"]
)
async def test_without_a_sound_range_the_whole_film_flows(client, viewer, film, header):
    """A29: nonsense is ignored as RFC 9110 allows; the file comes in pieces."""
    headers = {} if header is None else {"Range": header}
    response = await client.get(await url_for(film, viewer), headers=headers)
    assert response.status_code == 200
    assert response.streaming
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Accept-Ranges"] == "bytes"
    pieces = [piece async for piece in response]
    assert b"".join(pieces) == CONTENT
    assert max(map(len, pieces)) <= 64 * 1024


async def test_only_some_whole_films_flow_at_once(client, viewer, film):
    """A30: more are asked to come back; ranges, which players use, are given all the time."""
    url = await url_for(film, viewer)
    flowing = [await client.get(url) for _ in range(WHOLE_AT_ONCE)]
    readers = [aiter(response) for response in flowing]
    for reader in readers:
        await anext(reader)
    refused = await client.get(url)
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert (await client.get(url, headers={"Range": "bytes=0-9"})).status_code == 206
    for response in flowing:
        await sync_to_async(response.close)()  # as the server does when a client has gone
    assert await body(await client.get(url)) == CONTENT


@pytest.mark.parametrize(
    "header",
    [
        "bytes=102400-",
        "bytes=999999999999-",
        "bytes=-0",
        "bytes=0-1,3-4",
        "bytes=" + ",".join(["0-"] * 1000),
    ],
)
async def test_range_that_cannot_be_given_is_416(client, viewer, film, header):
    """A29: beyond the end, an empty tail, many ranges."""
    response = await client.get(await url_for(film, viewer), headers={"Range": header})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"
    assert await body(response) == b""


async def test_range_header_of_100_kilobytes_is_refused_unread(client, viewer, film):
    """A29."""
    header = "bytes=" + "0-0," * 25_000
    response = await client.get(await url_for(film, viewer), headers={"Range": header})
    assert response.status_code == 431


async def test_head_tells_the_size_and_sends_nothing(client, viewer, film):
    """A29: HEAD ignores Range."""
    url = await url_for(film, viewer)
    response = await client.head(url, headers={"Range": "bytes=0-9"})
    assert response.status_code == 200
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Accept-Ranges"] == "bytes"
    assert await body(response) == b""


async def test_if_range_of_this_file_gives_the_part_and_of_an_older_one_the_whole(
    client, viewer, film
):
    """A29: a client that holds a part of another file must not mix the two."""
    url = await url_for(film, viewer)
    etag = (await client.head(url))["ETag"]
    headers = {"Range": "bytes=10-19", "If-Range": etag}
    assert (await client.get(url, headers=headers)).status_code == 206
    for other in ('"old"', "W/" + etag, "Sat, 29 Oct 1994 19:43:31 GMT"):
        response = await client.get(url, headers={"Range": "bytes=10-19", "If-Range": other})
        assert response.status_code == 200
        assert await body(response) == CONTENT


async def test_answer_may_be_kept_by_this_browser_only(client, viewer, film):
    """R037: no shared cache, no guessing of types, no page of another site."""
    url = await url_for(film, viewer)
    response = await client.get(url, headers={"Range": "bytes=0-9"})
    assert response["Cache-Control"].startswith("private")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    again = await client.get(url, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "delete"])
async def test_only_reading_is_possible(client, viewer, film, method):
    response = await getattr(client, method)(await url_for(film, viewer))
    assert response.status_code == 405


async def test_copied_address_is_worth_nothing_to_others(viewer, film):
    """R037, A30: another person and a signed-out one get 403."""
    url = await url_for(film, viewer)
    stranger = await sync_to_async(make_viewer)()
    other = await sync_to_async(signed_in)(stranger)
    assert (await other.get(url)).status_code == 403
    assert (await AsyncClient().get(url)).status_code == 403


async def test_address_for_a_program_needs_no_session_but_suffers_no_other(viewer, film):
    """R037: an API client has no cookies; somebody else's session is still refused."""
    url = await url_for(film, viewer, for_program=True)
    assert (await AsyncClient().get(url, headers={"Range": "bytes=0-9"})).status_code == 206
    stranger = await sync_to_async(make_viewer)()
    other = await sync_to_async(signed_in)(stranger)
    assert (await other.get(url)).status_code == 403


async def test_expired_address_is_refused(client, viewer, film, settings):
    """R037, A30: an address lives as long as it was told to."""
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        found = await sync_to_async(sources)(film, viewer, for_program=True)
        url, expires_at = found["url"], found["expires_at"]
    assert expires_at == now + timedelta(seconds=settings.VIDEO_LINK_SECONDS)
    with time_machine.travel(expires_at - timedelta(seconds=2), tick=False):
        assert (await AsyncClient().head(url)).status_code == 200
    with time_machine.travel(expires_at + timedelta(seconds=2), tick=False):
        assert (await AsyncClient().head(url)).status_code == 403


async def test_address_of_a_person_shut_out_stops_working(viewer, film):
    """R037: access is checked each time."""
    url = await url_for(film, viewer, for_program=True)
    await User.objects.filter(pk=viewer.pk).aupdate(is_active=False)
    assert (await AsyncClient().head(url)).status_code == 403


@pytest.mark.parametrize(
    "signed",
    [
        "x",
        "..",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5cwindows",
        "a:b:c",
        "%00",
        "x" * 5000,
        signing.dumps(["b", "no", "ids"], salt="catalog.video"),
        signing.dumps(["b"], salt="catalog.video"),
        signing.dumps("text", salt="catalog.video"),
        signing.dumps(["b", "0" * 32, "0" * 32], salt="another"),
    ],
    ids=range(11),  # signatures differ from run to run; names of tests must not
)
async def test_forged_address_and_paths_find_nothing(client, signed):
    """A28, R037: no part of a path comes from the client; the answer tells nothing."""
    response = await client.get(f"/video/{signed}")
    assert response.status_code in (403, 404)
    assert b"root:" not in await body(response)


async def test_there_is_no_listing(client):
    """R037: neither the storage nor the addresses can be listed."""
    for path in ("/video/", "/video", "/media/", "/media/video/", "/posters/"):
        assert (await client.get(path)).status_code == 404


async def test_title_without_video_has_no_address(viewer):
    """R037: nothing to sign."""
    title = await sync_to_async(make_title)()
    with pytest.raises(VideoNotFound):
        await url_for(title, viewer)


@pytest.mark.parametrize("harm", ["gone", "shorter"])
async def test_film_whose_file_was_harmed_is_not_found(client, viewer, film, settings, harm):
    """R034: a missing or cut file gives 404, not a broken stream."""
    url = await url_for(film, viewer)
    video = await Video.objects.aget(title=film)
    path = settings.MEDIA_ROOT / video.key
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(CONTENT[:100])
    assert (await client.get(url)).status_code == 404


async def test_front_server_sends_the_film_where_there_is_one(client, viewer, film, settings):
    """R033, D13: Django decides, nginx sends."""
    settings.VIDEO_ACCEL_PREFIX = "/internal/"
    response = await client.get(await url_for(film, viewer), headers={"Range": "bytes=0-9"})
    video = await Video.objects.aget(title=film)
    assert response.status_code == 200
    assert response["X-Accel-Redirect"] == f"/internal/{video.key}"
    assert await body(response) == b""
