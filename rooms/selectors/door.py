"""The door of a room, for those who are not in it: what its link shows, whom it lets in."""

from accounts.models import User
from catalog.selectors import get_title
from friends.selectors import are_friends, is_blocked_between
from rooms.models import Member, Room, is_token
from rooms.selectors.calls import is_invited
from rooms.selectors.places import KNOWN


def invitation(token: str, language: str) -> dict[str, str] | None:
    """Return who invites to what by this link, to be shown to anybody who holds it (R070).

    Keys: host, film, poster. None for a room that is closed, not there, or not entered by link.
    """
    room = _open_room(token)
    if room is None or room.access != Room.Access.LINK:
        return None
    return invitation_of(room, language)


def invitation_of(room: Room, language: str) -> dict[str, str]:
    """Return who invites to what into this room."""
    title = get_title(room.title_id, language)
    return {"host": room.host.name, "film": title.display_name, "poster": title.poster_large}


def enterable_room(token: str, user: User) -> Room | None:
    """Return the open room that the person may try to enter; None as if there were none."""
    room = _open_room(token)
    if room is None:
        return None
    member = Member.objects.filter(room=room, user=user).first()
    if member is not None and member.state != Member.State.REMOVED:
        return room if member.state in KNOWN else None
    welcome = is_welcome(room, user) and not is_blocked_between(room.host, user)
    return room if welcome else None


def is_welcome(room: Room, user: User) -> bool:
    """Whether the room's policy lets in a person who is not known in it (R059)."""
    if room.access == Room.Access.LINK or is_invited(room, user):
        return True
    return room.access == Room.Access.FRIENDS and are_friends(room.host, user)


def moved_room(token: str, user: User) -> Room | None:
    """Return the room that had this link once, to those who were called into it by name."""
    if not is_token(token):
        return None
    return Room.objects.filter(former_links__token=token, invitations__user=user).first()


def was_removed(token: str, user: User) -> bool:
    """Whether the person was put out of the room with this link."""
    removed = Member.objects.filter(user=user, state=Member.State.REMOVED)
    return is_token(token) and removed.filter(room__token=token).exists()


def _open_room(token: str) -> Room | None:
    if not is_token(token):
        return None
    open_rooms = Room.objects.filter(token=token, state=Room.State.OPEN)
    return open_rooms.select_related("host").first()
