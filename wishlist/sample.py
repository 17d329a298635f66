"""The sample people of the embedded mode: who they are to each other and what they want."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.sample import PASSWORD, PEOPLE, SamplePerson
from catalog.models import Title
from catalog.selectors import visible_films
from friends.services import accept_request, request_friend
from wishlist.models import Wish
from wishlist.services import add_wish

EMAILS = [person.email for person in PEOPLE]
FRIENDS = (("vasily", "anya"), ("vasily", "petr"))
FIRST_MADE = "made-moon-over-water"  # external id: Anya and Petr want it, for Vasily to find out
# By original name.
WISHES = {
    "vasily": (
        "Metropolis",
        "Le Voyage dans la Lune",
        "Das Cabinet des Dr. Caligari",
        "Safety Last!",
        "The General",
    ),
    "anya": (
        "Metropolis",
        "Le Voyage dans la Lune",
        "The Kid",
        "Nosferatu, eine Symphonie des Grauens",
    ),
    "petr": ("Metropolis", "Das Cabinet des Dr. Caligari", "Safety Last!", "Häxan"),
    "olga": ("Metropolis", "Nosferatu, eine Symphonie des Grauens"),
}


class NotEmbedded(Exception):
    """Sample people with a known password exist in the embedded mode only."""


@transaction.atomic
def load_sample_people() -> list[User]:
    """Make the four sample people, their friendships and wishes; a repeat changes nothing.

    Who is there already keeps what he has made of himself: password, friends, wishes.
    Raises NotEmbedded anywhere else.
    """
    if not settings.EMBEDDED:
        raise NotEmbedded
    known = set(User.objects.values_list("email", flat=True).filter(email__in=EMAILS))
    people = {person.login: _person(person) for person in PEOPLE}
    for one, other in FRIENDS:
        if {people[one].email, people[other].email} - known:
            _befriend(people[one], people[other])
    for login, names in WISHES.items():
        _wish(people[login], Title.objects.filter(original_title__in=names))
    _want_the_first(people["anya"], people["petr"])
    return list(people.values())


def _person(person: SamplePerson) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, PASSWORD, name=person.name)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _befriend(one: User, other: User) -> None:
    asked = request_friend(sender=one, addressee_id=other.pk).request
    accept_request(user=other, request_id=asked.pk)


def _wish(user: User, titles: QuerySet[Title]) -> None:
    if not Wish.objects.filter(user=user).exists():
        for title in titles:
            add_wish(user=user, title=title)


def _want_the_first(*people: User) -> None:
    """Wish for the first made film, and for the one that stands first on the front page."""
    watchable = visible_films(settings.LANGUAGE_CODE).filter(video__isnull=False)
    first = [watchable.filter(external_id=FIRST_MADE).first(), watchable.first()]
    for person in people:
        if not Wish.objects.filter(user=person, title__video__isnull=False).exists():
            for title in filter(None, first):
                add_wish(user=person, title=title)
