"""The final reads of a round: rows, API, pages, the archive's object; and what things weigh."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from rooms.archive_format import read_lines
from rooms.playback import Playback, position_at
from tests.torture.generators import Crowd, Person, Room
from tests.torture.history import Archived, Growth, Published, Record, RoomEnd, Seat
from tests.torture.page import ANCHOR
from tests.torture.site import MIB, Site

ARCHIVED_IN = 150.0  # s; the sweep is every 20 s
LOG = """
  SELECT seq, kind, actor_id, client_id, extract(epoch FROM at) * 1000, version, payload, event_id
  FROM rooms_roomrecord WHERE room_id = %s ORDER BY seq
"""
ROOM = """
  SELECT id, last_seq, player_seq, version, playing, position, anchor_at, rate, duration, state
  FROM rooms_room WHERE token = %s
"""


def settled(site: Site, crowd: Crowd, patience: float = 30) -> dict[str, float]:
    """Wait until every page has all of its room; return when each room was so (s; inf: never)."""
    began, found = time.monotonic(), {room.name: float("inf") for room in crowd.rooms}
    while (passed := time.monotonic() - began) < patience:
        waiting = [room for room in crowd.rooms if found[room.name] == float("inf")]
        for room in waiting:
            if _has_all(room, _row(site, room)):
                found[room.name] = round(passed, 2)
        if not waiting:
            break
        time.sleep(0.2)
    return found


def read_rooms(site: Site, crowd: Crowd, when: dict[str, float]) -> list[RoomEnd]:
    """Read all rooms before their closing."""
    apis = crowd.run(_messages(crowd))
    return [
        _room_end(site, room, when[room.name], api)
        for room, api in zip(crowd.rooms, apis, strict=True)
    ]


def wait_archived(site: Site, crowd: Crowd) -> float:
    """Wait until all rooms are archived and cleared; return how long that took (s)."""
    keys = [_row(site, room)["id"] for room in crowd.rooms]
    began = time.monotonic()
    while time.monotonic() - began < ARCHIVED_IN:
        [[done]] = site.query(
            "SELECT count(*) FROM rooms_archive WHERE cleared_at IS NOT NULL AND room_id = ANY(%s)",
            keys,
        )
        if done == len(keys):
            break
        time.sleep(0.3)
    return time.monotonic() - began


def read_archive(site: Site, room: Room) -> Archived | None:
    """Read a room's archive as a former member gets it, and what lies in the store."""
    key = _row(site, room)["id"]
    seals = site.query("SELECT key, records, sha256 FROM rooms_archive WHERE room_id = %s", key)
    if not seals:
        return None
    name, promised, sha = seals[0]
    raw = (_store(site) / name).read_bytes()
    lines = [line for line in read_lines(io.BytesIO(raw)) if line["type"] == "record"]
    [[left]] = site.query("SELECT count(*) FROM rooms_roomrecord WHERE room_id = %s", key)
    objects = [file.name for file in (_store(site) / name).parent.iterdir()]
    same = hashlib.sha256(raw).hexdigest() == sha
    return Archived(len(seals), objects, promised, same, [_of_line(x) for x in lines], left)


def wait_published(site: Site) -> str:
    """Wait until Kafka has what was promised so far; say how long that took (s)."""
    if site.log is None:
        return ""
    began = time.monotonic()
    while site.unpublished() and time.monotonic() - began < ARCHIVED_IN:
        time.sleep(0.2)
    return f"in Kafka after {time.monotonic() - began:.0f} s"


def read_published(site: Site, crowd: Crowd) -> dict[str, list[Published]] | None:
    """What Kafka holds of each room (its name); None where there is no Kafka."""
    if site.log is None:
        return None
    names = {str(_row(site, room)["id"]): room.name for room in crowd.rooms}
    held = site.log.held(set(names))
    return {name: held.get(key, []) for key, name in names.items()}


def weigh(site: Site) -> dict[str, float]:
    """Memory (MiB) and handles of each web process and relay, queues, keys and connections."""
    found: dict[str, float] = {}
    for part in (*site.webs, *site.relays):
        found[f"{part.name}, MiB"] = round(part.memory() / MIB, 1)
        found[f"{part.name}, handles"] = part.handles()
    found["queue of tasks"] = number(site.engines.redis.command("LLEN celery"))
    found["rooms in closing"] = site.query("SELECT count(*) FROM rooms_room WHERE state='closing'")[
        0
    ][0]
    found["connections"] = site.query("SELECT count(*) FROM pg_stat_activity WHERE datname='kino'")[
        0
    ][0]
    return found


