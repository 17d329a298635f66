"""Firefox, driven over WebDriver BiDi: as much of it as the tests and benches of a room need.

Playwright drives only a Firefox of its own; this drives the one that people have. One line of
JSON to a process, synchronous: a command is sent and its answer awaited, events that come
meanwhile are kept.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from cinema.embedded.processes import spawn, stop, wait_for

PREFERENCES: dict[str, int | bool | str] = {
    "remote.active-protocols": 1,  # BiDi alone
    "media.autoplay.default": 0,  # films start with sound by themselves
    "media.volume_scale": "0.0",  # and nobody hears them
    "privacy.reduceTimerPrecision": False,  # performance.now() is what is measured with
    "dom.min_background_timeout_value": 4,  # a tab that is not in front is a member too
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:9/",  # no calls home
}
START = 90.0  # s
PATIENCE = 60.0  # s for whatever a page is waited for
# Answers come as JSON text: the protocol's own form of values would have to be unwrapped.
WRAPPED = """async (...texts) => {{
  const result = await ({function})(...texts.map((text) => JSON.parse(text)));
  return JSON.stringify(result ?? null);
}}"""
CENTRE = """selector => {
  const found = document.querySelector(selector);
  if (!found) return null;
  found.scrollIntoView({block: "center", inline: "center"});
  const box = found.getBoundingClientRect();
  const free = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const hit = !found.disabled && box.width > 0 && (found.contains(free) || free?.contains(found));
  return hit ? [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)] : null;
}"""
KEYS = {"Enter": "\ue007", "Space": " "}


class BidiError(Exception):
    """The browser refused a command, or a page threw."""


class Firefox:
    """A Firefox of its own with an empty profile; `with Firefox(path) as firefox:`."""

    def __init__(self, path: str, **preferences: int | bool | str) -> None:
        self.path = path
        self.preferences = {**PREFERENCES, **preferences}
        self.events: list[dict[str, Any]] = []
        self.asked = 0
        self._after = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as failing:
            failing.push(self._after)
            self._start()
            failing.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._after.close()

    def ask(self, method: str, **params: Any) -> Any:
        """Send a command; return its result."""
        self.asked += 1
        self._line.send(json.dumps({"id": self.asked, "method": method, "params": params}))
        while True:
            said = json.loads(self._line.recv(timeout=PATIENCE * 2))
            if said.get("type") == "event":
                self.events.append(said)
            elif said.get("id") == self.asked:
                if said["type"] == "error":
                    raise BidiError(f"{method}: {said['error']}: {said['message']}")
                return said["result"]

    def new_tab(self, base_url: str = "") -> Tab:
        """A tab with cookies of its own, as if it were somebody else's browser."""
        person = self.ask("browser.createUserContext")["userContext"]
        context = self.ask("browsingContext.create", type="tab", userContext=person)["context"]
        return Tab(self, context, person, base_url)

    def _start(self) -> None:
        folder = Path(self._after.enter_context(tempfile.TemporaryDirectory(prefix="kino-fox-")))
        profile = folder / "profile"
        profile.mkdir()
        (profile / "user.js").write_text(
            "".join(
                f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
                for name, value in self.preferences.items()
            )
        )
        log = folder / "firefox.log"
        options = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile]
        process = spawn([self.path, *options], log=log)
        self._after.callback(stop, process)
        address = re.compile(r"BiDi listening on (ws://\S+)")
        listens = wait_for(lambda: bool(address.search(log.read_text())), START, step=0.1)
        assert listens, f"Firefox did not start\n{log.read_text()}"
        found = address.search(log.read_text())
        assert found is not None
        self._line: ClientConnection = self._after.enter_context(
            connect(f"{found[1]}/session", max_size=None, ping_interval=None)
        )
        self.version = self.ask("session.new", capabilities={})["capabilities"]["browserVersion"]
        self.ask("session.subscribe", events=["log.entryAdded"])


class Tab:
    """One page of it."""

    def __init__(self, firefox: Firefox, context: str, person: str, base_url: str) -> None:
        self.firefox, self.context, self.person = firefox, context, person
        self.base_url = base_url

    def set_cookie(self, name: str, value: str, url: str) -> None:
        """Give the tab a cookie of a site; cookies know no ports."""
        host = url.partition("://")[2].partition(":")[0].partition("/")[0]
        self.firefox.ask(
            "storage.setCookie",
            cookie={"name": name, "value": {"type": "string", "value": value}, "domain": host},
            partition={"type": "storageKey", "userContext": self.person},
        )

    def goto(self, path: str, wait: str = "complete") -> None:
        """Open a page and wait until it is loaded (`interactive`: until its scripts may run)."""
        self.firefox.ask(
            "browsingContext.navigate",
            context=self.context, url=f"{self.base_url}{path}", wait=wait,
        )  # fmt: skip

    def set_viewport(self, width: int, height: int) -> None:
        """Set the size of the page."""
        size = {"width": width, "height": height}
        self.firefox.ask("browsingContext.setViewport", context=self.context, viewport=size)

    def close(self) -> None:
        """Close the tab and forget its person."""
        self.firefox.ask("browser.removeUserContext", userContext=self.person)

    def evaluate(self, function: str, *args: Any) -> Any:
        """Call a function of the page with values that JSON can say; return its result."""
        answer = self.firefox.ask(
            "script.callFunction",
            functionDeclaration=WRAPPED.format(function=function),
            arguments=[{"type": "string", "value": json.dumps(arg)} for arg in args],
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise BidiError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def wait_for(self, function: str, *args: Any, within: float = PATIENCE) -> Any:
        """Ask until the function gives something true; return that."""
        return self._until(lambda: self.evaluate(function, *args), f"{function} {args}", within)

    def click(self, selector: str) -> None:
        """Press the middle of an element, when it is there and nothing lies over it."""
        place = self._until(lambda: self.evaluate(CENTRE, selector), f"a click on {selector}")
        hand = [
            {"type": "pointerMove", "x": place[0], "y": place[1]},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": hand})

    def type(self, text: str) -> None:
        """Press the keys of a text, one after another; a name in `KEYS` is that key."""
        strokes = [KEYS[text]] if text in KEYS else list(text)
        keys = [
            {"type": kind, "value": stroke} for stroke in strokes for kind in ("keyDown", "keyUp")
        ]
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    @property
    def problems(self) -> list[str]:
        """Errors that the page reported since it was opened."""
        errors = (event["params"] for event in self.firefox.events)
        return [
            str(error["text"])
            for error in errors
            if error["level"] == "error" and error["source"].get("context") == self.context
        ]

    def _act(self, source: dict[str, Any]) -> None:
        self.firefox.ask("input.performActions", context=self.context, actions=[source])

    def _until(self, fact: Callable[[], Any], what: str, within: float = PATIENCE) -> Any:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if found := fact():
                return found
            time.sleep(0.1)
        raise BidiError(f"waited in vain for {what}\n{self.problems}")
