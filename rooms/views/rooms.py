"""Opening a room, the list of rooms, leaving and closing."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.selectors import language, who
from catalog.errors import TitleNotFound
from catalog.selectors import get_title
from rooms import selectors, services
from rooms.errors import NotFound, RoomError

PAGE = 24
OPEN_MOST = 48


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
    past = Paginator(
        selectors.shown(seen.filter(state__in=selectors.OVER), person, language()), PAGE
    )
    context = {
        "calls": selectors.called_rooms(person, language()),
        "open_rooms": selectors.open_rooms(person, language())[:OPEN_MOST],
        "evenings": past.get_page(request.GET.get("page")),
    }
    return render(request, "rooms/room_list.html", context)


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
