"""What a poster shows: a family of drawings, each named by what one sees on it."""

from collections.abc import Callable
from types import ModuleType

from catalog.sample.motifs import (
    city,
    comedies,
    creatures,
    figures,
    interiors,
    legends,
    nature,
    people,
    sky,
    stories,
    things,
)
from catalog.sample.stage import Stage


def _drawings(module: ModuleType) -> dict[str, Callable[[Stage], None]]:
    """The drawings that a module defines: public functions of a stage alone."""
    return {
        name: value
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__
        and not name.startswith("_")
        and list(getattr(value, "__annotations__", {}))
        in (["s", "return"], ["s", "open_by", "return"])
    }


MOTIFS: dict[str, Callable[[Stage], None]] = {
    name: drawing
    for module in (
        sky,
        city,
        interiors,
        people,
        figures,
        nature,
        creatures,
        things,
        stories,
        comedies,
        legends,
    )
    for name, drawing in _drawings(module).items()
}
