"""How far Kafka is behind, as the staff and whoever watches the site see it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from rooms.models import RoomRecord
from rooms.relay.lag import MOST
from rooms.templatetags import relay
from tests.rooms.evenings import make_closed_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(settings) -> None:
    """A Kafka that is configured and not there."""
    settings.KAFKA_BOOTSTRAP_SERVERS = "127.0.0.1:1"


@pytest.fixture
def staff(moderator) -> Client:
    client = Client(headers={"accept-language": "ru"})
    client.force_login(moderator)
    return client


def waits(seconds: float) -> None:
    room = make_closed_room(4)
    at = timezone.now() - timedelta(seconds=seconds)
    RoomRecord.objects.filter(room=room).update(at=at)


def test_metrics_tell_the_lag(away, staff):
    """R106: records and the age of the oldest, as Prometheus reads them."""
    waits(90)
    told = staff.get("/metrics")
    assert told["Content-Type"].startswith("text/plain; version=0.0.4")
    figures = dict(
        line.split() for line in told.content.decode().splitlines() if not line.startswith("#")
    )
    assert figures["kino_relay_configured"] == "1"
    assert figures["kino_relay_unpublished_records"] == "4"
    assert 90 <= float(figures["kino_relay_oldest_unpublished_seconds"]) < 200


def test_metrics_are_for_staff_and_the_holder_of_the_key(settings, staff, host):
    """A05: nobody else learns that there is such a page."""
    guest = Client()
    assert guest.get("/metrics").status_code == 404
    assert guest.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    guest.force_login(host)
    assert guest.get("/metrics").status_code == 404
    assert b"kino_relay_configured 0" in staff.get("/metrics").content
    settings.METRICS_TOKEN = "a-long-key"
    key = {"authorization": "Bearer a-long-key"}
    assert Client().get("/metrics", headers=key).status_code == 200
    assert Client().get("/metrics", headers={"authorization": "Bearer ü"}).status_code == 404


def lag_on(client: Client, page: str) -> str:
    """What a page of the staff says of it; empty where it says nothing."""
    html = client.get(page).content.decode()
    found = re.search(r'data-testid="relay-lag">(.*?)</ul>', html, re.DOTALL)
    return " ".join(re.sub("<.*?>", "", found[1]).split()) if found else ""


def test_admin_warns_of_an_old_lag_everywhere(away, staff):
    """F09: on each page of the staff, with how many, how old, and what to look at."""
    waits(90)
    for page in ("/admin/", "/admin/rooms/room/"):
        assert lag_on(staff, page) == (
            "Журнал комнат не доходит до Kafka."
            " Ждут публикации записей: 4; возраст самой старой: 1 минута."
            " Ничего не потеряно: проверьте, работает ли relay и отвечает ли Kafka."
        )
        assert 'class="warning"' in staff.get(page).content.decode()


def test_admin_warns_in_the_language_of_its_reader(away, moderator):
    """R106: whole sentences, and an age in units that people use."""
    waits(3 * 3600 + 120)
    client = Client(headers={"accept-language": "en"})
    client.force_login(moderator)
    client.cookies["django_language"] = "en"
    assert lag_on(client, "/admin/rooms/room/") == (
        "The room log does not reach Kafka."
        " Records waiting to be published: 4; age of the oldest: 3 hours, 2 minutes."
        " Nothing is lost: see whether the relay is running and whether Kafka answers."
    )


def test_lag_is_said_in_round_figures():
    """Thousands apart; above what is counted no figure is claimed."""
    with translation.override("ru"):
        assert relay.how_many(37) == "37"
        assert " ".join(relay.how_many(99_999).split()) == "99 999"
        assert " ".join(relay.how_many(MOST).split()) == "не меньше 100 000"
        assert relay.how_long(7.4) == "7\u00a0с"


def test_admin_shows_a_young_lag_on_its_first_page_only(away, staff):
    assert lag_on(staff, "/admin/") == "Журнал комнат опубликован в Kafka весь."
    waits(1)
    assert re.fullmatch(
        r"Журнал комнат идёт в Kafka\. Ждут публикации записей: 4; возраст самой старой: \d+ с\.",
        lag_on(staff, "/admin/"),
    )
    assert lag_on(staff, "/admin/rooms/room/") == ""


def test_admin_says_nothing_without_kafka(staff):
    """D11: what nobody has is not spoken of."""
    waits(90)
    assert "relay-lag" not in staff.get("/admin/").content.decode()
    assert "relay-lag" not in Client().get("/admin/login/").content.decode()
