"""Addresses of the two sockets of a room."""

from typing import Any, cast

from django.urls import re_path

from accounts.sockets import refuse
from chat.consumers import ChatConsumer
from rooms.consumers import PlayerConsumer
from rooms.socket import RoomSocket


def _app(consumer: type[RoomSocket]) -> Any:
    # An ASGI application stands here in the place of a view; Django's types know views only.
    return cast(Any, consumer.as_asgi())


websocket_urlpatterns = [
    re_path(r"^ws/rooms/(?P<token>[\w-]+)/$", _app(PlayerConsumer)),
    re_path(r"^ws/rooms/(?P<token>[\w-]+)/chat/$", _app(ChatConsumer)),
    re_path(r"", cast(Any, refuse)),  # the same answer as for a room that is not there
]
