"""One-time tickets for sockets."""

import pytest

from accounts.errors import Unavailable
from accounts.services import issue_ticket, redeem_ticket
from tests.api import API, api_of, refused
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOWHERE = "redis://127.0.0.1:1/0"


def test_ticket_is_good_once(redis_connection):
    """A ticket gives its person to the first who shows it, and nobody to the second."""
    user = make_user()
    answer = api_of(user).post(f"{API}auth/ticket")
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 30
    ticket = answer.json()["ticket"]
    assert len(ticket) >= 32
    assert redeem_ticket(ticket) == str(user.pk)
    assert redeem_ticket(ticket) is None


def test_ticket_ends_in_thirty_seconds(redis_connection):
    """Redis itself forgets a ticket that nobody used."""
    issue_ticket(make_user())
    (key,) = redis_connection.keys("ticket:*")
    assert 0 < redis_connection.ttl(key) <= 30


@pytest.mark.parametrize("ticket", ["", "made-up", "*", "\x00", "я" * 1000])
def test_made_up_ticket_is_nobody(ticket):
    """Guesses of any kind find nobody."""
    assert redeem_ticket(ticket) is None


def test_visitor_gets_no_ticket():
    """R007: tickets are for the signed-in."""
    assert refused(api_of().post(f"{API}auth/ticket"), 401, "not_authenticated")


def test_ticket_without_redis_says_try_again(settings):
    """Redis away: 503 with the time to wait, never a 500; and no ticket is taken for good."""
    settings.REDIS_URL = NOWHERE
    user = make_user()
    answer = api_of(user).post(f"{API}auth/ticket")
    assert refused(answer, 503, "unavailable")
    assert answer.headers["Retry-After"]
    assert redeem_ticket("any") is None
    with pytest.raises(Unavailable):
        issue_ticket(user)
