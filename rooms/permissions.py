"""Who may do what in a room: one table, looked up by page, API and sockets alike."""

from typing import Literal, get_args

from rooms.models import Member, Room

Action = Literal[
    "read", "speak", "control", "invite", "moderate", "remove", "settings", "roles", "close"
]

HOST, MODERATOR, GUEST = Member.Role.HOST, Member.Role.MODERATOR, Member.Role.GUEST
EVERYONE = frozenset({HOST, MODERATOR, GUEST})
STAFF = frozenset({HOST, MODERATOR})
ONLY_HOST = frozenset({HOST})

# role × action × policy (of control or of access); what is not named falls to all policies.
ALL_POLICIES = ""
TABLE: dict[tuple[Action, str], frozenset[Member.Role]] = {
    ("read", ALL_POLICIES): EVERYONE,
    ("speak", ALL_POLICIES): EVERYONE,
    ("control", Room.Control.EVERYONE): EVERYONE,
    ("control", Room.Control.HOST): ONLY_HOST,
    ("control", Room.Control.CHOSEN): ONLY_HOST,  # and those with `Member.may_control`
    ("invite", ALL_POLICIES): STAFF,
    ("invite", Room.Access.LINK): EVERYONE,  # they could hand the link on as well
    ("moderate", ALL_POLICIES): STAFF,  # other people's words
    ("remove", ALL_POLICIES): STAFF,  # people: those in `BELOW`
    ("settings", ALL_POLICIES): ONLY_HOST,
    ("roles", ALL_POLICIES): ONLY_HOST,
    ("close", ALL_POLICIES): STAFF,
}

# Whom one may remove: never oneself, never somebody of one's own rank.
BELOW: dict[Member.Role, frozenset[Member.Role]] = {
    HOST: frozenset({MODERATOR, GUEST}),
    MODERATOR: frozenset({GUEST}),
    GUEST: frozenset(),
}


def is_allowed(action: Action, member: Member, room: Room) -> bool:
    """Whether a member in good standing may do `action` under the room's policies.

    Says nothing about the room's state: a closed room refuses by itself.
    """
    if action == "speak" and member.muted and member.role != HOST:
        return False
    if action == "control" and room.control == Room.Control.CHOSEN and member.may_control:
        return True
    rows = (TABLE.get((action, policy)) for policy in (room.control, room.access, ALL_POLICIES))
    return member.role in next((row for row in rows if row is not None), frozenset())


def rights(member: Member, room: Room) -> list[str]:
    """Return all that the member may do, for pages and programs that show only what works."""
    return [action for action in get_args(Action) if is_allowed(action, member, room)]


def below(member: Member) -> list[str]:
    """Return the roles of those whom the member may remove, if he may remove at all."""
    return sorted(BELOW[Member.Role(member.role)])
