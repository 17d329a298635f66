"""How far Kafka is behind, as the staff and whoever watches the site see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from rooms.models import RoomRecord
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


def test_admin_warns_of_an_old_lag_everywhere(away, staff):
    """F09: a banner on each page of the staff, with how many and how old."""
    waits(90)
    for page in ("/admin/", "/admin/rooms/room/"):
        html = staff.get(page).content.decode()
        assert "Журнал комнат не доходит до Kafka." in html
        assert "Ждут публикации записей: 4" in " ".join(html.split())


def test_admin_shows_a_young_lag_on_its_first_page_only(away, staff):
    assert "опубликован в Kafka весь" in staff.get("/admin/").content.decode()
    waits(1)
    first = " ".join(staff.get("/admin/").content.decode().split())
    assert "Ждут публикации записей: 4" in first
    assert "не доходит" not in first
    assert "relay-lag" not in staff.get("/admin/rooms/room/").content.decode()


def test_admin_says_nothing_without_kafka(staff):
    """D11: what nobody has is not spoken of."""
    waits(90)
    assert "relay-lag" not in staff.get("/admin/").content.decode()
    assert "relay-lag" not in Client().get("/admin/login/").content.decode()
