"""The ASGI application: pages and API by Django, sockets by the consumers of rooms and chat."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cinema.settings.prod")
os.environ.setdefault(
    "DB_PATIENCE_SECONDS", "8"
)  # people wait here; commands and tasks may wait on
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from accounts.sockets import SocketIdentity  # noqa: E402
from cinema.daphne_backpressure import teach_daphne_to_wait  # noqa: E402
from cinema.daphne_cures import cure_daphne  # noqa: E402
from cinema.daphne_frames import teach_daphne_ready_frames  # noqa: E402
from cinema.leaving import leave_in_order  # noqa: E402
from cinema.ping_floods import limit_pings  # noqa: E402
from cinema.request_heads import limit_heads  # noqa: E402
from cinema.routing import websocket_urlpatterns  # noqa: E402

cure_daphne()
teach_daphne_to_wait()
teach_daphne_ready_frames()
limit_pings()
limit_heads()
leave_in_order()
application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": SocketIdentity(URLRouter(websocket_urlpatterns)),
    }
)
