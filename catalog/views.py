"""Pages of the catalogue, and the two addresses that give its pictures and films."""

import asyncio
import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from accounts.selectors import language, who
from catalog import selectors
from catalog.errors import CatalogError, TitleNotFound, VideoNotFound
from catalog.filters import ORDERINGS, TitleFilter
from catalog.marks import with_marks
from catalog.models import Credit, Person, StoredFile, Title
from catalog.streaming import answer
from catalog.video import open_ticket, subtitles_for, video_for

logger = logging.getLogger(__name__)

PAGE = 24  # films on one page: full rows at 2, 3, 4, 6 and 8 in a row
RELATED = 6
PERSON_FILMS = 60  # of one person; the longest real list here is far shorter


@login_not_required  # the address carries its own right, checked below
@require_safe
async def video(request: HttpRequest, signed: str, rendition: int = 0) -> HttpResponseBase:
    """Bytes of a film for the person whom the address was made for (R034, R037)."""
    try:
        found = await video_for(open_ticket(signed), await _viewer(request), rendition)
        await check_stored(found)
    except CatalogError as error:
        return _refused(error)
    return answer(request, found)


@login_not_required  # as the film's own address
@require_safe
async def subtitles(request: HttpRequest, signed: str, language: str) -> HttpResponse:
    """What is said in a film, as WebVTT, for the person whom the film's address was made for."""
    try:
        text = await subtitles_for(open_ticket(signed), await _viewer(request), language)
    except CatalogError as error:
        return _refused(error)
    headers = {
        "Cache-Control": f"private, max-age={settings.VIDEO_LINK_SECONDS}",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(text, content_type="text/vtt; charset=utf-8", headers=headers)


async def _viewer(request: HttpRequest) -> UUID | None:
    person = await request.auser()
    return person.pk if person.is_authenticated else None


def _refused(error: CatalogError) -> HttpResponse:
    return HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")


async def check_stored(video: StoredFile) -> None:
    """Raises VideoNotFound when the file is gone or is not the one that was recorded."""
    try:
        size = await asyncio.to_thread(default_storage.size, video.key)
    except OSError:
        size = None
    if size != video.size:
        logger.error("video.missing", extra={"key": video.key, "size": size})
        raise VideoNotFound


@login_not_required  # a poster is no secret, and a public address can be cached by everybody
@require_safe
def poster(request: HttpRequest, key: str, size: str) -> HttpResponse:
    """A poster as WebP. Its key changes with the picture, so it may be kept for ever."""
    try:
        with default_storage.open(f"posters/{key}-{size}.webp") as file:
            response = HttpResponse(file.read(), content_type="image/webp")
    except OSError as error:
        raise Http404 from error
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def films(request: HttpRequest) -> HttpResponse:
    """The cinema's front page: all films, paged.

    Context: `films` (page of titles with .display_name, .poster_small, .poster_large, .has_video,
    .wanted, .genres), `genres` (in use, each with .slug and .films), `genre` (the chosen one or
    None), `query`, `ordering`, `orderings` (value and label), `parameters` (the query string
    without the page, for links to other pages). An htmx request gets `catalog/_films.html` alone.
    """
    choice = TitleFilter(request.GET, _mine(request, selectors.visible_films(language())))
    genres = list(selectors.genres_in_use())
    context = {
        "films": Paginator(choice.qs, PAGE).get_page(request.GET.get("page")),
        "genres": genres,
        "genre": next((one for one in genres if one.slug == request.GET.get("genre")), None),
        "query": request.GET.get("search", ""),
        "ordering": request.GET.get("ordering", ""),
        "orderings": ORDERINGS,
        "parameters": _without_page(request),
    }
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    partial = htmx is not None and bool(htmx) and not htmx.boosted
    template = "catalog/_films.html" if partial else "catalog/film_list.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def film(request: HttpRequest, id: UUID) -> HttpResponse:
    """One film or episode.

    Context: `film` (.year, .duration, .countries, .wanted, .poster_large…), `name`,
    `description`, `directors` and `cast` (each with .person_id, .name, .role), `genres`,
    `related` (titles as on the front page), `has_video`, `poster`.
    """
    title = _whole(_mine(request, selectors.titles(language())), id)
    if title.kind == Title.Kind.SERIES:
        return redirect("catalog:series", id=title.pk)
    related = _mine(request, selectors.related_films(title, language(), RELATED))
    return render(request, "catalog/film_detail.html", {**_described(title), "related": related})


@require_safe
def series(request: HttpRequest, id: UUID) -> HttpResponse:
    """A series: the context of `film`, and `episodes` (titles with .season and .number)."""
    title = _whole(_mine(request, selectors.visible_series(language())), id)
    episodes = _mine(request, selectors.episodes_of(title, language()))
    return render(
        request, "catalog/series_detail.html", {**_described(title), "episodes": episodes}
    )


@require_safe
def person(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody who makes films: `person`, `name`, `films` (titles as on the front page)."""
    found = get_object_or_404(Person, pk=id)
    theirs = selectors.made_by(selectors.visible_films(language()), found).order_by("-year", "id")
    context = {
        "person": found,
        "name": found.name(language()),
        "films": _mine(request, theirs)[:PERSON_FILMS],
    }
    return render(request, "catalog/person_detail.html", context)


def _mine(request: HttpRequest, titles: QuerySet[Title]) -> QuerySet[Title]:
    return with_marks(titles, who(request))


def _whole(titles: QuerySet[Title], id: UUID) -> Title:
    try:
        return selectors.whole_title(titles, id)
    except TitleNotFound as error:
        raise Http404(str(error)) from error


def _described(title: Title) -> dict[str, Any]:
    """What the pages of a film and of a series say about it."""
    text = title.text(language())
    return {
        "film": title,
        "name": title.display_name,
        "description": text.description if text else "",
        "directors": selectors.parts(title, Credit.Job.DIRECTOR, language()),
        "cast": selectors.parts(title, Credit.Job.ACTOR, language()),
        "genres": title.genres.all(),
        "has_video": title.has_video,
        "poster": title.poster_large,
    }


def _without_page(request: HttpRequest) -> str:
    """The query string of this list without its page, ready to stand before `page=`."""
    parameters = request.GET.copy()
    parameters.pop("page", None)
    return parameters.urlencode()
