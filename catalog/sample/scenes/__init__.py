"""The three scenes of the made films."""

from catalog.sample.scenes.base import CLOCK_AT, FPS, HEIGHT, WIDTH, Layer, Scene
from catalog.sample.scenes.sea import moon_over_water
from catalog.sample.scenes.space import orbits
from catalog.sample.scenes.train import night_express

__all__ = [
    "CLOCK_AT",
    "FPS",
    "HEIGHT",
    "WIDTH",
    "Layer",
    "Scene",
    "moon_over_water",
    "night_express",
    "orbits",
]
