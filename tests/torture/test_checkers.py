"""Each checker passes a good evening, and names each bad one that was made by hand."""

from dataclasses import asdict

import msgspec
import pytest

from rooms.playback import Command, Playback, apply
from tests.torture.checkers import CHECKERS, judge
from tests.torture.history import (
    Archived,
    Event,
    Growth,
    Journal,
    Published,
    Record,
    RoomEnd,
    Round,
    Seat,
    load,
    without_undone,
)

CANARY = "canary-r0"
PLAYED = apply(Playback(duration=600.0), Command("play"), 1000.0, 250.0)
ANCHOR = {name: getattr(PLAYED, name) for name in ("version", "playing", "position", "at", "rate")}
PLAY = {"asked": asdict(Command("play")), "lead": 250.0, "waiting_for": []}


def message(seq, author="anya", number=0, **more):
    number = number or seq
    return Record(
        seq, "chat.message", author, f"{author}-{number}", payload={"text": f"{CANARY} {number}"},
        event_id=f"e{seq}", **more,
    )  # fmt: skip


LOG = [
    Record(1, "room.created", event_id="e1"),
    message(2),
    Record(3, "playback.play", "anya", "anya-3", 1000.0, 1, PLAY, "e3"),
    message(4, "petr"),
]


def done(record, op="chat", at=0.0, who=None):
    """Asked for and acknowledged."""
    who, seq = who or record.actor, record.seq
    told = {"seq": seq, "version": record.version} if op == "command" else {"seq": seq}
    return [
        Event(at or seq, "invoke", who, "r0", op, record.client_id),
        Event((at or seq) + 0.1, "ok", who, "r0", op, record.client_id, told),
    ]


def shown(seq, stream="chat", who="petr", line="c1", **more):
    return Event(10.0 + seq, "shown", who, "r0", stream, line, {"seq": seq, **more})


def welcome(seq, stream="chat", who="petr", line="c1", **more):
    return Event(9.0, "welcome", who, "r0", stream, line, {"seq": seq, **more})


EVENTS = [
    *done(LOG[1]), *done(LOG[2], "command"), *done(LOG[3]),
    welcome(1), *(shown(seq, id=LOG[seq - 1].client_id) for seq in (2, 3, 4)),
    welcome(1, "player", line="p1", version=0), shown(3, "player", line="p1", version=1),
    Event(20.0, "peek", "stranger", "r0", "messages", value={"status": 404, "body": "нет"}),
]  # fmt: skip
SEATS = [Seat("anya", 4, 3, ANCHOR, 8.0), Seat("petr", 4, 3, ANCHOR, 8.1)]
ARCHIVED = Archived(1, ["a.jsonl.zst"], 4, True, LOG, 0)
PUBLISHED = [Published("r0", r.seq, r.event_id) for r in LOG]
END = RoomEnd(
    "r0", CANARY, 4, 3, ANCHOR, 600.0, LOG, [LOG[1], LOG[3]], SEATS, 1.5, ARCHIVED, PUBLISHED
)  # fmt: skip


def evening(events=(), *, instead=None, growth=(), deaths=(), forgot=False, restored=False, **end):
    """The good evening with `events` at its end (or others `instead`), and another end."""
    if "rows" in end and "archived" not in end:
        end["archived"] = None
    told = [*EVENTS, *events] if instead is None else instead
    ends = [msgspec.structs.replace(END, **end)]
    return Round("none", told, ends, growth, deaths, kafka_forgot=forgot, past_restored=restored)


def archived(**changed):
    return {"archived": msgspec.structs.replace(ARCHIVED, **changed)}


def seats(**changed):
    return {"seats": [SEATS[0], msgspec.structs.replace(SEATS[1], **changed)]}


def ask(id, type="invoke", op="chat", **value):
    return Event(30.0, type, "anya", "r0", op, id, value)


def test_good_evening_keeps_every_promise():
    assert judge(evening()) == {name: [] for name in CHECKERS}


