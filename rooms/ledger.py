"""The statements under every write of a room's log: prepared once a connection, few round trips.

`read` and `write` are the two of a transaction under the room's lock; `write_if_same` is a whole
write by itself, for what was decided from memory.

What is asked most often is asked past the ORM, whose work for a query costs several times the
query itself. Nothing is decided here; rows come out and go in as the models' own.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from django.db import connection, models

from rooms.models import Member, Room, RoomRecord
from rooms.wire import streams_of

M = TypeVar("M", bound=models.Model)

COUNTERS = ("last_seq", "player_seq")


def read(
    room_id: UUID, user_id: UUID, client_id: str | None
) -> tuple[Room | None, Member | None, RoomRecord | None]:
    """Lock a room; return it, the person's place, and what this client id wrote before.

    One round trip, with the BEGIN of the transaction. The second statement sees what was committed
    while the first one waited for the lock. Must be called inside a transaction.
    """
    raw = _raw()
    with connection.wrap_database_errors:
        with raw.pipeline():
            room = psycopg.Cursor(raw).execute(_lock(), [room_id], prepare=True)
            beside = psycopg.Cursor(raw).execute(
                _beside(), [room_id, user_id, room_id, user_id, client_id], prepare=True
            )
        found, [more] = room.fetchone(), beside.fetchall()
    width = len(_names(Member)) + 1
    return (
        _marked(Room, found) if found else None,
        _marked(Member, more[:width]) if more[1] is not None else None,
        _made(RoomRecord, more[width:]) if more[width] is not None else None,
    )


def look(token: str, user_id: UUID) -> tuple[Room, Member] | None:
    """Return the room of a link and the person's place in it, locking nothing; None without one."""
    raw = _raw()
    with connection.wrap_database_errors:
        found = psycopg.Cursor(raw).execute(_look(), [token, user_id], prepare=True).fetchone()
    width = len(_names(Room)) + 1
    return (_marked(Room, found[:width]), _marked(Member, found[width:])) if found else None


def write(room: Room, record: RoomRecord, changed: Sequence[str]) -> None:
    """Save a locked room's counters with the fields named in `changed`, and a new record of it.

    One round trip. Gives the record its key and the room its new mark.
    """
    fields = tuple(dict.fromkeys((*COUNTERS, *changed)))
    values = [_value(room, name) for name in fields] + [room.pk]
    values += [_value(record, name) for name in _names(RoomRecord)[1:]]
    raw = _raw()
    with connection.wrap_database_errors:
        written = psycopg.Cursor(raw).execute(_write(fields), values, prepare=True).fetchone()
    record.pk, room.mark = written or (None, "")
    record._state.adding, record._state.db = False, connection.alias


def write_if_same(
    room: Room, member: Member, record: RoomRecord, changed: Sequence[str]
) -> int | None:
    """Write a record, and the fields of `room` named in `changed`, if the rows are still as marked.

    One statement, which commits by itself outside a transaction. Gives the record key and number
    and the room its new mark; returns the number of the player stream's record before it. Returns
    None, and has written nothing, when room or place differ in anything but the room's counters,
    the client id was used, or the log has a record that is younger than this one or was committed
    while the statement waited for the room's lock.
    """
    values = [_value(room, name) for name in changed]
    values += [room.pk, room.mark, member.pk, member.mark, record.at]
    values += [room.pk, record.actor_id, record.client_id]
    values += [_value(record, name) for name in _written_fields()]
    statement = _write_if_same(tuple(changed), "player" in streams_of(record.kind))
    raw = _raw()
    with connection.wrap_database_errors:
        written = psycopg.Cursor(raw).execute(statement, values, prepare=True).fetchone()
    if written is None:
        return None
    record.pk, record.seq, room.mark, before = written
    record._state.adding, record._state.db = False, connection.alias
    return int(before)


def _raw() -> Any:
    connection.ensure_connection()
    return connection.connection


@functools.cache
def _names(model: type[models.Model]) -> list[str]:
    """Attribute names of a model's columns; the key comes first."""
    return [field.attname for field in model._meta.concrete_fields]


@functools.cache
def _readers(model: type[models.Model]) -> list[tuple[int, Callable[..., Any]]]:
    fields = enumerate(model._meta.concrete_fields)
    readers = ((at, getattr(field, "from_db_value", None)) for at, field in fields)
    return [(at, reader) for at, reader in readers if reader is not None]


def _made(model: type[M], row: Sequence[Any]) -> M:
    values = list(row)
    for at, reader in _readers(model):
        values[at] = reader(values[at], None, connection)
    return model.from_db(connection.alias, _names(model), values)


