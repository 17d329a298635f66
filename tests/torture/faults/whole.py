"""The whole site at once."""

from __future__ import annotations

import json

from tests.torture.nemesis import Fault, Nemesis
from tests.torture.part import Part

READY = "/healthz/ready"


def restart_all(n: Nemesis) -> None:
    """Everything ends, and comes back in a random order: a web process first, Kafka last."""
    engines, log = n.site.engines, n.site.log
    for part in n.site.parts:
        part.kill()
    engines.redis.kill()
    engines.postgres.kill()
    if log is not None:
        log.broker.engine.kill()
    n.proves(not any(part.runs() for part in n.site.parts), "everything dead")
    first, *others = n.luck.sample(n.site.webs, 2)
    first.start()
    n.until(lambda: _missing(first) == {"postgresql", "redis"}, "a web process that says so")
    n.proof.append(f"{first.name} alone names what is missing")
    others += [n.site.worker, n.site.beat, *n.site.relays]
    starts = [part.start for part in others] + [engines.redis.start, engines.postgres.start]
    n.luck.shuffle(starts)
    for start in starts:
        start()
        n.rest(0.1)
    n.until(lambda: all(web.ask(READY, 20)[0] == 200 for web in n.site.webs), "all ready", 180)
    if log is not None:
        n.proof.append("ready without Kafka")
        log.broker.engine.start()


def restore_copy(n: Nemesis) -> None:
    """A copy is made while all work, time passes, and the site goes back to the copy."""
    folder, since = n.site.folder / f"copy-{n.crowd.rooms[0].token}", n.crowd.now()
    n.site.manage("backup", str(folder))
    n.rest()
    for part in n.site.parts:
        part.kill()
    before = n.site.records()
    n.site.manage("restore", str(folder), "--replace")
    n.proves(n.site.records() < before, f"{before - n.site.records()} records undone")
    n.crowd.undone.append((since, n.crowd.now()))
    for part in n.site.parts:
        part.start()
    n.site.wait_ready()
    n.crowd.run(n.crowd.come_again())


def _missing(web: Part) -> set[str]:
    """What /healthz/ready says is not there; nothing while it does not answer."""
    status, body = web.ask(READY, 20)
    if status != 503:
        return set()
    return {name for name, state in json.loads(body)["parts"].items() if state != "ok"}


FAULTS = [
    Fault("F36", "everything restarted in random order", restart_all),
    Fault("F37", "restore from a copy of some seconds ago", restore_copy, restores=True),
]
