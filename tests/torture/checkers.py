"""The promises I1–I11 as pure functions: a round's history and final reads → what breaks them.

Each returns sentences, none when the promise was kept. They know nothing of how the round was made.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from rooms.playback import Playback
from tests.torture.history import Event, RoomEnd, Round
from tests.torture.orders import (
    Problems,
    growing_versions,
    of_room,
    real_time_order,
    replayed,
    shown_in_order,
)

SETTLED = 10.0 * float(os.environ.get("PATIENCE", "1"))  # s: I4; more on a machine of others
IN_STEP = 0.5  # s of film: I5
PROMISES_NOTHING = ("unavailable", "rate_limited", "unreachable")  # codes after which one tries on


def nothing_lost(seen: Round) -> Problems:
    """I1: what was acknowledged is stored, told by the API, and in the archive, under its seq."""
    for end, acks in _by_room(seen, "ok"):
        kept = {record.client_id: record.seq for record in end.log if record.client_id}
        early = {record.client_id: record.seq for record in end.rows if record.client_id}
        told = {record.client_id: record.seq for record in end.api}
        for ack in acks:
            seq = ack.value["seq"]
            if kept.get(ack.id) != seq:
                yield f"{end.room}: {ack.op} {ack.id} acked as {seq}, kept as {kept.get(ack.id)}"
            if ack.id in early and ack.op == "chat" and told.get(ack.id) != seq:
                yield f"{end.room}: {ack.id} acked as {seq}, told as {told.get(ack.id)}"


def nothing_doubled(seen: Round) -> Problems:
    """I2: each id is stored once, each retry got the same seq, and nobody's words are made up."""
    for end, acks in _by_room(seen, "ok"):
        ids = Counter((r.actor, r.client_id) for r in end.log if r.client_id)
        texts = Counter(r.payload["text"] for r in end.log if r.kind == "chat.message")
        for what, times in (*ids.items(), *texts.items()):
            if times > 1:
                yield f"{end.room}: {what} stored {times} times"
        numbers = defaultdict(set)
        for ack in acks:
            numbers[ack.id].add(ack.value["seq"])
        for id, different in numbers.items():
            if len(different) > 1:
                yield f"{end.room}: {id} was given {sorted(different)}"
        asked = {event.id for event in of_room(seen, end.room, "invoke")}
        for record in end.log:
            if record.client_id and record.client_id not in asked:
                yield f"{end.room}: nobody sent {record.client_id}, stored as {record.seq}"


def one_order(seen: Round) -> Problems:
    """I3: 1..n; everybody is shown the log in its order; what was acked first is first."""
    for end in seen.ends:
        numbers = [record.seq for record in end.log]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{end.room}: the log is not 1..n: {_first_break(numbers)}"
        yield from shown_in_order(seen, end)
        yield from real_time_order(seen, end)


def all_catch_up(seen: Round) -> Problems:
    """I4: within ten seconds of quiet everybody holds all, without reloading."""
    for end in seen.ends:
        if not end.settled <= SETTLED:
            yield f"{end.room}: settled after {end.settled:.1f} s"
        for seat in end.seats:
            if seat.chat_seq != end.last_seq or seat.player_seq < end.player_seq:
                held_by = f"chat {seat.chat_seq}, player {seat.player_seq}"
                yield f"{seat.who}: {held_by}; the room has {end.last_seq}, {end.player_seq}"


def one_playhead(seen: Round) -> Problems:
    """I5: versions only grow; at the end one anchor and one place; no refused command is obeyed."""
    yield from growing_versions(seen)
    for end, refusals in _by_room(seen, "fail"):
        for seat in end.seats:
            if seat.anchor != end.anchor:
                yield f"{seat.who}: stands at {seat.anchor}, the room at {end.anchor}"
        places = [seat.position for seat in end.seats]
        if places and max(places) - min(places) > IN_STEP:
            yield f"{end.room}: {max(places) - min(places):.2f} s apart"
        kept = {record.client_id: record.seq for record in end.log if record.client_id}
        doubtful = {e.id for e in of_room(seen, end.room, "unknown", "ok")}
        doubtful |= {e.id for e in refusals if e.value["code"] in PROMISES_NOTHING}
        for event in refusals:
            if event.id in kept and event.id not in doubtful:
                yield f"{end.room}: {event.op} {event.id} was refused, stored as {kept[event.id]}"


def playhead_explained(seen: Round) -> Problems:
    """I6: the log's commands, obeyed again from nothing, come to the row's anchor."""
    for end in seen.ends:
        state = Playback(duration=end.duration)
        for record in end.rows:
            if record.kind.startswith("playback."):
                state = replayed(state, record)
                if state.version != record.version:
                    yield f"{end.room}: record {record.seq} says version {record.version}"
                    break
        found = {name: getattr(state, name) for name in end.anchor}
        if found != end.anchor:
            yield f"{end.room}: the log comes to {found}, the row says {end.anchor}"


