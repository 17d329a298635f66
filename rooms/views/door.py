"""What stands at the address of a room: the room itself, its door, an invitation."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.selectors import language, who
from catalog.selectors import get_title
from rooms import permissions, selectors, services
from rooms.errors import Closing, NotFound, RoomError
from rooms.models import Member, Room
from rooms.views.scripts import room_config
from rooms.wire import link_of


@never_cache
@login_not_required
@require_GET
def room(request: HttpRequest, token: str) -> HttpResponse:
    """The room for those in it, its door for the others, an invitation for visitors.

    Members of a closed room are led to its archive; strangers learn nothing of it.
    """
    if not request.user.is_authenticated:
        return _invitation(request, token)
    try:
        found, member = selectors.room_of(token, who(request))
    except NotFound:
        return _door(request, token)
    if not found.is_open:
        return redirect("rooms:archive", found.token)
    if found.token != token:
        return redirect("rooms:room", found.token)  # the link was replaced
    if member.state != Member.State.HERE:
        return _door(request, token)
    return render(request, "rooms/room_page.html", _context(request, found, member))


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Take a seat: by POST only, so that no link or picture seats anybody (A18).

    A refusal is shown at this address: who loads it again, or switches the language, gets the door.
    """
    if request.method == "GET":
        return redirect("rooms:room", token)
    try:
        services.join_room(room_key=token, user=who(request))
    except NotFound:
        raise Http404 from None
    except Closing:
        return redirect("rooms:room", token)
    except RoomError as refusal:
        return _door(request, token, refusal)
    return redirect("rooms:room", token)


def _invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites to what (R070); for an unknown or closed room no more than the way in."""
    after = "?" + urlencode({"next": reverse("rooms:room", args=[token])})
    invited = selectors.invitation(token, language())
    if invited is None:
        return redirect(reverse("account_login") + after)
    context = {
        "invitation": invited,
        "login_url": reverse("account_login") + after,
        "signup_url": reverse("account_signup") + after,
    }
    return render(request, "rooms/room_invitation.html", context)


def _door(request: HttpRequest, token: str, refusal: RoomError | None = None) -> HttpResponse:
    """The way in for one who is signed in: a form, sent by a script where scripts run."""
    moved = selectors.moved_room(token, who(request))
    if moved is not None:
        return redirect("rooms:room", moved.token)
    found = selectors.enterable_room(token, who(request))
    if found is None:
        raise Http404
    invited = selectors.invitation_of(found, language())
    context = {
        "token": token,
        "invitation": invited,
        "refusal": refusal,
        "was_removed": selectors.was_removed(token, who(request)),
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "rooms/room_door.html", context, status=status)


def _context(request: HttpRequest, found: Room, member: Member) -> dict[str, Any]:
    """What templates/rooms/room_page.html needs; `config` goes to the scripts."""
    title = found.title = get_title(found.title_id, language())
    return {
        "room": found,
        "member": member,
        "name": title.display_name,
        "link": link_of(found),
        "rights": permissions.rights(member, found),
        "config": room_config(request, found, member),
    }
