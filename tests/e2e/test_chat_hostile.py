"""Texts made to break a feed, in a real browser: nothing runs, nothing leaves its place."""

import uuid

import pytest
from playwright.sync_api import expect

from accounts.models import User
from chat import services
from chat.text import clean_text
from rooms.errors import Invalid
from rooms.models import Room
from tests.e2e.conftest import PHONE, NewVisitor, in_thread

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]

HOSTILE = [
    "<script>window.broken=1</script>",
    "<img src=x onerror=window.broken=1>",
    "<svg onload=window.broken=1><a xlink:href=javascript:window.broken=1>x</a></svg>",
    "javascript:window.broken=1 data:text/html,<script>window.broken=1</script>",
    'https://x.example/"onmouseover="window.broken=1',
    "</textarea></li></ol><h1>{{ 7*7 }}{% debug %}${7*7}",
    "\u202eперевёрнуто и не закрыто \u2067 ещё \u2066 и ещё",
    "שלום العربية مرحبا https://пример.рф/أهلا",
    "а" + "\u0301" * 8 + " " + ("я" + "\u0335\u0336\u0337\u0338\u0321\u0322\u0327\u0328") * 50,
    "W" * 500,
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿👩‍👩‍👧‍👦🇷🇺" * 20,
    "ﷺ" * 400,
    "𒐫" * 300,
    "\n".join("строка" for _ in range(70)),
    "https://example.org/" + "a" * 470,
    "\u00a0" * 200 + "x",
    "@" * 500,
]
NAME = "<b>Зло</b>\u202e" + "я\u0301" * 20 + " " + "Щ" * 60

# Every message lies inside the list, no glyph of it is painted outside its own box (`overflow`
# clips), none overlaps the next one, and the page cannot be moved sideways.
MEASURE = """() => {
  const list = document.querySelector('.chat__scroller');
  const box = list.getBoundingClientRect();
  const all = [...list.querySelectorAll('.message')];
  const wrong = [];
  all.forEach((item, n) => {
    const at = item.getBoundingClientRect();
    const text = item.querySelector('.message__text');
    const next = all[n + 1]?.getBoundingClientRect();
    if (at.left < box.left - 1 || at.right > box.right + 1) wrong.push([n, 'wide']);
    if (next && at.bottom > next.top + 1) wrong.push([n, 'overlaps']);
    if (!getComputedStyle(text).overflow.startsWith('hidden')) wrong.push([n, 'unclipped']);
    if (text.scrollWidth > text.clientWidth + 1) wrong.push([n, 'cut']);
    if (at.height > 600) wrong.push([n, 'tower', at.height]);
    for (const part of item.querySelectorAll('*')) {
      if (part.matches('script, img, iframe, object, h1')) wrong.push([n, part.tagName]);
    }
    for (const link of item.querySelectorAll('a')) {
      const safe = /^https?:$/.test(link.protocol) && link.rel.includes('noopener');
      if (!safe) wrong.push([n, link.href]);
    }
  });
  if (list.scrollWidth > list.clientWidth) wrong.push(['list', 'sideways']);
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) wrong.push(['page', 'sideways']);
  return wrong;
}"""


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_no_text_breaks_the_feed(
    visitor: NewVisitor,
    room: Room,
    host: User,
    friend: User,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, object],
) -> None:
    """A10 A11: shown as text, whole, in its own place, on a desk and on a phone."""
    monkeypatch.setattr(services, "check_pace", lambda *_: None)
    friend.name = NAME[:60]
    friend.save()

    def fill() -> list[str]:
        kept = []
        for text in HOSTILE:
            sent = {"room_id": room.pk, "author": friend, "client_id": uuid.uuid4().hex}
            record, _ = services.send_message(**sent, text=text)
            kept.append(record)
        services.send_message(**{**sent, "client_id": "q"}, text="ответ", reply_to=kept[6].seq)
        return [record.payload["text"] for record in kept]

    kept = in_thread(fill)
    anya = visitor(host, **options)
    anya.page.goto(f"/rooms/{room.token}/")
    expect(anya.see("chat-message")).to_have_count(len(HOSTILE) + 1)
    anya.comes_to_rest()
    assert anya.page.evaluate(MEASURE) == []
    shown = anya.page.locator(".message__text").all_text_contents()
    assert shown[: len(kept)] == kept
    assert anya.page.evaluate("window.broken") is None
    assert anya.problems == []


@pytest.mark.parametrize("text", ["\u200b" * 5, "я" + "\u0301" * 10_000, "a\x00b", "я" * 501])
def test_what_cannot_be_shown_is_not_kept(text: str) -> None:
    """A11: refused before it reaches the log; the page marks it and offers what to do."""
    with pytest.raises(Invalid):
        clean_text(text)


def test_refused_words_stay_with_their_author(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """A11: the reason stands beside the words; they may be tried again or put away."""
    vasily = visitor(friend)
    vasily.page.goto(f"/rooms/{room.token}/")
    expect(vasily.page.locator("[data-room]")).to_have_attribute("data-chat", "open")
    vasily.say("я" + "\u0301" * 60)
    refused = vasily.page.locator(".message[data-failed]")
    expect(refused).to_contain_text("Слишком много надстрочных знаков")
    vasily.page.reload()
    expect(refused).to_contain_text("Слишком много надстрочных знаков")
    refused.get_by_test_id("chat-drop").click()
    expect(vasily.page.locator(".message")).to_have_count(0)
    vasily.say("а это можно")
    vasily.hears("а это можно")
