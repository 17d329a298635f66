"""`manage.py erase_words`: take a person's words out of rooms and their archives for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from rooms import erasure
from rooms.errors import RoomError
from rooms.models import Erasure, Room, is_token

REFUSED, NOT_ENDED = 2, 3


class Command(BaseCommand):
    help = (
        "Erase what a person has written, in all rooms or in one; it cannot be taken back. The "
        "records stay whole: number, author and time remain. May be repeated. Exit code: 0 erased, "
        f"{REFUSED} refused, {NOT_ENDED} nobody reads the words any more, and rewriting some "
        "archives goes on by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose words")
        parser.add_argument("--by", required=True, help="email of the member of staff who does it")
        parser.add_argument("--reason", required=True, help="is kept beside the erasure")
        parser.add_argument("--room", help="the token of one room; without it, all rooms")

    def handle(self, *args: Any, email: str, by: str, reason: str, **options: Any) -> None:
        _check(reason)
        # An empty name is a mistake, and must not mean all rooms.
        room = None if options["room"] is None else _room(options["room"])
        try:
            asked = erasure.erase_words(user=_user(email), by=_user(by), reason=reason, room=room)
        except RoomError as refusal:
            raise CommandError(f"{by}: {refusal.detail}", returncode=REFUSED) from refusal
        ended = 0
        for one in asked:
            try:
                ended += erasure.finish_erasures(one.room_id)
            except Exception as problem:
                self.stderr.write(f"room {one.room_id}: {problem!r}")
        self.stdout.write(f"rooms: {len(asked)}, ended: {ended}")
        if ended < len(asked):
            raise CommandError("the sweep goes on with the others", returncode=NOT_ENDED)


def _check(reason: str) -> None:
    most = Erasure._meta.get_field("reason").max_length or 0
    if not 0 < len(reason.strip()) <= most:
        raise CommandError(f"the reason has to have 1 to {most} characters", returncode=REFUSED)


def _user(email: str) -> User:
    try:
        return User.objects.get(email__iexact=email)
    except (User.DoesNotExist, UnicodeError):
        raise CommandError(f"{email}: nobody has this address", returncode=REFUSED) from None


def _room(token: str) -> Room:
    room = Room.objects.filter(token=token).first() if is_token(token) else None
    if room is None:
        raise CommandError(f"{token}: no such room", returncode=REFUSED)
    return room
