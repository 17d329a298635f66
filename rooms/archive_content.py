"""What goes into an archive: an evening's header and its records, as they stand in the database."""

from collections.abc import Iterator
from typing import Any

from rooms.models import Member, Room, RoomRecord

READ_CHUNK = 1000  # rows
FIELDS = (
    "seq", "event_id", "kind", "actor_id", "actor__name", "client_id", "at", "position", "version",
    "payload", "schema",
)  # fmt: skip


def header_of(room: Room) -> dict[str, Any]:
    """Say what evening this was. Nothing here lets anybody in: the room's token stays out."""
    title = room.title
    return {
        "room": room.pk,
        "film": {
            "id": title.pk,
            "original_title": title.original_title,
            "year": title.year,
            "names": dict(title.texts.values_list("language", "name")),
        },
        "host": {"id": room.host_id, "name": room.host.name},
        "members": [_member(member) for member in _members(room)],
        "created_at": room.created_at,
        "closed_at": room.closed_at,
        "close_reason": room.close_reason,
        "records": room.last_seq,
    }


def _members(room: Room) -> list[Member]:
    members = room.members.select_related("user").prefetch_related("visits")
    return list(members.order_by("first_joined_at", "pk"))


def _member(member: Member) -> dict[str, Any]:
    visits = sorted(member.visits.all(), key=lambda visit: visit.came_at)
    return {
        "id": member.user_id,
        "name": member.user.name,
        "role": member.role,
        "visits": [{"came_at": visit.came_at, "left_at": visit.left_at} for visit in visits],
    }


def records_after(room: Room, last: int) -> Iterator[dict[str, Any]]:
    """Give all records above a number in order, a chunk of rows in memory at a time."""
    rows = RoomRecord.objects.filter(room=room).order_by("seq").values_list(*FIELDS)
    while chunk := list(rows.filter(seq__gt=last)[:READ_CHUNK]):
        yield from map(_record, chunk)
        last = chunk[-1][0]


def _record(row: tuple[Any, ...]) -> dict[str, Any]:
    seq, event_id, kind, actor_id, name, client_id, at, position, version, payload, schema = row
    return {
        "type": "record",
        "event_id": event_id,
        "seq": seq,
        "kind": kind,
        "actor": None if actor_id is None else {"id": actor_id, "name": name},
        "client_id": client_id,
        "at": at,
        "position": position,
        "version": version,
        "payload": payload,
        "record_schema": schema,
    }