OTHER_ROOM = Event(1.0, "shown", "olga", "r1", "chat", "c9", {"seq": 1, "text": f"{CANARY} 2"})
BAD = {
    "lost": ("I1", evening([ask("x"), ask("x", "ok", seq=9)])),
    "kept under another number": ("I1", evening([ask("petr-4"), ask("petr-4", "ok", seq=3)])),
    "not told by the API": ("I1", evening(api=[LOG[1]])),
    "lost in the archive": ("I1", evening(**archived(records=LOG[:3]))),
    "doubled": ("I2", evening(rows=[*LOG, message(5, "petr", 4)])),
    "doubled words": ("I2", evening(rows=[*LOG, message(5, "olga", 4)])),
    "retry got another number": ("I2", evening([*done(LOG[3])[:1], ask("petr-4", "ok", seq=5)])),
    "made up": ("I2", evening(rows=[*LOG, message(5, "olga")])),
    "gap": ("I3", evening(rows=[*LOG[:2], *LOG[3:]])),
    "number twice": ("I3", evening(rows=[*LOG, message(4, "olga")])),
    "shown out of order": ("I3", evening([shown(2)])),
    "shown with a hole": ("I3", evening(instead=[welcome(1), shown(2), shown(4)])),
    "player shown with a hole": ("I3", evening([welcome(0, "player"), shown(3, "player")])),
    "shown as somebody else's": ("I3", evening(instead=[shown(2, id="petr-4")])),
    "shown and not in the log": ("I3", evening([shown(5)])),
    "overtaken": ("I3", evening(instead=[*done(LOG[3], at=1.0), *done(LOG[1], at=2.0)])),
    "never settled": ("I4", evening(settled=float("inf"))),
    "settled late": ("I4", evening(settled=10.5)),
    "page without the last": ("I4", evening(**seats(chat_seq=3))),
    "player without the last": ("I4", evening(**seats(player_seq=1))),
    "version back": ("I5", evening([shown(3, "player", line="p2", version=0)])),
    "version back by a welcome": ("I5", evening([welcome(4, "player", line="p2", version=0)])),
    "version twice": ("I5", evening([shown(3, "player", line="p2", version=1)])),
    "two anchors": ("I5", evening(**seats(anchor={**ANCHOR, "position": 1.0}))),
    "apart": ("I5", evening(**seats(position=8.7))),
    "refused and obeyed": ("I5", evening(instead=[ask("petr-4", "fail", code="forbidden")])),
    "not explained": ("I6", evening(anchor={**ANCHOR, "position": 3.0})),
    "version not explained": ("I6", evening(rows=[*LOG[:2], *[
        msgspec.structs.replace(LOG[2], version=2)], LOG[3]])),
    "no archive": ("I7", evening(archived=None)),
    "two seals": ("I7", evening(**archived(seals=2))),
    "two objects": ("I7", evening(**archived(objects=["a", "b.part"]))),
    "archive changed": ("I7", evening(**archived(sha_agrees=False))),
    "archive otherwise": ("I7", evening(**archived(records=[*LOG[:3], message(4, "olga")]))),
    "archive short": ("I7", evening(**archived(records=LOG[:2]))),
    "rows left": ("I7", evening(**archived(rows_left=1))),
    "not published": ("I8", evening(published=PUBLISHED[:3])),
    "published in disorder": ("I8", evening(published=[*PUBLISHED[2:], *PUBLISHED[:2]])),
    "published again in disorder": ("I8", evening(
        forgot=True, published=[*PUBLISHED, *PUBLISHED[2:], *PUBLISHED[:2]])),
    "published otherwise": ("I8", evening(published=[*PUBLISHED, Published("r0", 2, "other")])),
    "words of another room": ("I9", Round("none", [OTHER_ROOM], [END])),
    "stranger reads": ("I9", evening([
        Event(1.0, "peek", "olga", "r0", "messages", value={"body": f"…{CANARY}…"})])),
    "stranger enters": ("I9", evening([
        Event(1.0, "peek", "olga", "r0", "socket", value={"entered": True})])),
    "grown": ("I10", evening(growth=[Growth("memory", 100, 220, 150)])),
    "died": ("I10", evening(deaths=["web 1"])),
    "no answer": ("I11", evening([ask("y")])),
    "silent": ("I11", evening([ask("y"), ask("y", "unknown", why="silence")])),
    "our fault": ("I11", evening([ask("y"), ask("y", "fail", code="http_500")])),
}  # fmt: skip


@pytest.mark.parametrize(("promise", "seen"), BAD.values(), ids=BAD)
def test_bad_evening_is_named(promise, seen):
    """I1–I11: a violation made by hand is found by its checker."""
    assert judge(seen)[promise], judge(seen)


GOOD = {
    "repeats in Kafka": evening(published=[*PUBLISHED, *PUBLISHED[1:]]),
    "again after Kafka forgot": evening(forgot=True, published=[*PUBLISHED[2:], *PUBLISHED]),
    "Kafka newer than a copy": evening(
        restored=True, published=[*PUBLISHED[:2], Published("r0", 3, "undone"), *PUBLISHED[2:]]
    ),
    "unknown and stored": evening([ask("petr-4"), ask("petr-4", "unknown", why="cut")]),
    "unknown and not stored": evening([ask("z"), ask("z", "unknown", why="cut")]),
    "unavailable and stored": evening([ask("petr-4"), ask("petr-4", "fail", code="unavailable")]),
    "refused and not stored": evening([ask("z"), ask("z", "fail", code="closing")]),
    "restored from a copy": evening(
        [welcome(4, "player", line="p2", version=0, epoch="b")],
        instead=[
            *EVENTS[:6],
            welcome(1, "player", version=1, epoch="a"),
            welcome(4, "player", line="p2", version=0, epoch="b"),
        ],
    ),
}


@pytest.mark.parametrize("seen", GOOD.values(), ids=GOOD)
def test_what_is_allowed_is_passed(seen):
    """I2, I5, I8: an unknown operation may be there or not; Kafka may repeat; epochs begin anew."""
    assert not any(judge(seen).values()), judge(seen)


def test_promises_of_an_undone_time_are_void():
    """F37: what was acknowledged before the copy counts, what came after it need not be there."""
    before, after = [ask("x"), ask("x", "ok", seq=9)], shown(2)
    told = without_undone([*before, welcome(1), after], [(29.0, 31.0)])
    assert [event.type for event in told] == ["invoke", "unknown", "welcome", "shown"]
    assert without_undone([*before, after], [(11.0, 13.0)]) == before
    assert without_undone([*before, after], []) == [*before, after]


def test_history_is_kept_and_read_again(tmp_path):
    journal = Journal()
    for event in EVENTS:
        journal.note(event)
    journal.save(tmp_path / "history.jsonl", [END])
    assert load(tmp_path / "history.jsonl") == (EVENTS, [END])