def _marked(model: type[M], row: Sequence[Any]) -> M:
    """Make a model of a row whose first column is its mark (rooms/models/)."""
    made = _made(model, row[1:])
    made.mark = row[0]  # type: ignore[attr-defined]
    return made


def _value(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    return field.get_db_prep_save(getattr(row, field.attname), connection)  # type: ignore[union-attr]


def _columns(model: type[models.Model], alias: str = "") -> str:
    dot = f"{alias}." if alias else ""
    return ", ".join(f'{dot}"{field.column}"' for field in model._meta.concrete_fields)


@functools.cache
def _lock() -> str:
    columns = f"{_mark(Room, 'r')}, {_columns(Room, 'r')}"
    return f"SELECT {columns} FROM {Room._meta.db_table} r WHERE id = %s FOR UPDATE"  # noqa: S608


@functools.cache
def _look() -> str:
    columns = f"{_mark(Room, 'r')}, {_columns(Room, 'r')}, {_mark(Member, 'm')}"
    return (
        f"SELECT {columns}, {_columns(Member, 'm')} FROM {Room._meta.db_table} r"  # noqa: S608
        f" JOIN {Member._meta.db_table} m ON m.room_id = r.id WHERE r.token = %s AND m.user_id = %s"
    )


@functools.cache
def _beside() -> str:
    return (
        f"SELECT {_mark(Member, 'm')}, {_columns(Member, 'm')}, {_columns(RoomRecord, 'r')}"  # noqa: S608
        " FROM (SELECT 1) AS one"
        f" LEFT JOIN {Member._meta.db_table} m ON m.room_id = %s AND m.user_id = %s"
        f" LEFT JOIN {RoomRecord._meta.db_table} r"
        " ON r.room_id = %s AND r.actor_id = %s AND r.client_id = %s"
    )


@functools.cache
def _write(fields: tuple[str, ...]) -> str:
    settings = ", ".join(f'"{_column(Room, name)}" = %s' for name in fields)
    columns = ", ".join(f'"{_column(RoomRecord, name)}"' for name in _names(RoomRecord)[1:])
    places = ", ".join(["%s"] * (len(_names(RoomRecord)) - 1))
    return (
        f"WITH counted AS (UPDATE {Room._meta.db_table} r SET {settings} WHERE id = %s"  # noqa: S608
        f" RETURNING {_mark(Room, 'r')} AS mark), written AS ("
        f"INSERT INTO {RoomRecord._meta.db_table} ({columns}) VALUES ({places}) RETURNING id)"
        " SELECT id, mark FROM written, counted"
    )


@functools.cache
def _written_fields() -> list[str]:
    return [name for name in _names(RoomRecord)[1:] if name != "seq"]


@functools.cache
def _write_if_same(changed: tuple[str, ...], shown: bool) -> str:
    settings = "".join(f', "{_column(Room, name)}" = %s' for name in changed)
    columns = ", ".join(f'"{_column(RoomRecord, name)}"' for name in _written_fields())
    # `was` is the row before the update. `last` is looked up as of the statement's beginning: if
    # the update had to wait for another's record, it does not find that record, and writes nothing.
    return f"""
        WITH counted AS (
            UPDATE {Room._meta.db_table} r
            SET last_seq = r.last_seq + 1,
                player_seq = {"r.last_seq + 1" if shown else "r.player_seq"}{settings}
            FROM {Room._meta.db_table} was, {Member._meta.db_table} m,
                {RoomRecord._meta.db_table} last
            WHERE r.id = %s AND was.id = r.id
                AND {_mark(Room, "r")} = %s AND m.id = %s AND {_mark(Member, "m")} = %s
                AND last.room_id = r.id AND last.seq = r.last_seq AND last.at <= %s
                AND NOT EXISTS (
                    SELECT FROM {RoomRecord._meta.db_table} before
                    WHERE before.room_id = %s AND before.actor_id = %s AND before.client_id = %s)
            RETURNING r.last_seq AS seq, {_mark(Room, "r")} AS mark, was.player_seq AS before
        ), written AS (
            INSERT INTO {RoomRecord._meta.db_table} ({columns}, seq)
            SELECT {", ".join(["%s"] * len(_written_fields()))}, seq FROM counted
            RETURNING id
        )
        SELECT written.id, counted.seq, counted.mark, counted.before FROM written, counted
    """  # noqa: S608


def _mark(model: type[models.Model], alias: str) -> str:
    names = [name for name in _names(model) if model is not Room or name not in COUNTERS]
    fields = ", ".join(f'{alias}."{_column(model, name)}"' for name in names)
    return f"md5(ROW({fields})::text)"


def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]
