"""Shapes of rooms in the API; the player socket's `welcome` shows a room in the same shape."""

from rooms.api.serializers.archive import ArchiveState
from rooms.api.serializers.invitations import InvitationShape, Invited, NewInvitation
from rooms.api.serializers.log import Cursor, EventsShape
from rooms.api.serializers.members import MemberChange, MemberShape, Removal
from rooms.api.serializers.playback import CommandDone, Following, NewCommand, NewReport, StateShape
from rooms.api.serializers.rooms import NewRoom, RoomChange, RoomShape, room_info

__all__ = [
    "ArchiveState",
    "CommandDone",
    "Cursor",
    "EventsShape",
    "Following",
    "InvitationShape",
    "Invited",
    "MemberChange",
    "MemberShape",
    "NewCommand",
    "NewInvitation",
    "NewReport",
    "NewRoom",
    "Removal",
    "RoomChange",
    "RoomShape",
    "StateShape",
    "room_info",
]
