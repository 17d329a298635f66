"""What tests of the chat share with those of rooms."""

from tests.rooms.conftest import lobby, room

__all__ = ["lobby", "room"]
