"""Who may do what in a room: one table, one function."""

from typing import Literal

from rooms.models import Member, Room

Action = Literal["read", "speak", "control", "moderate", "settings", "roles", "close"]

HOST, MODERATOR, GUEST = Member.Role.HOST, Member.Role.MODERATOR, Member.Role.GUEST
EVERYONE = frozenset({HOST, MODERATOR, GUEST})
STAFF = frozenset({HOST, MODERATOR})
ONLY_HOST = frozenset({HOST})

# role × action × control policy; a policy that is not named falls to the row of all policies.
ALL_POLICIES = ""
TABLE: dict[tuple[Action, str], frozenset[Member.Role]] = {
    ("read", ALL_POLICIES): EVERYONE,
    ("speak", ALL_POLICIES): EVERYONE,
    ("control", Room.Control.EVERYONE): EVERYONE,
    ("control", Room.Control.HOST): ONLY_HOST,
    ("control", Room.Control.CHOSEN): ONLY_HOST,  # and those with `Member.may_control`
    ("moderate", ALL_POLICIES): STAFF,
    ("settings", ALL_POLICIES): ONLY_HOST,
    ("roles", ALL_POLICIES): ONLY_HOST,
    ("close", ALL_POLICIES): ONLY_HOST,
}


def is_allowed(action: Action, member: Member, control: str) -> bool:
    """Whether a member in good standing may do `action` under the room's `control` policy.

    Says nothing about the room's state: a closed room refuses by itself.
    """
    if action == "control" and control == Room.Control.CHOSEN and member.may_control:
        return True
    roles = TABLE.get((action, control)) or TABLE.get((action, ALL_POLICIES), frozenset())
    return member.role in roles
