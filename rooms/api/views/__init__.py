"""API of rooms: opening, entering, the playhead, members, the log, the archive."""

from rooms.api.views.archive import (
    ArchiveObjectView,
    ArchiveSubtitlesView,
    ArchiveTextView,
    ArchiveView,
)
from rooms.api.views.invitations import Invitations, InvitationView
from rooms.api.views.log import Events
from rooms.api.views.members import Members, MemberView
from rooms.api.views.playback import Commands, Knock, Reports, State
from rooms.api.views.rooms import Close, Join, Leave, Rooms, RoomView

__all__ = [
    "ArchiveObjectView",
    "ArchiveSubtitlesView",
    "ArchiveTextView",
    "ArchiveView",
    "Close",
    "Commands",
    "Events",
    "InvitationView",
    "Invitations",
    "Join",
    "Knock",
    "Leave",
    "MemberView",
    "Members",
    "Reports",
    "RoomView",
    "Rooms",
    "State",
]
