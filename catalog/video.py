"""Where a film is played from: an address that is signed, short-lived and made for one person.

The address names a title, never a file; the file is found by the key in the database. What else
belongs to the title (another picture or sound, subtitles) lies below its address and has its right.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.errors import VideoNotFound, VideoRefused
from catalog.models import Rendition, StoredFile, Subtitles, Title, Video

_SALT = "catalog.video"
_BROWSER, _PROGRAM = "b", "p"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a signed address says: which title, for whom, and whether it needs his session."""

    title_id: UUID
    user_id: UUID
    needs_session: bool


def sources(title: Title, user: User, *, for_program: bool = False) -> dict[str, Any]:
    """Return all that a player may choose from, each with its address, and when these stop working.

    `{kind, url, expires_at, versions: [{id, height, language, url}],
    subtitles: [{language, url}]}`; the first version is the one at `url`. A browser's addresses
    work only together with the session of the same person, so that a copied one is worth nothing.
    Those `for_program` work by themselves: an API client has no cookies. Raises VideoNotFound when
    there is nothing to play.
    """
    video = _with_choice().filter(title=title).first()
    if video is None:
        raise VideoNotFound
    signed = _signed(title, user, for_program)
    url = reverse("catalog:video", args=[signed])
    others = [
        _version(one, reverse("catalog:rendition", args=[signed, one.pk]))
        for one in video.renditions.all()
    ]
    subtitles = [
        {"language": one, "url": reverse("catalog:subtitles", args=[signed, one])}
        for one in video.spoken
    ]
    return {
        "kind": "mp4",
        "url": url,
        "expires_at": timezone.now() + timedelta(seconds=settings.VIDEO_LINK_SECONDS),
        "versions": [_version(video, url), *others],
        "subtitles": subtitles,
    }


def _with_choice() -> QuerySet[Any]:
    """Videos with their renditions and `spoken`, the languages of their subtitles: two queries."""
    theirs = Subtitles.objects.filter(title=OuterRef("title")).order_by("language")
    spoken = ArraySubquery(theirs.values("language"))
    return Video.objects.annotate(spoken=spoken).prefetch_related("renditions")


def _version(file: StoredFile, url: str) -> dict[str, Any]:
    rendition = file.pk if isinstance(file, Rendition) else 0
    return {"id": rendition, "height": file.height, "language": file.language, "url": url}


def _signed(title: Title, user: User, for_program: bool) -> str:
    kind = _PROGRAM if for_program else _BROWSER
    return signing.dumps([kind, title.pk.hex, user.pk.hex], salt=_SALT)


def open_ticket(signed: str) -> Ticket:
    """Read a signed address. Raises VideoRefused when it is not ours or too old."""
    try:
        kind, title, user = signing.loads(signed, salt=_SALT, max_age=settings.VIDEO_LINK_SECONDS)
        return Ticket(UUID(title), UUID(user), needs_session=kind != _PROGRAM)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise VideoRefused from error


async def video_for(ticket: Ticket, viewer: UUID | None, rendition: int = 0) -> StoredFile:
    """Return the file of the ticket for the person of the session (None: no session).

    `rendition` 0 is the title's own video. Raises VideoRefused as `check_viewer`, VideoNotFound
    when the file has gone.
    """
    await check_viewer(ticket, viewer)
    found: StoredFile | None
    if rendition:
        theirs = Rendition.objects.filter(video__title=ticket.title_id)
        found = await theirs.filter(pk=rendition).afirst()
    else:
        found = await Video.objects.filter(title=ticket.title_id).afirst()
    if found is None:
        raise VideoNotFound
    return found


async def subtitles_for(ticket: Ticket, viewer: UUID | None, language: str) -> str:
    """Return the subtitles of the ticket's title as WebVTT. Raises as `video_for`."""
    await check_viewer(ticket, viewer)
    found = await Subtitles.objects.filter(title=ticket.title_id, language=language).afirst()
    if found is None:
        raise VideoNotFound
    return found.text


async def check_viewer(ticket: Ticket, viewer: UUID | None) -> None:
    """Raise VideoRefused for somebody else's ticket, for one that needs a session, or when its
    owner may not sign in any more.
    """
    if viewer != ticket.user_id and (viewer is not None or ticket.needs_session):
        raise VideoRefused
    if not await User.objects.filter(pk=ticket.user_id, is_active=True).aexists():
        raise VideoRefused
