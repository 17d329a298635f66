"""Pages of rooms: opening one, the door, the room itself, its guests, evenings that are over."""

from rooms.views.archive import evening, replay
from rooms.views.door import join, room
from rooms.views.guests import guest_list, not_now
from rooms.views.rooms import close, create, leave, room_list

__all__ = [
    "close",
    "create",
    "evening",
    "guest_list",
    "join",
    "leave",
    "not_now",
    "replay",
    "room",
    "room_list",
]
