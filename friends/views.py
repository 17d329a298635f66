"""The page of friends. Every button is a plain form: it works without JavaScript."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.redirects import safe_next
from accounts.selectors import who
from friends import selectors, services
from friends.errors import FriendError
from friends.models import FriendRequest

PAGE = 30
WAITING = 50  # requests of one side on the page: more than anybody answers at a sitting

Action = Callable[[User, uuid.UUID], str]
View = Callable[..., HttpResponse]


@require_safe
def friends_list(request: HttpRequest) -> HttpResponse:
    """Friends, requests, blocks, and a search of people.

    Context: `friends` (page of people), `incoming` and `sent` (requests: .pk, .sender,
    .addressee, .created_at), `blocks` (.blocked), `search` (the words), `found` (people with
    `.relation`: "friend", "asked", "asks" with `.request_id`, or ""; None before a search).
    Forms post to friends:request, remove, block, unblock with a person's id, and to
    friends:accept, decline, withdraw with a request's; `next` brings back to the search.
    """
    me = who(request)
    search = request.GET.get("search", "").strip()
    incoming = list(selectors.requests_to(me)[:WAITING])
    context = {
        "friends": Paginator(selectors.friends_of(me), PAGE).get_page(request.GET.get("page")),
        "incoming": incoming,
        "sent": selectors.requests_from(me)[:WAITING],
        "blocks": selectors.blocks_of(me)[:WAITING],
        "search": search,
        "found": _found(me, search) if search else None,
    }
    return render(request, "friends/friends_list.html", context)


def _found(me: User, search: str) -> list[User]:
    people = selectors.search_people(me, search)
    relations = selectors.relations(me, people)
    asks = FriendRequest.objects.filter(addressee=me, sender__in=people, status="pending")
    requests = dict(asks.values_list("sender_id", "pk"))
    for person in people:
        person.relation = relations.get(person.pk, "")  # type: ignore[attr-defined]
        person.request_id = requests.get(person.pk)  # type: ignore[attr-defined]
    return people


def _button(action: Action) -> View:
    """Make the view of a button: do it, say what became of it, come back."""

    @wraps(action)
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        try:
            messages.success(request, action(who(request), id))
        except FriendError as refusal:
            messages.error(request, str(refusal))
        return redirect(safe_next(request, reverse("friends:list")))

    return require_POST(view)


@_button
def request_friend(me: User, id: uuid.UUID) -> str:
    """Ask a person for friendship."""
    asked = services.request_friend(sender=me, addressee_id=id).request
    if asked.status == FriendRequest.Status.ACCEPTED:
        return _("Теперь вы друзья.")
    return _("Предложение отправлено. Ждём ответа.")


@_button
def accept(me: User, id: uuid.UUID) -> str:
    """Agree to a request."""
    services.accept_request(user=me, request_id=id)
    return _("Теперь вы друзья.")


@_button
def decline(me: User, id: uuid.UUID) -> str:
    """Refuse a request."""
    services.decline_request(user=me, request_id=id)
    return _("Предложение отклонено. Никто об этом не узнает.")


@_button
def withdraw(me: User, id: uuid.UUID) -> str:
    """Take back one's own request."""
    services.withdraw_request(user=me, request_id=id)
    return _("Предложение отозвано.")


@_button
def remove(me: User, id: uuid.UUID) -> str:
    """End a friendship."""
    services.remove_friend(user=me, friend_id=id)
    return _("Вы больше не друзья.")


@_button
def block(me: User, id: uuid.UUID) -> str:
    """Hide a person and oneself from each other."""
    services.block_person(user=me, person_id=id)
    return _("Готово: вы больше не видите друг друга.")


@_button
def unblock(me: User, id: uuid.UUID) -> str:
    """Take back a block."""
    services.unblock_person(user=me, person_id=id)
    return _("Человек разблокирован.")
