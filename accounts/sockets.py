"""Who opens a socket: a session cookie from an allowed origin, or a one-time ticket."""

from channels.auth import AuthMiddlewareStack
from channels.security.websocket import AllowedHostsOriginValidator


def SocketIdentity(app):
    return AllowedHostsOriginValidator(AuthMiddlewareStack(app))
