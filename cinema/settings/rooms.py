"""Rooms: their sockets, how many of what, how long what is waited for; and their archives.

No CHANNEL_LAYERS: rooms/bus.py is the road between processes (docs/adr/0034).
"""

from cinema.settings.env import env

SOCKET_MAX_BYTES = 16 * 1024
ROOM_SEATS = env.int("ROOM_SEATS", default=10)
ROOMS_AN_HOUR = env.int("ROOMS_AN_HOUR", default=10)  # of one person, as all that follow
SOCKETS_A_ROOM = env.int("SOCKETS_A_ROOM", default=5)
SOCKETS_A_PERSON = env.int("SOCKETS_A_PERSON", default=20)
SOCKET_OPENINGS_A_MINUTE = env.int("SOCKET_OPENINGS_A_MINUTE", default=60)
INVITATIONS_A_DAY = 50  # of one person
ROOM_START_LEAD_MS = 250  # what moves starts this much later, so that all begin on one frame
ROOM_JUMP_MS = 200  # a seek lies so much further ahead: players have to load the new frame first
ROOM_COMMANDS_A_SECOND = 5  # of one member; of more seeks the last one counts
REDIS_GLANCE_SECONDS = 0.1  # a command waits no longer than this to learn who is ready
ROOM_LEAVE_GRACE_SECONDS = 12  # a reload or a short cut is not a leaving
ROOM_HOST_GRACE_SECONDS = 120  # a lost host finds his room as he left it for this long
ROOM_CLOSE_AFTER_END_SECONDS = 300  # time to talk about the film before the room closes itself
ROOM_CLOSE_EMPTY_SECONDS = 30 * 60  # nobody sits there
ROOM_CLOSE_STILL_SECONDS = 12 * 60 * 60  # somebody does, and no word or command in half a day

# Archives lie on the disk, below media/, unless a bucket is named: any S3-compatible storage.
ARCHIVE_S3 = {
    "bucket": env.str("ARCHIVE_BUCKET", default=""),
    "endpoint": env.str("ARCHIVE_ENDPOINT", default=""),  # empty: Amazon's own
    "access_key": env.str("ARCHIVE_ACCESS_KEY", default=""),
    "secret_key": env.str("ARCHIVE_SECRET_KEY", default=""),
    "region": env.str("ARCHIVE_REGION", default="us-east-1"),
}
ARCHIVE_DAYS = env.int("ARCHIVE_DAYS", default=0)  # 0: archives are kept for ever
