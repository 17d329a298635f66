"""What people in a room see when the site comes back from a copy: the evening as it was then."""

from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import expect

from accounts.models import User
from rooms.models import Room
from tests.commands import printed
from tests.copies import back_up, require_programs
from tests.e2e.chat import said_in, say
from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import Visitor, in_step
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]

STOOD = 20.0  # s of the film, at the moment of the copy
# More than was undone: what pages know is no longer a number that the room has not reached.
MEANWHILE = [f"на новой памяти, {number}" for number in range(8)]


# Threads of tests that were here before keep idle lines; a site that was stopped has none.
END_ORPHANS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def stop_all(stack: Stack) -> None:
    """Leave nobody connected to the database but this thread."""
    stack.stop_web()
    stack.stop_worker()
    with connection.cursor() as cursor:
        cursor.execute(END_ORPHANS)


def shown(person: Visitor) -> list[str]:
    return person.page.locator(".message__text").all_inner_texts()


def test_page_forgets_what_was_undone_and_goes_on(
    stack: Stack,
    visitor: NewVisitor,
    no_pace_here: None,
    room: Room,
    host: User,
    friend: User,
    tmp_path: Path,
) -> None:
    """F37, R154: open pages come back by themselves to the chat and the place of the copy; words
    of the undone time are gone, others under the same numbers are shown, once; all in step.
    """
    require_programs()
    anya, vasily = visitor(host), visitor(friend)
    for person in (anya, vasily):
        person.enter(room)
    anya.wind_to(STOOD)
    assert in_step(anya, vasily, moving=False)
    anya.say("до копии")
    vasily.hears("до копии")
    copy, epoch = back_up(tmp_path / "copy"), room.epoch

    vasily.say("после копии")
    for person in (anya, vasily):
        person.hears("после копии")
    anya.wind_to(60)
    anya.see("play-pause").click()
    vasily.wait_until_moving()
    undone = seq_of(room)

    stop_all(stack)
    printed("restore", copy, "--replace")
    assert seq_of(room) < undone
    say(room, friend, *MEANWHILE)
    assert seq_of(room) > undone
    stack.mend()
    for person in (anya, vasily):
        expect(person.see("chat-message").filter(has_text="после копии")).to_have_count(0)
        person.hears(MEANWHILE[-1])
        person.wait_until_in_step()
        assert shown(person) == said_in(room) == ["до копии", *MEANWHILE]
    assert in_step(anya, vasily, moving=False)
    assert abs(anya.film()["position"] - STOOD) < 0.5
    room.refresh_from_db()
    assert room.epoch != epoch

    vasily.say("после копии")
    anya.hears("после копии")
    anya.see("play-pause").click()
    vasily.wait_until_moving()
    assert in_step(anya, vasily, moving=True)
    assert anya.film()["position"] < 60
    for person in (anya, vasily):
        assert shown(person) == said_in(room)
    assert anya.problems == vasily.problems == []


def seq_of(room: Room) -> int:
    """The number of the room's last record."""
    return Room.objects.values_list("last_seq", flat=True).get(pk=room.pk)
