"""Moderation of messages in the admin."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from chat import services
from rooms.models import RoomRecord
from tests.factories import open_room

LIST = reverse("admin:chat_message_changelist")


@pytest.fixture
def room(host, friend):
    room = open_room(host, friend)
    for n, text in enumerate(["<script>alert(1)</script>", "про кино"]):
        services.send_message(room_id=room.pk, author=friend, text=text, client_id=f"{n}")
    return room


def test_staff_finds_messages(client, moderator, room, friend) -> None:
    """R152: by words, author and room; as text, never as markup."""
    client.force_login(moderator)
    for query, found in (("кино", 1), (friend.email, 2), (room.token, 2), ("нет такого", 0)):
        page = client.get(LIST, {"q": query})
        assert page.context["cl"].result_count == found, query
    assert "<script>alert(1)" not in client.get(LIST).content.decode()


def test_staff_hides_a_message(client, moderator, room) -> None:
    """R072: the action calls the service; the room's log and the admin's say who did it."""
    client.force_login(moderator)
    message = RoomRecord.objects.filter(room=room, kind="chat.message").first()
    client.post(LIST, {"action": "hide", "_selected_action": [message.pk]}, follow=True)
    message.refresh_from_db()
    assert message.payload == {"deleted": True}
    told = RoomRecord.objects.get(room=room, kind="chat.deleted")
    assert (told.actor, told.payload["by_moderator"]) == (moderator, True)
    assert LogEntry.objects.filter(user=moderator, object_id=str(message.pk)).count() == 1


def test_nobody_rewrites_a_message(client, moderator, room) -> None:
    """R072: no adding, no changing, no deleting past the service."""
    client.force_login(moderator)
    message = RoomRecord.objects.filter(room=room, kind="chat.message").first()
    page = reverse("admin:chat_message_change", args=[message.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"payload": "{}"}).status_code == 403
    assert client.get(reverse("admin:chat_message_add")).status_code == 403
    assert client.post(reverse("admin:chat_message_delete", args=[message.pk])).status_code == 403


def test_admin_is_for_staff(client, friend, room) -> None:
    """R003: a member is sent away."""
    client.force_login(friend)
    assert client.get(LIST).status_code == 302
