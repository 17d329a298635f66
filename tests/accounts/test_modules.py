"""The modules that a page names in its head: all that its script imports, once each."""

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from accounts.templatetags.modules import imported
from tests.stack import ROOT

ENTRIES = ["js/room/index.js", "js/archive/index.js"]


@pytest.mark.parametrize("entry", ENTRIES)
def test_all_modules_are_there_once(entry):
    """R076: nobody waits at the door for one module after the other; circles come to an end."""
    paths = imported(entry)
    assert paths
    assert entry not in paths
    assert len(set(paths)) == len(paths)
    assert all(finders.find(path) for path in paths)


def test_room_leaves_none_of_its_modules_out():
    """Whatever lies in the room's folder is imported by its page, so it is named too."""
    folder = ROOT / "static" / "js" / "room"
    assert {f"js/room/{file.name}" for file in folder.glob("*.js")} <= {
        *imported(ENTRIES[0]),
        ENTRIES[0],
    }


def test_links_have_the_addresses_of_the_imports(settings):
    """As the code names them: another address would be fetched besides, not instead."""
    settings.STATIC_URL = "/files/"
    page = Template("{% load modules %}{% preload_modules 'js/archive/index.js' %}")
    head = page.render(Context())
    assert '<link rel="modulepreload" href="/files/js/room/keyboard.js">' in head
    assert head.count("modulepreload") == len(imported(ENTRIES[1]))
