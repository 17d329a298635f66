"""Kafka and the relays: the broker stopped, killed, silent, topicless; relays killed, held."""

import signal

from tests.proxy import Road
from tests.torture.log import Log
from tests.torture.nemesis import Fault, Nemesis, killed
from tests.torture.part import Part
from tests.torture.site import Site

STUCK = 10  # records that wait: more than a relay at work ever leaves
LOCKS_LOST = 60.0  # s: a relay's session ends after 30 s without a word


def no_log(site: Site) -> str:
    """Why there is no Kafka on this site; empty where there is one."""
    return "" if site.log else f"no Kafka broker ({site.why_no_log})"


def stop_broker(n: Nemesis) -> None:
    """Stopped in order and started again; meanwhile the log waits in PostgreSQL."""
    broker = _log(n).broker
    broker.engine.stop()
    n.rest()
    n.until(lambda: n.site.unpublished() > 0, "records that wait")
    n.proves(not broker.engine.is_alive(), f"broker away, {n.site.unpublished()} records waited")
    broker.engine.start()


def broker_hole(n: Nemesis) -> None:
    road = _log(n).broker.road
    road.swallow()
    n.until(lambda: n.site.unpublished() > 0, "records that wait")
    n.rest(2)
    waited = n.site.unpublished()
    n.proves(waited > 0, f"{road.open} connections swallowed, {waited} records waited")
    road.heal()


def kill_between_write_and_answer(n: Nemesis) -> None:
    """Records arrive, answers do not; then the broker dies."""
    broker = _log(n).broker
    _hold_answers(n)
    n.proves(True, f"{n.site.unpublished()} records unanswered")
    broker.engine.kill()
    broker.road.cut()
    broker.road.down = Road()
    n.rest(0.3)
    broker.engine.start()


def delete_topic(n: Nemesis) -> None:
    log = _log(n)
    began = {relay.log: relay.log.stat().st_size for relay in n.site.relays}
    log.delete_topic()
    n.until(
        lambda: any(b"relay_kafka" in path.read_bytes()[at:] for path, at in began.items()),
        "an alarm",
    )
    n.proves(all(relay.runs() for relay in n.site.relays), "topic gone, relays alive and say so")
    n.rest()
    log.make_topic()


def kill_relays(n: Nemesis) -> None:
    """Each in turn, with a batch under way whose answer has not come."""
    for relay in n.site.relays:
        _hold_answers(n)
        n.proves(relay.runs(), killed(relay))
        _log(n).broker.road.down = Road()
        n.rest(0.5)
        relay.start()
        n.until(n.site.relays_share, "two relays at work")


def hold_relay(n: Nemesis) -> None:
    """Stopped with a batch under way until its locks are the other's; then it goes on."""
    held: Part = n.luck.choice(n.site.relays)
    _hold_answers(n)
    held.signal(signal.SIGSTOP)
    try:
        _log(n).broker.road.down = Road()
        n.until(lambda: n.site.relays_living() == 1, "its locks lost", LOCKS_LOST)
        n.until(lambda: n.site.unpublished() < 5, "the other took over", LOCKS_LOST)
        n.proves(True, f"{held.name} stood still until its rooms were the other's")
    finally:
        held.signal(signal.SIGCONT)
    n.until(n.site.relays_share, "two relays at work")


def away_at_closing(n: Nemesis) -> None:
    """Archives are sealed without Kafka; rows stay until it has them."""
    broker = _log(n).broker
    broker.engine.kill()
    n.until(lambda: n.site.sealed_uncleared() > 0, "sealed rooms")
    n.rest()
    waited = n.site.sealed_uncleared()
    n.proves(waited > 0, f"broker away, {waited} rooms sealed whose rows waited for it")
    broker.engine.start()


def _log(n: Nemesis) -> Log:
    assert n.site.log is not None
    return n.site.log


def _hold_answers(n: Nemesis) -> None:
    """Let Kafka's answers be late; return when records wait for one."""
    road = _log(n).broker.road
    road.down = Road(delay=600)
    sent = road.carried["up"]

    def sent_or_stuck() -> bool:
        # Who had a batch under way already sends no other; then more and more records wait.
        return n.site.unpublished() > (0 if road.carried["up"] > sent + 200 else STUCK)

    n.until(sent_or_stuck, "a batch sent")


FAULTS = [
    Fault("F09", "Kafka stopped, started again", stop_broker, needs=no_log),
    Fault("F09b", "Kafka behind a black hole", broker_hole, needs=no_log),
    Fault("F09c", "Kafka away while rooms are closing", away_at_closing, "closing", needs=no_log),
    Fault("F10", "broker killed between write and answer", kill_between_write_and_answer,
          needs=no_log),
    Fault("F11", "topic deleted", delete_topic, forgets=True, needs=no_log),
    Fault("F12", "relays killed in the middle of a batch", kill_relays, needs=no_log),
    Fault("F12b", "a relay stands still until its locks are lost", hold_relay, needs=no_log),
]  # fmt: skip
