"""What people are told when something of ours fails: «come back» (503) if that helps, else 500."""

import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from rooms.errors import Unavailable

# The database is away, full, read-only or overrun: the same request may succeed in a moment.
PASSES = (OperationalError, InterfaceError, InternalError)
COME_BACK = {"Retry-After": "3"}  # s


def failed(request: HttpRequest) -> HttpResponse:
    """Answer for any error that nothing else has answered; reads nothing from the database."""
    if not isinstance(sys.exc_info()[1], PASSES):
        return server_error(request)
    if request.path.startswith("/api/"):
        told = {"code": Unavailable.code, "detail": str(Unavailable.detail)}
        return JsonResponse(told, status=503, headers=COME_BACK)
    page = render_to_string("503.html")  # without the request: who asks is not known
    return HttpResponse(page, status=503, headers=COME_BACK)
