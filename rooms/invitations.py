"""Calling friends into a room by name: who may be called, how often, and the letter (R062).

A call lets its person in under every policy of access (R059). It is seen on the site and sent by
mail once; whoever is hidden by a block, or banned, is silently not called.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPException
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerError

from accounts.models import User
from catalog.selectors import get_title
from rooms import log, selectors
from rooms.errors import NotFound, RateLimited
from rooms.models import Invitation, Room, is_token
from rooms.wire import link_of

DAY = timedelta(days=1)
LETTERS_FOR = timedelta(hours=1)  # a letter that could not leave for so long is no news any more

logger = logging.getLogger(__name__)


@transaction.atomic
def invite(
    *, room_key: str | UUID, by: User, user_ids: Collection[UUID], now: datetime | None = None
) -> tuple[list[Invitation], bool]:
    """Call friends of `by` into the room; return the calls to them, and whether any is new.

    Who was called already is not called again: one call and one letter for each person and room.
    Raises NotFound (no member, or nobody of these can be called), Closing, Forbidden, RateLimited
    (more than 50 a day).
    """
    room = log.lock_room(room_key)
    selectors.require("invite", room, selectors.standing(room, by))
    people = selectors.invitable(room, by).filter(pk__in=user_ids)
    known = Invitation.objects.filter(room=room, user__in=people).values("user")
    called = log.moment(now)
    new = [
        Invitation(room=room, user=person, by=by, created_at=called)
        for person in people.exclude(pk__in=known)
    ]
    if new:
        _check_day(by, len(new), called)
    for one in new:
        one.save(force_insert=True)
        transaction.on_commit(partial(_hint_letter, one.pk))
    asked = Invitation.objects.filter(room=room, user__in=user_ids).select_related("user", "by")
    calls = list(asked.order_by("user__name", "pk"))
    if not calls:
        raise NotFound(_("Позвать можно только друзей."))
    return calls, bool(new)


@transaction.atomic
def withdraw(*, room_key: str | UUID, by: User, user_id: UUID) -> None:
    """Take a call back (who called, or the host), or put one's own off; repeatable.

    Who puts his off sees it no more and may still come. Raises NotFound.
    """
    if by.pk == user_id:
        mine = Invitation.objects.filter(room=_room_of_call(room_key, by), user=by)
        mine.update(dismissed_at=timezone.now())
        return
    room = log.lock_room(room_key)
    selectors.standing(room, by)
    call = Invitation.objects.filter(room=room, user_id=user_id).first()
    if call is None or by.pk not in (call.by_id, room.host_id):
        raise NotFound
    call.delete()


def send_letter(invitation_id: int) -> bool:
    """Write to the person in his language, once; return whether a letter left now.

    Whoever is first to mark the row sends; a post that refuses leaves it to the next sweep.
    """
    waiting = Invitation.objects.filter(pk=invitation_id, mailed_at=None)
    if not waiting.filter(room__state=Room.State.OPEN).update(mailed_at=timezone.now()):
        return False
    call = Invitation.objects.select_related("user", "by", "room").get(pk=invitation_id)
    try:
        _letter(call).send()
    except (OSError, SMTPException) as problem:
        logger.warning("invitation_letter_failed id=%s error=%r", invitation_id, problem)
        Invitation.objects.filter(pk=invitation_id).update(mailed_at=None)
        return False
    return True


def unsent(now: datetime) -> list[int]:
    """Return the calls whose letters a lost hint or a dead post left behind."""
    recent = Invitation.objects.filter(mailed_at=None, created_at__gt=now - LETTERS_FOR)
    return list(recent.filter(room__state=Room.State.OPEN).values_list("pk", flat=True)[:200])


def _letter(call: Invitation) -> EmailMessage:
    person = call.user
    with translation.override(person.language), timezone.override(person.time_zone):
        context = {
            "name": person.name,
            "by": call.by.name,
            "host": call.room.host.name,
            "film": get_title(call.room.title_id, person.language).display_name,
            "starts_at": call.room.starts_at,
            "since": call.room.created_at,
            "link": link_of(call.room),
            "site_origin": settings.SITE_ORIGIN,
        }
        subject = render_to_string("rooms/email/invitation_subject.txt", context)
        text = render_to_string("rooms/email/invitation_message.txt", context)
        return EmailMessage(" ".join(subject.split()), text, to=[person.email])


def _check_day(by: User, how_many: int, now: datetime) -> None:
    # The lock makes two rooms of one person count one after the other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    today = Invitation.objects.filter(by=by, created_at__gt=now - DAY).order_by("created_at")
    if today.count() + how_many > settings.INVITATIONS_A_DAY:
        first = today.first()
        wait = (first.created_at + DAY - now).total_seconds() if first else DAY.total_seconds()
        raise RateLimited(_("На сегодня приглашений достаточно."), retry_after=round(wait))


def _room_of_call(key: str | UUID, user: User) -> Room:
    if isinstance(key, str) and not is_token(key):
        raise NotFound
    found = {"room_id": key} if isinstance(key, UUID) else {"room__token": key}
    call = Invitation.objects.filter(user=user, **found).select_related("room").first()
    if call is None:
        raise NotFound
    return call.room


def _hint_letter(invitation_id: int) -> None:
    try:
        current_app.send_task("rooms.tasks.send_invitation", args=[invitation_id], retry=False)
    except (BrokerError, OSError) as problem:  # the sweep finds it
        logger.warning("invitation_hint_failed id=%s error=%r", invitation_id, problem)
