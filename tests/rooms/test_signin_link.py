"""Ways from an invitation to the room."""

import pytest

from tests.factories import open_room


@pytest.mark.django_db
def test_every_way_to_sign_in_from_an_invitation_leads_back_to_it(client, host):
    """R011: the header's sign-in as well as the ticket's brings the guest to this very room."""
    path = f"/rooms/{open_room(host).token}/"
    page = client.get(path).content.decode().replace("%2F", "/")
    assert page.count(f'href="/accounts/login/?next={path}"') == 2
    assert 'href="/accounts/login/"' not in page
