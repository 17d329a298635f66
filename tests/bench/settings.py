"""Settings of benches: those of tests, room for large rooms, and the layer to compare with."""

from cinema.settings.test import *  # noqa: F403
from cinema.settings.test import REDIS_URL

ROOM_SEATS = 100
ROOM_LEAVE_GRACE_SECONDS = 60
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "plain"},
    }
}
