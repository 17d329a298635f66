"""Run once in a process of its own: tables, a film, people who have signed in; told as JSON."""

# ruff: noqa: E402  Django has to be set up before anything of the project is imported

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.torture.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from tests.factories import film_to_watch, make_user


def main(people: int) -> None:
    """Print the film's id, and of each person id and session."""
    call_command("migrate", verbosity=0)
    made = []
    for number in range(people):
        user, client = make_user(name=f"Гость {number}"), Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        made.append({"id": str(user.pk), "session": session})
    print(json.dumps({"film": str(film_to_watch().pk), "people": made}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
