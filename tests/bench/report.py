"""The tables of `make bench-sync`, and a plain word on each target of the design."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.networks import Network
from tests.bench.spread import percentile

ACTIONS = ("play", "pause", "seek", "stall", "reconnect", "join")
JUDGED = ("play", "pause", "seek")


@dataclass(frozen=True, slots=True)
class Reaction:
    """What followed a command, in seconds."""

    action: str
    obeyed: float  # from the click until the last player did it
    within_frame: float  # until all stayed within 42 ms, from the click or the end of a stall
    within_echo: float  # until all stayed within 10 ms


@dataclass(frozen=True, slots=True)
class Found:
    """What one network showed."""

    steady: Sequence[float]  # spreads, ms
    nudges: float  # changes of rate, a minute and player
    jumps: int  # steps of a picture beyond a frame, while nobody commanded
    reactions: Sequence[Reaction]
    doubt: float = 0.0  # ms by which a page's clock may be known wrongly


def report(network: Network, found: Found, rivals: Mapping[str, float]) -> int:
    """Print the figures; return how many targets were missed."""
    steady = found.steady
    p50, p95, p99 = (percentile(steady, share) for share in (0.5, 0.95, 0.99))
    print(f"\n  spread while playing, ms ({len(steady)} looks)")
    print(f"    p50 {p50:.1f}   p95 {p95:.1f}   p99 {p99:.1f}   worst {_worst(steady):.1f}")
    print(f"    {found.nudges:.1f} changes of rate a minute, {found.jumps} jumps", end="")
    print(f"; clocks known to ± {found.doubt:.1f} ms" if found.doubt else "")
    _against(p95, rivals)
    print("\n  after a command, s          last player obeys   all within 42 ms   within 10 ms")
    print("                                  p50    p95         p50    p95       p50    p95")
    for action in ACTIONS:
        _row(action, [r for r in found.reactions if r.action == action])
    print()
    return sum(_judge(*target) for target in _targets(network, found))


def _worst(values: Sequence[float]) -> float:
    return max(values, default=float("nan"))


def _against(p95: float, rivals: Mapping[str, float]) -> None:
    """The ratio to the reference: the best of the other rules, simulated on this network."""
    others = {rule: value for rule, value in rivals.items() if rule != "ours"}
    if others and p95 > 0:
        best = min(others, key=lambda rule: others[rule])
        print(f"    the best other rule, simulated ({best}): p95 {others[best]:.1f}", end="")
        print(f", {others[best] / p95:.1f} times as far apart; our own, simulated: ", end="")
        print(f"{rivals['ours']:.1f}")


def _row(action: str, reactions: Sequence[Reaction]) -> None:
    columns = (
        [r.obeyed for r in reactions],
        [r.within_frame for r in reactions],
        [r.within_echo for r in reactions],
    )
    pairs = [f"{_seconds(v, 0.5)} {_seconds(v, 0.95)}" for v in columns]
    print(f"    {action:9} ({len(reactions):2} times)       {'     '.join(pairs)}")


def _seconds(values: Sequence[float], share: float) -> str:
    value = percentile(values, share)
    if math.isnan(value):
        return "      -"
    return "  never" if math.isinf(value) else f"{value:7.2f}"


def _targets(network: Network, found: Found) -> list[tuple[str, float, float, str]]:
    """Those that the design names for this network."""
    targets = []
    if network.name == "quiet":
        judged = [r for r in found.reactions if r.action in JUDGED]
        frame = percentile([r.within_frame for r in judged], 0.95)
        echo = percentile([r.within_echo for r in judged], 0.95)
        targets = [
            ("steady spread, p50", percentile(found.steady, 0.5), 2.0, "ms"),
            ("within one frame after play, pause, seek, p95", frame, 1.0, "s"),
            ("within 10 ms after play, pause, seek, p95", echo, 3.0, "s"),
        ]
    if network.most_p95 is not None:
        p95 = percentile(found.steady, 0.95)
        targets.append(("steady spread, p95", p95, network.most_p95, "ms"))
    return targets


def _judge(name: str, value: float, target: float, unit: str) -> bool:
    missed = not value <= target
    word = "MISSED" if missed else "reached"
    print(f"  {word:8} {name}: {value:.2f} {unit} (to reach: {target:.3g} {unit})")
    return missed
