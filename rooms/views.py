"""Pages of rooms: opening one, the door, the room itself, leaving and closing."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.redirects import safe_next
from accounts.selectors import language, who
from catalog.errors import TitleNotFound, VideoNotFound
from catalog.selectors import get_title
from catalog.video import sources
from rooms import invitations, permissions, selectors, services
from rooms.errors import Closing, NotFound, RateLimited, RoomError
from rooms.models import Member, Room
from rooms.wire import link_of

PAGE = 24
OPEN_MOST = 48
OVER = (Room.State.CLOSING, Room.State.ARCHIVED)


@require_POST
def create(request: HttpRequest, title_id: UUID) -> HttpResponse:
    """«Смотреть вместе»: open a room and go there; the form's key makes a double click one room."""
    try:
        title = get_title(title_id)
        key = request.POST.get("idempotency_key") or None
        room, _created = services.create_room(host=who(request), title=title, key=key)
    except TitleNotFound:
        raise Http404 from None
    except RoomError as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("catalog:film", title_id)
    return redirect("rooms:room", room.token)


@require_GET
def room_list(request: HttpRequest) -> HttpResponse:
    """Open rooms, one's own and of friends, to be entered by one click (R061); past evenings."""
    person = who(request)
    seen = selectors.visible_rooms(person)
    past = Paginator(selectors.shown(seen.filter(state__in=OVER), person, language()), PAGE)
    context = {
        "calls": selectors.called_rooms(person, language()),
        "open_rooms": selectors.open_rooms(person, language())[:OPEN_MOST],
        "evenings": past.get_page(request.GET.get("page")),
    }
    return render(request, "rooms/room_list.html", context)


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


@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Free the seat and go back to the films (R068)."""
    try:
        services.leave_room(room_key=token, user=who(request))
    except NotFound:
        raise Http404 from None
    return redirect("catalog:films")


@require_POST
def close(request: HttpRequest, token: str) -> HttpResponse:
    """End the evening for all (R114) and go to the page where its archive will be."""
    try:
        services.close_room(room_key=token, by=who(request))
    except NotFound:
        raise Http404 from None
    except RoomError as refusal:
        messages.error(request, str(refusal.detail))
    return redirect("rooms:room", token)


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
        "config": _config(request, found, member, title),
    }


def _config(request: HttpRequest, found: Room, member: Member, title: Any) -> dict[str, Any]:
    token = found.token
    api = f"/api/v1/rooms/{token}"
    film = {
        "id": str(title.pk),
        "title": title.display_name,
        "duration": found.duration,
        "poster": title.poster_large,
    }
    return {
        "token": token,
        "me": selectors.you(member, found),
        "film": film,
        "duration": found.duration,
        "link": link_of(found),
        "language": language(),
        "video": video_of(title, who(request)),
        "sockets": {"player": f"/ws/rooms/{token}/", "chat": f"/ws/rooms/{token}/chat/"},
        "api": {
            "room": api,
            "members": f"{api}/members",
            "state": f"{api}/state",
            "commands": f"{api}/commands",
            "messages": f"{api}/messages",
            "archive": f"{api}/archive",
            "video": f"/api/v1/films/{title.pk}/video",
        },
        "urls": {
            "room": reverse("rooms:room", args=[token]),
            "guests": reverse("rooms:guest-list", args=[token]),
            "archive": reverse("rooms:archive", args=[token]),
            "login": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
        },
    }


def video_of(title: Any, user: User) -> dict[str, Any] | None:
    """Where to play it from; None when the file went while the room was open (F31)."""
    try:
        found = sources(title, user)
    except VideoNotFound:
        return None
    return {**found, "expires_at": found["expires_at"].isoformat()}
