"""Pages of wishes: one's own list, matches with friends, and the button on a film."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.redirects import safe_next
from accounts.selectors import language, who
from catalog import selectors as catalog
from catalog.errors import TitleNotFound
from catalog.marks import with_marks
from catalog.models import Title
from friends.selectors import friends_of
from wishlist import selectors, services

PAGE = 24


@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """What the person wants to watch.

    Context: `films` (page of titles as on the front page, each with `.wished_at` and
    `.friends`: the friends who want it too), `parameters`.
    """
    me = who(request)
    page = _page(request, selectors.wished_by(me, _titles(me)))
    return render(request, "wishlist/wish_list.html", {"films": _with_friends(me, page)})


@require_safe
def matches(request: HttpRequest) -> HttpResponse:
    """What the person and his friends want alike (R048).

    Context: `films` (page of titles as on the front page, the most wanted first, each with
    `.friends`: people, and `.friends_count`), `has_friends`, `has_wishes` (for the empty page).
    """
    me = who(request)
    page = _with_friends(me, _page(request, selectors.matches_of(me, _titles(me))))
    context: dict[str, Any] = {"films": page}
    if not page.object_list:
        context |= {
            "has_friends": friends_of(me).exists(),
            "has_wishes": selectors.wished_by(me).exists(),
        }
    return render(request, "wishlist/match_list.html", context)


@require_POST
def toggle(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """«Хочу посмотреть» on or off (R044).

    `wanted` ("1" or "0") says which, so that a second click of an impatient hand changes
    nothing; without it the wish turns over. Comes back to `next`; an htmx request gets the
    button alone.
    """
    me = who(request)
    film = _title(me, id)
    wanted = {"1": True, "0": False}.get(request.POST.get("wanted", ""), not film.wanted)
    if wanted:
        services.add_wish(user=me, title=film)
    else:
        services.remove_wish(user=me, title=film)
    film.wanted = wanted
    if getattr(request, "htmx", False):
        response = render(request, "wishlist/_wish.html", {"film": film})
        patch_vary_headers(response, ["HX-Request"])
        return response
    return redirect(safe_next(request, reverse("catalog:film", args=[id])))


def _titles(me: User) -> QuerySet[Title]:
    return with_marks(catalog.titles(language()), me)


def _title(me: User, id: uuid.UUID) -> Any:
    try:
        return _titles(me).get(pk=id)
    except Title.DoesNotExist as missing:
        raise Http404(str(TitleNotFound())) from missing


def _page(request: HttpRequest, titles: QuerySet[Title]) -> Any:
    return Paginator(titles, PAGE).get_page(request.GET.get("page"))


def _with_friends(me: User, page: Any) -> Any:
    """Give every title of a page its friends: one query for all of them."""
    page.object_list = selectors.with_friends(me, list(page.object_list))
    return page
