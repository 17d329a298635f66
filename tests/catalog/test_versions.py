"""What a viewer may choose for himself: picture, sound and subtitles of one film."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import ValidationError
from django.test import Client

from catalog.models import Subtitles, Title
from catalog.sample.made_films import MADE_FILMS, make_film
from catalog.sample.versions import LINES, make_version, subtitles, versions_of
from tests.catalog.factories import make_title, make_viewer, store_rendition, store_video

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nТихо\n"


@pytest.fixture
def film(own_storage: None) -> Title:
    """A film with a second picture, a second sound and subtitles."""
    title = make_title()
    video = store_video(title, b"large picture")
    store_rendition(video, 360, "ru", b"small picture")
    store_rendition(video, 720, "en", b"another sound")
    Subtitles.objects.create(title=title, language="ru", text=VTT)
    return title


def choice(client: Client, film: Title) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/films/{film.pk}/video").json()
    return found


def played(client: Client, url: str) -> bytes:
    answer = client.get(url.removeprefix("http://testserver"))
    assert answer.status_code == 200
    return async_to_sync(whole)(answer)


async def whole(answer: Any) -> bytes:
    return b"".join([piece async for piece in answer.streaming_content])


@pytest.mark.django_db(transaction=True)
def test_each_version_has_an_address_that_plays_it(film, client):
    """R034: the film's own file first, then the others, each with lines and language."""
    found = choice(client, film)
    kinds = [(one["height"], one["language"]) for one in found["versions"]]
    assert kinds == [(0, ""), (720, "en"), (360, "ru")]
    contents = [played(client, one["url"]) for one in found["versions"]]
    assert contents == [b"large picture", b"another sound", b"small picture"]
    assert found["url"] == found["versions"][0]["url"]


@pytest.mark.django_db(transaction=True)
def test_subtitles_are_webvtt(film, client):
    """R034: text for the browser's own subtitles, never sniffed for anything else."""
    [found] = choice(client, film)["subtitles"]
    assert found["language"] == "ru"
    answer = client.get(found["url"].removeprefix("http://testserver"))
    assert answer.content.decode() == VTT
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db(transaction=True)
def test_addresses_of_another_person_and_of_another_film_are_refused(film, client):
    """A05, A28: the right to one film, for one person, opens nothing else."""
    other = make_title()
    foreign = store_rendition(store_video(other, b"other"), 360, "ru", b"other small")
    found = choice(client, film)
    stranger = Client()
    stranger.force_login(make_viewer())
    for url in (found["versions"][1]["url"], found["subtitles"][0]["url"]):
        assert stranger.get(url).status_code == 403
        assert Client().get(url).status_code == 403
    own = found["versions"][1]["url"]
    assert client.get(own.rsplit("/", 1)[0] + f"/{foreign.pk}").status_code == 404
    assert client.get(own.rsplit("/", 1)[0] + "/de.vtt").status_code == 404
    assert client.get(own.rsplit("/", 1)[0] + "/99999999999999999999").status_code == 404


@pytest.mark.django_db
def test_subtitles_that_are_not_webvtt_are_refused_in_the_admin(film):
    """An editor who pastes something else is told so."""
    with pytest.raises(ValidationError, match="WEBVTT"):
        Subtitles(title=film, language="en", text="1\n00:00 -> 00:01").full_clean()


def test_subtitles_of_a_made_film_cover_it_and_end_with_it():
    """Every line begins and ends inside the film, in both languages."""
    for language in LINES:
        text = subtitles(language, 12.0)
        Subtitles._meta.get_field("text").run_validators(text)
        times = [line.split(" --> ") for line in text.splitlines() if "-->" in line]
        assert times == [
            ["00:00.500", "00:04.500"],
            ["00:05.500", "00:09.500"],
            ["00:10.500", "00:12.000"],
        ]


@pytest.mark.skipif(not shutil.which("ffprobe"), reason="not run: versions (no ffprobe found)")
def test_versions_of_a_made_film_agree_with_it_to_the_frame(tmp_path):
    """A viewer may change over in the middle: the same number of frames of the same length."""
    film, source = MADE_FILMS[0], tmp_path / "film.mp4"
    make_film(film, source, "ffmpeg", seconds=4)
    for version in versions_of(film):
        out = tmp_path / f"{version.height}-{version.language}.mp4"
        make_version(source, version, out, "ffmpeg")
        picture, original = probe(out), probe(source)
        assert picture["height"] == version.height
        assert (picture["nb_frames"], picture["r_frame_rate"]) == (
            original["nb_frames"],
            original["r_frame_rate"],
        )


def probe(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-select_streams", "v", "-show_streams", "-of", "json"]
    told = subprocess.run([*command, str(path)], check=True, capture_output=True)
    found: dict[str, Any] = json.loads(told.stdout)["streams"][0]
    return found
