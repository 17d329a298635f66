"""Where a page may send a person after what he did: never to another site (A22)."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_own(request: HttpRequest, target: str | None) -> bool:
    """Say whether an address leads to the host of this very request."""
    return url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def safe_next(request: HttpRequest, default: str = settings.LOGIN_REDIRECT_URL) -> str:
    """Return the address in `next` of a form or of the query if it is our own, else `default`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if is_own(request, target) else default
