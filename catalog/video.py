"""Where a film is played from: an address that is signed, short-lived and made for one person.

The address names a title, never a file; the file is found by the key in the database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.errors import VideoNotFound, VideoRefused
from catalog.models import Title, Video

_SALT = "catalog.video"
_BROWSER, _PROGRAM = "b", "p"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a signed address says: which title, for whom, and whether it needs his session."""

    title_id: UUID
    user_id: UUID
    needs_session: bool


def signed_url(title: Title, user: User, *, for_program: bool = False) -> tuple[str, datetime]:
    """Return the path that plays `title` for `user`, and when it stops working.

    A browser's address works only together with the session of the same person, so that a
    copied one is worth nothing. One `for_program` works by itself: an API client has no cookies.
    Raises VideoNotFound when the title has nothing to play.
    """
    if not has_video(title):
        raise VideoNotFound
    kind = _PROGRAM if for_program else _BROWSER
    signed = signing.dumps([kind, title.pk.hex, user.pk.hex], salt=_SALT)
    expires_at = timezone.now() + timedelta(seconds=settings.VIDEO_LINK_SECONDS)
    return reverse("catalog:video", args=[signed]), expires_at


def has_video(title: Title) -> bool:
    """Tell whether there is something to play; free for titles from `selectors.titles()`."""
    known = getattr(title, "has_video", None)
    return Video.objects.filter(title=title).exists() if known is None else known


def open_ticket(signed: str) -> Ticket:
    """Read a signed address. Raises VideoRefused when it is not ours or too old."""
    try:
        kind, title, user = signing.loads(signed, salt=_SALT, max_age=settings.VIDEO_LINK_SECONDS)
        return Ticket(UUID(title), UUID(user), needs_session=kind != _PROGRAM)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise VideoRefused from error


async def video_for(ticket: Ticket, viewer: UUID | None) -> Video:
    """Return the video of the ticket for the person of the session (None: no session).

    Raises VideoRefused for somebody else's ticket, for one that needs a session, or when its
    owner may not sign in any more; VideoNotFound when the video has gone.
    """
    if viewer != ticket.user_id and (viewer is not None or ticket.needs_session):
        raise VideoRefused
    if not await User.objects.filter(pk=ticket.user_id, is_active=True).aexists():
        raise VideoRefused
    video = await Video.objects.filter(title=ticket.title_id).afirst()
    if video is None:
        raise VideoNotFound
    return video
