"""Rooms in Django's admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from rooms.models import Room, RoomRecord
from rooms.services import leave_room
from tests.api import API, api_of


@pytest.fixture
def office(client, moderator):
    client.force_login(moderator)
    return client


def test_staff_sees_room_members_state_and_log(office, room, friend):
    """R056, R066, R067, R072: film, host, members, link, state and the numbered log on one page."""
    leave_room(room_key=room.pk, user=friend)
    page = office.get(reverse("admin:rooms_room_change", args=[room.pk])).content.decode()
    for part in ("Аня", "Василий", room.token, "4 · ", "member.left", "room.created"):
        assert part in page


def test_staff_closes_rooms(office, room, moderator):
    """R072, R114: the action calls the service; who did it is written down twice."""
    data = {"action": "close_rooms", "_selected_action": [str(room.pk)]}
    answer = office.post(reverse("admin:rooms_room_changelist"), data, follow=True)
    assert "Закрыта 1 комната" in answer.content.decode()
    room.refresh_from_db()
    assert (room.state, room.close_reason) == (Room.State.CLOSING, "staff")
    assert RoomRecord.objects.filter(room=room).latest("seq").actor == moderator
    assert LogEntry.objects.filter(user=moderator, object_id=str(room.pk)).exists()


def test_staff_switches_the_chat_of_live_rooms(office, room, friend, moderator):
    """R072, R102: by the service: the log tells the room, words are refused, the film goes on."""
    for action, enabled in (("turn_chat_off", False), ("turn_chat_on", True)):
        data = {"action": action, "_selected_action": [str(room.pk)]}
        assert office.post(reverse("admin:rooms_room_changelist"), data).status_code == 302
        told = RoomRecord.objects.filter(room=room).latest("seq")
        assert (told.kind, told.actor) == ("room.settings", moderator)
        assert told.payload["chat_enabled"] is enabled
        said = {"id": action, "text": "слышно?"}
        answer = api_of(friend).post(f"{API}rooms/{room.token}/messages", said)
        assert answer.status_code == (201 if enabled else 403)
        command = {"id": f"{action}-play", "action": "play"}
        answer = api_of(friend).post(f"{API}rooms/{room.token}/commands", command)
        assert answer.status_code == 200
    assert LogEntry.objects.filter(user=moderator, object_id=str(room.pk)).count() == 2


@pytest.mark.parametrize("model", ["room", "roomrecord", "member", "visit", "archive"])
def test_lists_are_searched_and_read_only(office, room, model):
    """R072: whatever is truth is found, read and not edited."""
    listed = reverse(f"admin:rooms_{model}_changelist")
    assert office.get(listed, {"q": "Аня"}).status_code == 200
    assert office.get(reverse(f"admin:rooms_{model}_add")).status_code == 403


def test_log_list_costs_the_same(office, room, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        office.get(reverse("admin:rooms_roomrecord_changelist"))


def test_nobody_else_comes_in(client, room, friend):
    client.force_login(friend)
    assert client.get(reverse("admin:rooms_room_changelist")).status_code == 302
