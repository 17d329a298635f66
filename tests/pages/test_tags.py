"""Template tags and filters of the look: names, lengths, countries, initials and plurals."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import User
from accounts.templatetags.look import avatar, icon, initials, names, tone
from catalog.templatetags.films import country_names, running_time

JS = Path(__file__).resolve().parents[2] / "static" / "js" / "person.js"
NAMES = ["Аня", "Василий Пупкин", "  Ёж  ёжик третий", "o'Neil", "李 小龍", "😀 Смайл", ""]


@pytest.mark.parametrize(
    ("name", "letters"),
    list(zip(NAMES, ["А", "ВП", "ЁЁ", "O", "李小", "😀С", "?"], strict=True)),
)
def test_initials_are_of_the_first_two_words(name, letters):
    """R159: a person without a picture is still told apart."""
    assert initials(name) == letters
    assert 0 <= tone(name) < 8


@pytest.mark.skipif(not shutil.which("node"), reason="not run: browser modules (no node found)")
def test_avatar_of_scripts_is_that_of_the_server():
    """R159: one person has one colour and letters, on the page and in the room."""
    code = (
        f"import {{ initials, tone }} from {json.dumps(JS.as_uri())};"
        f"console.log(JSON.stringify({json.dumps(NAMES)}.map((n) => [initials(n), tone(n)])));"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code], capture_output=True, check=True, timeout=30
    )
    assert json.loads(done.stdout) == [[initials(name), tone(name)] for name in NAMES]


def test_avatar_is_safe_against_names():
    """A27: a name is text, never a tag."""
    mark = avatar("<b onclick=x> <script>", "small")
    assert "<b" not in mark
    assert "avatar--small" in mark
    assert "#heart" in icon("heart")


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (20, "1 мин", "1 min"),
        (3600, "1 ч", "1 h"),
        (4620, "1 ч 17 мин", "1 h 17 min"),
        (7199, "2 ч", "2 h"),
    ],
)
def test_running_time_reads_as_people_say_it(seconds, russian, english):
    """R013, R020: the length of a film in the reader's language."""
    with translation.override("ru"):
        assert running_time(seconds) == russian
    with translation.override("en"):
        assert running_time(seconds) == english


def test_countries_are_named_and_unknown_codes_stay():
    """R013, R020: codes are for programs; an unknown one is not lost."""
    with translation.override("ru"):
        assert country_names(["de", "SU", "XZ"]) == "Германия, СССР, XZ"
    with translation.override("en"):
        assert country_names(["DE", "SU"]) == "Germany, USSR"


def test_many_friends_are_named_shortly():
    """R048: two names and a number, in both languages."""
    people = [User(name=name) for name in ("Аня", "Пётр", "Ольга", "Семён")]
    with translation.override("ru"):
        assert names(people[:2]) == "Аня, Пётр"
        assert names(people) == "Аня, Пётр и ещё 2"
    with translation.override("en"):
        assert names(people) == "Аня, Пётр and 2 more"


@pytest.mark.parametrize(
    ("number", "russian"),
    [(1, "1 фильм"), (2, "2 фильма"), (5, "5 фильмов"), (11, "11 фильмов"), (21, "21 фильм")],
)
def test_russian_has_all_its_plural_forms(number, russian):
    """R159: the source language needs a catalogue for its plurals, and has one."""
    with translation.override("ru"):
        form = ngettext("%(counter)s фильм", "%(counter)s фильмов", number)
    assert form % {"counter": number} == russian


def test_field_says_what_is_wrong_beside_itself():
    """R159: an error is tied to its field for those who do not see the page."""
    from accounts.forms import ProfileForm

    form = ProfileForm({"name": "", "language": "ru", "time_zone": "Europe/Moscow"})
    page = Template("{% include '_field.html' with field=form.name %}").render(
        Context({"form": form})
    )
    assert 'aria-invalid="true"' in page
    described = page.split('aria-describedby="')[1].split('"')[0].split()
    assert all(f'id="{name}"' in page for name in described)
    assert "id_name_error" in described
