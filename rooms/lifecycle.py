"""The life of a room in one place: its states, who may end it, and why it ended (D12).

Pure. A state is changed by compare-and-set or under the room's lock, and only along `STEPS`:

    planned ──→ open ──→ closing ──→ archived
       └──→ cancelled

Open rooms take words and commands. A closing one takes nothing more: its log is whole and waits to
be sealed. An archived one lies in the storage. A planned one that never took place is cancelled.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models import Member, Room

State = Room.State

STEPS: dict[str, frozenset[str]] = {
    State.PLANNED: frozenset({State.OPEN, State.CANCELLED}),
    State.OPEN: frozenset({State.CLOSING}),
    State.CLOSING: frozenset({State.ARCHIVED}),
    State.ARCHIVED: frozenset(),
    State.CANCELLED: frozenset(),
}


class Reason(models.TextChoices):
    """Why an evening ended; written into its last record and told to those who were there."""

    HOST = "host", _("закрыл хозяин")
    MODERATOR = "moderator", _("закрыл ведущий")
    STAFF = "staff", _("закрыли сотрудники кинотеатра")
    ENDED = "ended", _("фильм закончился")  # the last credit, and some time to talk about it
    IDLE = "idle", _("в комнате долго никого не было")
    FILM = "film", _("фильма больше нет")  # its video was withdrawn


# Whoever has one of these roles may end the evening; staff may always.
BY_ROLE = {Member.Role.HOST: Reason.HOST, Member.Role.MODERATOR: Reason.MODERATOR}


def is_step(before: str, after: str) -> bool:
    """Whether a room may go from one state to the other."""
    return after in STEPS[before]


def end_of(state: str) -> str | None:
    """Return the state into which closing brings a room; None when it is over already."""
    ends = (end for end in (State.CLOSING, State.CANCELLED) if is_step(state, end))
    return next(ends, None)


def reason_of(member: Member) -> Reason:
    """Return why a room ends that this member closes, who may."""
    return BY_ROLE[Member.Role(member.role)]
