"""Who is in a room and who was, as lists and frames show them, and who would take it over."""

from django.db.models import Case, QuerySet, When

from accounts.models import User
from rooms import permissions, presence, wire
from rooms.models import Member, Room
from rooms.selectors.places import KNOWN
from rooms.shapes import Place, You


def members_of(room: Room) -> QuerySet[Member]:
    """Return everybody who may read the room, those who came first at the front."""
    members = Member.objects.filter(room=room, state__in=KNOWN).select_related("user")
    return members.order_by("first_joined_at", "pk")


def banned_from(room: Room) -> QuerySet[Member]:
    """Return those who may not come back, by name."""
    banned = Member.objects.filter(room=room, state=Member.State.BANNED)
    return banned.select_related("user").order_by("user__name", "pk")


def people_in(room: Room) -> QuerySet[User]:
    """Return everybody who sits in the room."""
    return User.objects.filter(memberships__room=room, memberships__state=Member.State.HERE)


def seats_taken(room: Room) -> int:
    """Return how many people sit in the room; exact only while the room is locked."""
    return Member.objects.filter(room=room, state=Member.State.HERE).count()


def heir(room: Room) -> Member | None:
    """Return who takes over from a host that has gone: moderators first, then who sits longest."""
    here = Member.objects.filter(room=room, state=Member.State.HERE, visits__left_at=None)
    helps_first = Case(When(role=Member.Role.MODERATOR, then=0), default=1)
    others = here.exclude(role=Member.Role.HOST).select_related("user")
    return others.order_by(helps_first, "visits__came_at", "pk").first()


def member_wire(member: Member, buffering: bool = False) -> Place:
    """Return a member as all frames and answers show him."""
    return {
        "user": wire.person(member.user),
        "role": member.role,
        "may_control": member.may_control,
        "online": member.state == Member.State.HERE,
        "buffering": buffering,
        "muted": member.muted,
    }


def roster(room: Room) -> list[Place]:
    """Return those who are here and who were, with what their players say. One query."""
    stalled = presence.stalled(room.pk.hex)
    return [member_wire(m, str(m.user_id) in stalled) for m in members_of(room)]


def you(member: Member, room: Room) -> You:
    """Return the person's own place with his rights, as `welcome` and the pages give it."""
    return {
        **wire.person(member.user),
        "role": member.role,
        "can_control": permissions.is_allowed("control", member, room),
        "can_speak": permissions.is_allowed("speak", member, room),
        "can_moderate": permissions.is_allowed("moderate", member, room),
        "may": permissions.rights(member, room),
        "below": permissions.below(member),
    }
