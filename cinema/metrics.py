"""Figures for whoever watches the site, as Prometheus reads them; for nobody else."""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse

from rooms.relay.lag import lag

FORM = "text/plain; version=0.0.4; charset=utf-8"


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures: to the staff, and to who has METRICS_TOKEN as a bearer's token."""
    if not _may_read(request):
        raise Http404
    return HttpResponse("".join(_lines()), content_type=FORM)


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    said = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(said.encode(), f"Bearer {token}".encode()):
        return True
    return request.user.is_authenticated and request.user.is_staff


def _lines() -> Iterator[str]:
    behind = lag()
    yield from _gauge("kino_relay_configured", "1 where a Kafka is configured", behind is not None)
    if behind is not None:
        yield from _gauge(
            "kino_relay_unpublished_records",
            "records of the room log that are not in Kafka yet (counted up to 100000)",
            behind.records,
        )
        yield from _gauge(
            "kino_relay_oldest_unpublished_seconds",
            "age of the oldest of them",
            round(behind.seconds, 3),
        )


def _gauge(name: str, sentence: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {sentence}\n# TYPE {name} gauge\n{name} {value:g}\n"
