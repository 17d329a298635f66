"""Tells the floors above that somebody may be signed in no longer.

The rows of sessions and people are watched, not those who change them: allauth, the admin, a shell
and the API all end sessions and passwords. It is a doorbell; who hears it asks `accounts.sockets`
what still holds.
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from django.utils import timezone

from accounts.models import User

VOUCHING = frozenset({"password", "is_active", "sign_in_version"})

may_have_ended = Signal()  # `user_id`: of whom; sent after the commit


def tell(user_id: UUID) -> None:
    """Say it of a person as soon as the change is committed."""
    transaction.on_commit(
        partial(may_have_ended.send_robust, sender=User, user_id=user_id), robust=True
    )


def watch() -> None:
    """Begin to watch the rows."""
    post_delete.connect(_session_ended, sender=Session)
    post_save.connect(_person_changed, sender=User)


def _session_ended(instance: Session, **_about: Any) -> None:
    user = instance.get_decoded().get(SESSION_KEY)
    if user and instance.expire_date > timezone.now():  # a sweep of old ones is no news
        tell(UUID(user))


def _person_changed(
    instance: User, created: bool, update_fields: frozenset[str] | None, **_about: Any
) -> None:
    if not created and (update_fields is None or VOUCHING & set(update_fields)):
        tell(instance.pk)