def archived_once(seen: Round) -> Problems:
    """I7: one seal, one object, whose records are what the rows were and 1..n."""
    for end in seen.ends:
        found = end.archived
        if found is None:
            yield f"{end.room}: no archive"
            continue
        if found.seals != 1 or len(found.objects) != 1:
            yield f"{end.room}: {found.seals} seals, objects {found.objects}"
        if not found.sha_agrees or found.promised != len(found.records):
            yield f"{end.room}: {len(found.records)} records, sealed {found.promised}; or changed"
        if found.records[: len(end.rows)] != end.rows:
            yield f"{end.room}: the archive does not begin with the rows that there were"
        if found.rows_left:
            yield f"{end.room}: {found.rows_left} rows are still there"


def published_all(seen: Round) -> Problems:
    """I8: every record is in Kafka at least once, and the first ones of each are in order.

    After Kafka forgot something, all comes again behind what is there: the last ones are in order.
    """
    for end in seen.ends:
        if end.published is None:
            continue
        ids = {record.seq: record.event_id for record in end.log}
        places: dict[int, list[int]] = defaultdict(list)
        known = set(ids.values())
        for at, record in enumerate(end.published):
            if seen.past_restored and record.event_id not in known:
                continue  # of the time that was undone: readers go by the event id
            places[record.seq].append(at)
            if ids.get(record.seq) != record.event_id:
                yield f"{end.room}: {record.seq} is published as another event"
        missing = sorted(set(ids) - set(places))
        if missing:
            yield f"{end.room}: not published: {missing[:5]}… ({len(missing)})"
        order = [places[seq][-1 if seen.kafka_forgot else 0] for seq in sorted(places)]
        if order != sorted(order):
            yield f"{end.room}: published out of order"


def nothing_leaks(seen: Round) -> Problems:
    """I9: strangers get nothing, and nobody is shown the words of another room."""
    canaries = {end.canary: end.room for end in seen.ends}
    for peek in seen.of_type("peek"):
        if peek.value.get("entered") or any(c in peek.value.get("body", "") for c in canaries):
            yield f"{peek.who} got into {peek.room} by {peek.op}: {str(peek.value)[:120]}"
    for event in seen.of_type("shown"):
        words = event.value.get("text", "")
        for canary, room in canaries.items():
            if canary in words and room != event.room:
                yield f"{event.who} in {event.room} was shown words of {room}"


def bounded_harm(seen: Round) -> Problems:
    """I10: what grew went back, and no process died that nobody killed."""
    for found in seen.growth:
        if found.after > found.most:
            measured = f"{found.before:g} before, {found.after:g} after"
            yield f"{found.name}: {measured}, at most {found.most:g}"
    for name in seen.deaths:
        yield f"{name} died by itself"


def honest(seen: Round) -> Problems:
    """I11: every operation is answered, or its line breaks; nobody is told «our fault» (500)."""
    open_at: dict[tuple[str, str], Event] = {}
    for event in seen.events:
        if event.type == "invoke":
            open_at[event.who, event.id] = event
        elif event.type in ("ok", "fail", "unknown"):
            open_at.pop((event.who, event.id), None)
        if event.type == "fail" and event.value["code"].startswith("http_5"):
            yield f"{event.who}: {event.op} {event.id} answered {event.value['code']}"
        silent = event.type == "unknown" and event.value.get("why") == "silence"
        if silent and not seen.silence_allowed:
            yield f"{event.who}: {event.op} {event.id} got no answer on a living line"
    for event in open_at.values():
        yield f"{event.who}: {event.op} {event.id} has neither answer nor end"


CHECKERS: dict[str, Callable[[Round], Problems]] = {
    "I1": nothing_lost,
    "I2": nothing_doubled,
    "I3": one_order,
    "I4": all_catch_up,
    "I5": one_playhead,
    "I6": playhead_explained,
    "I7": archived_once,
    "I8": published_all,
    "I9": nothing_leaks,
    "I10": bounded_harm,
    "I11": honest,
}


def judge(seen: Round) -> dict[str, list[str]]:
    """Return what breaks each promise."""
    return {name: list(check(seen)) for name, check in CHECKERS.items()}


def _by_room(seen: Round, *types: str) -> Iterator[tuple[RoomEnd, list[Event]]]:
    """Each room with the events of its writes."""
    for end in seen.ends:
        yield end, of_room(seen, end.room, *types)


def _first_break(numbers: list[int]) -> str:
    for before, after in pairwise([0, *numbers]):
        if after != before + 1:
            return f"after {before} comes {after}"
    return "empty"
