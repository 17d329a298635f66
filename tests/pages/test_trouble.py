"""Pages for when something went wrong: in our look, in plain words, asking nothing of the site."""

import pytest
from django.test import Client, RequestFactory
from django.views import defaults


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (defaults.server_error, 500, "Сломалось у нас, не у вас"),
        (lambda request: defaults.bad_request(request, ValueError()), 400, "Не разобрали"),
    ],
)
def test_broken_site_still_speaks_plainly(view, status, words):
    """R159: no database, no session, no person is needed to say that something broke."""
    answer = view(RequestFactory().get("/"))
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "css/pages/trouble.css" in page


def test_stale_form_says_what_to_do(db):
    """R159: a form without its token is refused in words of people, in the site's look."""
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.test"})
    assert answer.status_code == 403
    assert "Форма устарела" in answer.content.decode()
    assert "CSRF" not in answer.content.decode()


def test_missing_page_is_ours_for_visitors_too(db):
    """R159: an address that leads nowhere leads back to the films."""
    answer = Client().get("/no-such-page/")
    assert answer.status_code == 404
    assert "Такого сеанса нет" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "Почта или пароль не подошли."), ("en", "The email or the password is wrong.")],
)
def test_wrong_password_is_told_plainly(client, host, language, words):
    """R001: the same short words for a wrong password and for an unknown address."""
    client.cookies["django_language"] = language
    for email in (host.email, "nobody@cast.test"):
        answer = client.post("/accounts/login/", {"login": email, "password": "wrong-indeed"})
        assert words in answer.content.decode()