def number(answer: str) -> float:
    """Read a number from Redis' raw answer."""
    return float(answer.partition("\r\n")[0].removeprefix(":"))


def drained(site: Site, patience: float = 60) -> None:
    """Wait until the worker has done what came while it was away."""
    until = time.monotonic() + patience
    while number(site.engines.redis.command("LLEN celery")) and time.monotonic() < until:
        time.sleep(0.3)


ROOM_TO_GROW = {"MiB": 60.0, "handles": 60.0, "tasks": 5.0, "closing": 0.0, "connections": 30.0}


def growth(before: dict[str, float], after: dict[str, float]) -> list[Growth]:
    """What each was and is, and the most that it may be: a busy process has buffers."""
    may = {name: ROOM_TO_GROW[name.split()[-1]] for name in before}
    return [Growth(n, before[n], after[n], before[n] + may[n]) for n in before]


def _row(site: Site, room: Room) -> dict[str, Any]:
    names = ("id", "last_seq", "player_seq", "version", "playing", "position", "at", "rate",
             "duration", "state")  # fmt: skip
    return dict(zip(names, site.query(ROOM, room.token)[0], strict=True))


def _has_all(room: Room, row: dict[str, Any]) -> bool:
    anchor = {name: row[name] for name in ANCHOR}
    return all(
        person.page.chat.welcome.is_set()
        and person.page.player.welcome.is_set()
        and person.page.chat.last == row["last_seq"]
        and person.page.player.last >= row["player_seq"]
        and _anchor(person) == anchor
        for person in room.people
    )


def _anchor(person: Person) -> dict[str, Any]:
    return {name: person.page.player.anchor.get(name) for name in ANCHOR}


def _room_end(site: Site, room: Room, when: float, api: list[Record]) -> RoomEnd:
    row, now = _row(site, room), 1000 * time.monotonic()
    rows = [_of_row(x) for x in site.query(LOG, row["id"])]
    return RoomEnd(
        room=room.name,
        canary=room.canary,
        last_seq=row["last_seq"],
        player_seq=row["player_seq"],
        anchor={name: row[name] for name in ANCHOR},
        duration=row["duration"],
        rows=rows,
        api=api,
        seats=[_seat(person, row["duration"], now) for person in room.people],
        settled=when,
    )


def _seat(person: Person, duration: float, now: float) -> Seat:
    """What a page shows; where its film stands at `now` (ms, monotonic) by the clock it knows."""
    page, anchor = person.page, _anchor(person)
    known = {name: value for name, value in anchor.items() if value is not None}
    position = position_at(Playback(duration=duration, **known), now + page.player.offset)
    return Seat(person.name, page.chat.last, page.player.last, anchor, position)


async def _messages(crowd: Crowd) -> list[list[Record]]:
    return await asyncio.gather(*(_told(room) for room in crowd.rooms))


async def _told(room: Room) -> list[Record]:
    """All messages of a room as its API tells them, page by page."""
    told, after = [], 0
    while True:
        path = f"rooms/{room.token}/messages?after={after}&limit=100"
        page = await room.people[1].must("GET", path)
        told += page["results"]
        if page["next"] is None:
            break
        after = told[-1]["seq"]
    return [Record(m["seq"], "chat.message", m["author"]["id"], m["id"]) for m in told]


def _of_row(row: tuple[Any, ...]) -> Record:
    seq, kind, actor, client, at, version, payload, event = row
    said = json.loads(payload) if isinstance(payload, str) else payload
    who = str(actor) if actor else None
    return Record(seq, kind, who, client, round(float(at), 3), version, said, str(event))


def _of_line(line: dict[str, Any]) -> Record:
    at = round(datetime.fromisoformat(line["at"]).timestamp() * 1000, 3)
    who = line["actor"]["id"] if line["actor"] else None
    return Record(line["seq"], line["kind"], who, line["client_id"], at, line["version"],
                  line["payload"], line["event_id"])  # fmt: skip


def _store(site: Site) -> Path:
    return site.folder / "var" / "media" / "archives"
