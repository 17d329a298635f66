"""The ASGI application: pages and API by Django, sockets by the consumers of rooms and chat."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cinema.settings.prod")
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from accounts.sockets import SocketIdentity  # noqa: E402
from cinema.daphne_backpressure import teach_daphne_to_wait  # noqa: E402
from cinema.daphne_cures import cure_daphne  # noqa: E402
from cinema.routing import websocket_urlpatterns  # noqa: E402

cure_daphne()
teach_daphne_to_wait()
application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": SocketIdentity(URLRouter(websocket_urlpatterns)),
    }
)
