"""Which rooms have come to their end by themselves: sweeps close them one by one."""

from datetime import datetime

from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, QuerySet

from catalog.models import Video
from rooms.models import Member, Room, RoomRecord, Visit


def ended_rooms(moment: float) -> QuerySet[Room]:
    """Return open rooms whose film had come to its end at `moment` (ms) and stood there."""
    seconds_left = F("duration") - F("position")
    ends_at = F("anchor_at") + seconds_left / F("rate") * 1000.0
    at_end = Q(playing=False, position__gte=F("duration"), anchor_at__lte=moment)
    rooms = Room.objects.filter(state=Room.State.OPEN).annotate(
        ends_at=ExpressionWrapper(ends_at, output_field=FloatField())
    )
    return rooms.filter(at_end | Q(playing=True, ends_at__lte=moment))


def idle_rooms(empty_since: datetime, still_since: datetime) -> QuerySet[Room]:
    """Return open rooms that are empty since the first moment, or silent since the second.

    A tab that somebody forgot keeps its seat for ever; a film that still runs is no silence.
    """
    rooms = Room.objects.filter(state=Room.State.OPEN, created_at__lte=empty_since)
    seated = Member.objects.filter(room=OuterRef("pk"), state=Member.State.HERE)
    stays = Visit.objects.filter(member__room=OuterRef("pk"), left_at__gt=empty_since)
    last = RoomRecord.objects.filter(room=OuterRef("pk"), seq=OuterRef("last_seq"))
    is_empty = ~Exists(seated) & ~Exists(stays)
    return rooms.filter(is_empty | Exists(last.filter(at__lte=still_since)))


def rooms_without_film() -> QuerySet[Room]:
    """Return rooms that are not over yet and whose film has no video any more (F31)."""
    videos = Video.objects.filter(title=OuterRef("title"))
    states = (Room.State.OPEN, Room.State.PLANNED)
    return Room.objects.filter(~Exists(videos), state__in=states)
