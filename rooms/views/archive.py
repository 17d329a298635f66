"""Evenings that are over: to read, and to play again beside the film."""

from contextlib import suppress
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.selectors import language, who
from catalog.selectors import get_title
from rooms import archive_reading, selectors
from rooms.errors import NotFound, Unavailable
from rooms.evening import (
    FOUND,
    LINES,
    find_words,
    read_course,
    read_evening,
    skyline,
    words_of,
)
from rooms.models import Archive, Room
from rooms.views.scripts import replay_config, video_of

SEARCH_LONGEST = 100  # characters


@require_safe
@never_cache
def evening(request: HttpRequest, token: str) -> HttpResponse:
    """The evening to read (R120): 404 for who was not there, the room while it is open.

    Context: `room`, `film` (named title), `archive` (None while it is being made), `evening`
    (.header, .lines of .is_said ones and others; None when the storage is away), `page`, `search`
    (the words looked for; then .lines are what was found, .found how many).
    """
    try:
        room, _member = selectors.room_of(token, who(request))
    except NotFound:
        raise Http404 from None
    if room.is_open:
        return redirect("rooms:room", token)
    if room.state not in selectors.OVER:
        raise Http404
    context = _page(request, room)
    status = _status(context["archive"]) if context["evening"] is None else 200
    return render(request, "rooms/room_archive.html", context, status=status)


@require_safe
@never_cache
def replay(request: HttpRequest, token: str) -> HttpResponse:
    """The film of the evening played again beside its talk (R120); without a film: the evening.

    Context: `room` (with its named title), `name`, `people` (names), `heat` (where was said how
    much, as a path), `config` for js/archive/index.js.
    """
    try:
        room = archive_reading.evening_of(token, who(request))
    except NotFound:
        raise Http404 from None
    room.title = get_title(room.title_id, language())
    archive, video = archive_reading.archive_of(room), video_of(room.title, who(request))
    if archive is None or video is None:
        return redirect("rooms:archive", token)
    try:
        people, heat = read_course(archive_reading.lines(archive), room.duration)
    except Unavailable:
        return redirect("rooms:archive", token)
    context = {
        "room": room,
        "name": room.title.display_name,
        "people": people,
        "heat": skyline(heat),
        "config": replay_config(request, room, token, video),
    }
    return render(request, "rooms/room_replay.html", context)


def _page(request: HttpRequest, room: Room) -> dict[str, Any]:
    archive = archive_reading.archive_of(room)
    film = get_title(room.title_id, language())
    context: dict[str, Any] = {"room": room, "film": film, "archive": archive, "evening": None}
    if archive is None:
        return context
    page = Paginator(range(archive.records), LINES).get_page(request.GET.get("page"))
    search = request.GET.get("q", "").replace("\x00", "").strip()[:SEARCH_LONGEST]
    with suppress(Unavailable):
        lines, reader = archive_reading.lines(archive), str(who(request).pk)
        if search:
            words = words_of(search)
            context["evening"] = find_words(lines, reader_id=reader, words=words)
        else:
            context["evening"] = read_evening(lines, reader_id=reader, page=page.number)
    return {**context, "page": page, "search": search, "most": FOUND}


def _status(archive: Archive | None) -> int:
    """Return what a page without the evening answers: it is being made, gone for good, or away."""
    if archive is None:
        return 200
    return 503 if archive.expired_at is None else 410
