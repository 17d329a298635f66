"""While rooms are closing: the worker killed, its work doubled, its queue lost."""

from __future__ import annotations

from tests.torture.nemesis import Fault, Nemesis, killed
from tests.torture.part import Part


def kill_worker(n: Nemesis) -> None:
    for _ in range(3):
        n.proves(n.site.worker.runs(), killed(n.site.worker))
        n.site.worker.start()
        n.rest(0.3)


def doubled_work(n: Nemesis) -> None:
    """Five hints for each room, and a second beat."""
    rooms = [r for [r] in n.site.query("SELECT id::text FROM rooms_room WHERE state = 'closing'")]
    second = Part(n.site, "second beat", n.site.beat.argv)
    second.start()
    n.proof.append("a second beat")
    _hint(n, rooms * 5)
    n.rest(2)
    second.end()


def lost_queue(n: Nemesis) -> None:
    n.site.worker.kill()
    n.rest(0.2)
    n.site.engines.redis.flushall()
    [[closing]] = n.site.query("SELECT count(*) FROM rooms_room WHERE state = 'closing'")
    n.proves(closing > 0, f"queue emptied while {closing} rooms were closing")
    n.site.worker.start()


FAULTS = [
    Fault("F17", "kill -9 of the worker while it archives", kill_worker, "closing"),
    Fault("F18", "each archive task five times, two beats", doubled_work, "closing"),
    Fault("F19", "broker emptied while rooms are closing", lost_queue, "closing"),
]


def _hint(n: Nemesis, rooms: list[str]) -> None:
    """Queue archive tasks past the site, as a program of ours would."""
    from celery import Celery

    with Celery(broker=n.site.engines.redis.url).connection_for_write() as broker:
        app = Celery(broker=n.site.engines.redis.url)
        for room in rooms:
            app.send_task("rooms.tasks.archive_room", args=[room], connection=broker)
    n.proves(bool(rooms), f"{len(rooms)} hints")
