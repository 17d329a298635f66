"""The player socket."""

from channels.generic.websocket import AsyncWebsocketConsumer


class PlayerConsumer(AsyncWebsocketConsumer):
    """Not yet open: refuses every connection."""
