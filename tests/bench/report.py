"""The table of `make bench-sync`, and a plain word on each target of the design."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.spread import percentile


@dataclass(frozen=True, slots=True)
class Reaction:
    """What followed a command, in seconds after the click."""

    action: str
    obeyed: float  # until the last player did it
    within_frame: float  # until all stayed within 42 ms
    within_echo: float  # until all stayed within 10 ms


def report(steady: Sequence[float], reactions: Sequence[Reaction], *, browsers: int) -> int:
    """Print the figures; return how many targets were missed."""
    print(f"\nspread between {browsers} players while playing, ms ({len(steady)} looks)")
    print(f"  p50 {percentile(steady, 0.5):.1f}   p95 {percentile(steady, 0.95):.1f}", end="")
    print(f"   worst {max(steady, default=float('nan')):.1f}")
    print("\nafter a command, s             last player obeys    all within 42 ms    within 10 ms")
    print("                                   p50     p95         p50     p95       p50     p95")
    for action in ("play", "pause", "seek"):
        _row(action, [r for r in reactions if r.action == action])
    print()
    return sum(_judge(*target) for target in _targets(steady, reactions))


def _row(action: str, reactions: Sequence[Reaction]) -> None:
    columns = (
        [r.obeyed for r in reactions],
        [r.within_frame for r in reactions],
        [r.within_echo for r in reactions],
    )
    pairs = [f"{percentile(v, 0.5):7.2f} {percentile(v, 0.95):7.2f}" for v in columns]
    print(f"  {action:6} ({len(reactions)} times)         {'     '.join(pairs)}")


def _targets(
    steady: Sequence[float], reactions: Sequence[Reaction]
) -> list[tuple[str, float, float, str]]:
    frame = percentile([r.within_frame for r in reactions], 0.95)
    echo = percentile([r.within_echo for r in reactions], 0.95)
    return [
        ("steady spread, p50", percentile(steady, 0.5), 2.0, "ms"),
        ("steady spread, p95", percentile(steady, 0.95), 10.0, "ms"),
        ("within one frame after a command, p95", frame, 1.0, "s"),
        ("within 10 ms after a command, p95", echo, 3.0, "s"),
    ]


def _judge(name: str, value: float, target: float, unit: str) -> bool:
    missed = not value <= target
    word = "MISSED" if missed else "reached"
    print(f"  {word:8} {name}: {value:.2f} {unit} (to reach: {target:g} {unit})")
    return missed
