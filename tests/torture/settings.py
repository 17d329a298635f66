"""Settings of the harness: those of tests, with the limits that a site of strangers has not."""

from cinema.settings.test import *  # noqa: F403

ROOM_LEAVE_GRACE_SECONDS = 12  # as in life: who is cut off for longer has left
ROOM_COMMANDS_A_SECOND = 5
