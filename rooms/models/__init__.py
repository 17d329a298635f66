"""A room, who is in it, its numbered log and what is kept after it."""

from rooms.models.archive import Archive, ArchiveWork
from rooms.models.erasure import Erasure
from rooms.models.invitation import Invitation
from rooms.models.member import Member, Visit
from rooms.models.record import RoomRecord
from rooms.models.room import FormerLink, Room, is_token, new_epoch, new_token

__all__ = [
    "Archive",
    "ArchiveWork",
    "Erasure",
    "FormerLink",
    "Invitation",
    "Member",
    "Room",
    "RoomRecord",
    "Visit",
    "is_token",
    "new_epoch",
    "new_token",
]
