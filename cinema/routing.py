"""Addresses of the two sockets of a room."""

from django.urls import re_path

from accounts.sockets import refuse
from chat.consumers import ChatConsumer
from rooms.consumers import PlayerConsumer

websocket_urlpatterns = [
    re_path(r"^ws/rooms/(?P<token>[\w-]+)/$", PlayerConsumer.as_asgi()),  # type: ignore[arg-type]
    re_path(r"^ws/rooms/(?P<token>[\w-]+)/chat/$", ChatConsumer.as_asgi()),  # type: ignore[arg-type]
    re_path(r"", refuse),  # type: ignore[arg-type]  # the same answer as for a room that is not there
]
