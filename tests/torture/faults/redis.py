"""Redis: killed, emptied, full, silent."""

from __future__ import annotations

from tests.torture.finals import number
from tests.torture.nemesis import Fault, Nemesis, hole


def restart_redis(n: Nemesis) -> None:
    redis = n.site.engines.redis
    redis.kill()
    n.proves(not redis.is_alive(), "Redis dead")
    n.rest()
    redis.start()


def empty_redis(n: Nemesis) -> None:
    redis = n.site.engines.redis
    before = int(number(redis.command("DBSIZE")))
    redis.flushall()
    n.proves(before > 0, f"{before} keys gone")
    n.rest()


def fill_redis(n: Nemesis) -> None:
    redis = n.site.engines.redis
    redis.command("CONFIG SET maxmemory 1mb")
    try:
        answer = redis.command("SET torture 1")
        n.proves(answer.startswith("-OOM"), "writes refused: OOM")
        n.rest()
    finally:
        redis.command("CONFIG SET maxmemory 0")


def redis_hole(n: Nemesis) -> None:
    hole(n, [part.redis for part in n.site.parts])


def redis_hole_of_one(n: Nemesis) -> None:
    hole(n, [n.luck.choice(n.site.webs).redis])


FAULTS = [
    Fault("F05", "Redis killed, started again with its data", restart_redis),
    Fault("F06", "Redis emptied", empty_redis),
    Fault("F07", "Redis full", fill_redis),
    Fault("F08", "Redis behind a black hole", redis_hole),
    Fault("F23", "one web process cut off from Redis", redis_hole_of_one),
]
