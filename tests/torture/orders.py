"""Orders that the checkers look for: of frames, of acknowledgements, of versions, of commands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from rooms.playback import Command, Playback, apply, go_on, held, wait
from tests.torture.history import Event, Record, RoomEnd, Round

WRITES = ("chat", "command")
Problems = Iterator[str]


def of_room(seen: Round, room: str, *types: str) -> list[Event]:
    """The writes of one room, in time."""
    return [e for e in seen.events if e.room == room and e.type in types and e.op in WRITES]


def shown_in_order(seen: Round, end: RoomEnd) -> Problems:
    """Every page was shown the log's own records, each number after the one before it."""
    log = {record.seq: record for record in end.log}
    streams = {
        "chat": sorted(log),
        "player": [seq for seq in sorted(log) if not log[seq].kind.startswith("chat.")],
    }
    last: dict[str, int] = {}
    for event in seen.events:
        if event.room != end.room or event.type not in ("shown", "welcome"):
            continue
        seq, before = event.value["seq"], last.get(event.id)
        last[event.id] = seq
        if event.type == "welcome":
            continue
        if seq not in log or event.value.get("id") not in (None, log[seq].client_id):
            yield f"{event.who} was shown {seq} {event.value}, which is not what the log has"
        if before is not None and _next(streams[event.op], before) != seq:
            yield f"{event.who}: {event.op} showed {seq} after {before}"


def _next(numbers: list[int], before: int) -> int | None:
    """The first of the stream's numbers above one, which need not be of the stream itself."""
    at = bisect_right(numbers, before)
    return numbers[at] if at < len(numbers) else None


def real_time_order(seen: Round, end: RoomEnd) -> Problems:
    """What was acknowledged before something else was first asked for has the smaller number."""
    highest, which = 0, ""
    asked: dict[str, tuple[int, str]] = {}  # id → the highest number promised before it was asked
    for event in of_room(seen, end.room, "invoke", "ok"):
        if event.type == "invoke":
            asked.setdefault(event.id, (highest, which))
            continue
        seq, (floor, floor_id) = event.value["seq"], asked.get(event.id, (0, ""))
        if seq <= floor and floor_id != event.id:
            yield f"{end.room}: {event.id} has {seq}, {floor_id} was promised {floor} before it"
        if seq > highest:
            highest, which = seq, event.id


def growing_versions(seen: Round) -> Problems:
    """Nobody is shown an older version than he was, unless the past was restored."""
    last: dict[tuple[str, str], int] = {}
    epochs: dict[str, str] = {}
    for event in seen.of_type("shown", "welcome"):
        version = event.value.get("version")
        if event.op != "player" or version is None:
            continue
        epoch = event.value.get("epoch")
        if epoch and epochs.setdefault(event.room, epoch) != epoch:
            epochs[event.room] = epoch  # the past was restored from a copy: all begins again
            last = {key: v for key, v in last.items() if key[1] != event.room}
        before = last.get((event.who, event.room), -1)
        if version < before or (version == before and event.type == "shown"):
            yield f"{event.who}: version {version} after {before}"
        last[event.who, event.room] = max(before, version)


def replayed(state: Playback, record: Record) -> Playback:
    """The state after one more record."""
    said, at = record.payload, record.at
    if record.kind == "playback.wait":
        return wait(state, at, said["waiting_for"], said["wait_until"])
    if record.kind == "playback.go":
        return go_on(state, at, said["lead"])
    moved = apply(state, Command(**said["asked"]), at, said["lead"])
    if said["waiting_for"] and not moved.waiting_for:
        return held(moved, at, said["waiting_for"], said["wait_until"])
    return moved
