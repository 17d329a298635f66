"""What broke others (field.md) and needs a whole site to be shown; the rest: rooms/test_traps."""

import pytest
from asgiref.sync import sync_to_async

from tests.factories import film_to_watch
from tests.person import Person, reopened

pytestmark = [pytest.mark.stack]


async def test_crash_right_after_the_ack_takes_nothing_back(stack):
    """Saves later than the crash (OpenTogetherTube: 5 s, WatchParty: 1 s): here ack means saved.

    R088, R101: kill -9 the moment that the acks are read: command, words and sign are there, and a
    retry under the old ids gets the old numbers.
    """
    title = await sync_to_async(film_to_watch)()
    host = await Person(stack.url, "Host").sign_up()
    token = (await host.post("rooms", {"film": str(title.pk)}))["token"]
    player, chat = await host.socket(token), await host.socket(token, chat=True)
    await chat.ask("chat.send", text="до")
    wound = await player.ask("playback.command", id="w", action="seek", position=321.5)
    said = await chat.ask("chat.send", id="s", text="последнее слово")
    stack.kill_web()
    stack.start_web()
    player = await reopened(host, token, chat=False, seconds=20)
    chat = await reopened(host, token, chat=True, seconds=20)
    anchor = player.welcome["playback"]
    assert (anchor["position"], anchor["version"]) == (321.5, wound["version"])
    assert chat.welcome["messages"][-1]["text"] == "последнее слово"
    again = await player.ask("playback.command", id="w", action="seek", position=321.5)
    repeat = await chat.ask("chat.send", id="s", text="последнее слово")
    assert (again["seq"], repeat["seq"]) == (wound["seq"], said["seq"])
    await player.close()
    await chat.close()
    await host.close()
