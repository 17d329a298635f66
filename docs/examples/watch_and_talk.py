"""Sits in a room, tells where its film stands, says something, prints the talk; docs/protocol.md.

KINO_TOKEN=<access token> python watch_and_talk.py https://site/rooms/<token>/ "words" [lines]
"""

import asyncio
import json
import os
import sys
import time
import uuid

import httpx
import websockets

link, words, lines = sys.argv[1], sys.argv[2], int((sys.argv[3:] or ["10"])[0])
site, room = link.split("/rooms/")[0], link.rstrip("/").rsplit("/", 1)[-1]
bearer = {"Authorization": f"Bearer {os.environ['KINO_TOKEN']}"}
api = httpx.Client(base_url=f"{site}/api/v1/", headers=bearer)


def open_socket(tail=""):
    """A ticket opens one socket, once."""
    ticket = api.post("auth/ticket").raise_for_status().json()["ticket"]
    return websockets.connect(f"ws{site[4:]}/ws/rooms/{room}/{tail}?ticket={ticket}")


async def tell_film(probes=8):
    """The anchor, moved on by the server's clock; the quickest of some probes errs least."""
    async with open_socket() as player:
        anchor, best = json.loads(await player.recv())["playback"], (float("inf"), 0.0)
        for _ in range(probes):
            await player.send(json.dumps({"type": "clock.ping", "t0": time.time() * 1000}))
            while (said := json.loads(await player.recv()))["type"] != "clock.pong":
                anchor = said if said["type"] == "playback" else anchor
            back = time.time() * 1000
            trip = back - said["t0"] - (said["t2"] - said["t1"])
            best = min(best, (trip, (said["t1"] - said["t0"] + said["t2"] - back) / 2))
    gone = max(0.0, time.time() * 1000 + best[1] - anchor["at"]) / 1000 * anchor["rate"]
    print(f"film {anchor['position'] + gone * anchor['playing']:.2f} {anchor['phase']}", flush=True)


async def talk(chat, last, wish, left):
    """Print each message once, in order; send the wish under one id until it is acknowledged."""
    async for text in chat:
        said = json.loads(text)
        if said["type"] == "welcome":
            last[0] = last[0] or said["seq"]
            await chat.send(json.dumps({"type": "sync", "after": last[0]}))
            await asyncio.gather(*(chat.send(json.dumps(frame)) for frame in wish))
        elif said["type"] == "ack":
            wish.clear()
        elif said.get("seq", 0) > last[0] and "prev" in said:
            last[0] = said["seq"]
            if said["type"] == "chat.message":
                print(f"{said['seq']} {said['author']['name']}: {said['text']}", flush=True)
                left[0] -= 1
        if left[0] == 0:
            return


async def main(last, wish, left):
    api.post(f"rooms/{room}/join").raise_for_status()
    await tell_film()
    while left[0]:
        try:
            async with open_socket("chat/") as chat:
                await talk(chat, last, wish, left)
        except (OSError, httpx.HTTPError, websockets.WebSocketException):
            pass  # the site is away, or the line is
        if left[0]:
            print("coming back", flush=True)
            await asyncio.sleep(0.5)


wish = {"type": "chat.send", "id": uuid.uuid4().hex, "text": words}
asyncio.run(main(last=[0], wish=[wish], left=[lines]))
