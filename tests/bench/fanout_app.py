"""What `make bench-fanout` serves: the site as it is, and beside it a room of plain Channels."""

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import re_path

from cinema.asgi import application as site


class PlainRoom(AsyncJsonWebsocketConsumer):
    """As in the tutorial: a group for a room, each socket encodes for itself."""

    async def connect(self) -> None:
        self.group = f"plain.{self.scope['url_route']['kwargs']['token']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def room_frame(self, message: dict[str, Any]) -> None:
        """Send on what the group was sent."""
        await self.send_json(message["frame"])


plain: Any = PlainRoom.as_asgi()
rooms = URLRouter(
    [
        re_path(r"^plain/(?P<token>[\w-]+)/$", plain),
        re_path(r"", site.application_mapping["websocket"]),
    ]
)
application = ProtocolTypeRouter({"http": site.application_mapping["http"], "websocket": rooms})
