"""Calling friends into a room by name, and putting such a call off."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.redirects import safe_next
from accounts.selectors import who
from rooms import invitations, selectors
from rooms.errors import NotFound, RateLimited, RoomError


@never_cache
@require_http_methods(["GET", "POST"])
def guest_list(request: HttpRequest, token: str) -> HttpResponse:
    """Part of the room's page: friends to call by name; a POST calls the chosen ones (R062)."""
    person, problem, called = who(request), None, 0
    try:
        found, member = selectors.room_of(token, person)
        selectors.require("invite", found, member)
        if request.method == "POST":
            ids = [UUID(text) for text in request.POST.getlist("user")]
            calls, _is_new = invitations.invite(room_key=found.pk, by=person, user_ids=ids)
            called = len(calls)
    except ValueError:
        raise Http404 from None
    except RateLimited as refusal:
        problem = refusal.detail
    except RoomError as refusal:
        raise Http404 from refusal
    friends = selectors.guest_list(found, person)
    context = {"room": found, "friends": friends, "problem": problem, "called": called}
    return render(request, "rooms/_guest_list.html", context)


@require_POST
def not_now(request: HttpRequest, token: str) -> HttpResponse:
    """Put a call off: it is shown no more."""
    person = who(request)
    try:
        invitations.withdraw(room_key=token, by=person, user_id=person.pk)
    except NotFound:
        raise Http404 from None
    return redirect(safe_next(request))
