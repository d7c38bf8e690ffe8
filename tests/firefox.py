"""Firefox as Debian has it, led over WebDriver BiDi: JSON over one WebSocket, with no driver between.

Playwright leads Chromium; of the Firefox of an enterprise edition it asks for commands that this does not know yet.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import websocket

from .conftest import PATIENCE, until

KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c"}
SETTINGS = 'user_pref("layout.css.prefers-color-scheme.content-override", 0);\nuser_pref("network.proxy.type", 0);\n'
"""Its reader's system is dark; what pages are asked for comes from this machine."""


class Firefox:
    """A window of Firefox that remembers every complaint, every failed request and every request to another place."""

    def __init__(self, folder: Path) -> None:
        program = os.environ.get("FIREFOX") or next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
        assert program, "apt install firefox-esr, or set FIREFOX"
        (folder / "user.js").write_text(SETTINGS, encoding="utf-8")
        command = [program, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._folder, self._home, self.complaints = folder, "", list[str]()

    def __enter__(self) -> Firefox:
        until(lambda: self._process.poll() is not None or self._port())
        assert self._process.poll() is None, "Firefox does not start"
        address = f"ws://127.0.0.1:{self._port()}/session"
        self._socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self._sent = 0
        self._ask("session.new", capabilities={})
        self._window = self._ask("browsingContext.getTree")["contexts"][0]["context"]
        self._ask("session.subscribe", events=["log.entryAdded", "network.responseCompleted", "network.fetchError"])
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait()

    def _port(self) -> int | None:
        with contextlib.suppress(OSError, ValueError):
            return int(json.loads((self._folder / "WebDriverBiDiServer.json").read_text(encoding="utf-8"))["ws_port"])
        return None

    def _ask(self, method: str, **parameters: object) -> Any:
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv())
            if told["type"] == "event":
                self._heard(told["method"], told["params"])
            elif told["id"] == self._sent:
                assert told["type"] == "success", told
                return told["result"]

    def _heard(self, event: str, told: dict[str, Any]) -> None:
        if event == "log.entryAdded":
            if told["level"] not in ("info", "debug"):
                self.complaints.append(f"{told['level']}: {told['text']}")
            return
        address = told["request"]["url"]
        if not address.startswith((self._home, "data:", "blob:")):
            self.complaints.append(f"foreign: {address}")
        elif event == "network.fetchError" and told["errorText"] != "NS_BINDING_ABORTED":
            self.complaints.append(f"failed: {address} {told['errorText']}")
        elif event == "network.responseCompleted" and told["response"]["status"] >= 400:
            self.complaints.append(f"{told['response']['status']}: {address}")

    def goto(self, home: str, path: str, size: dict[str, int]) -> None:
        """Shows a page of a site in a window of a size, once it is loaded and has its letters."""
        self._home = home
        self.evaluate("document.fonts.ready.then(() => null)")  # letters still on their way would be a complaint of the next
        self._ask("browsingContext.setViewport", context=self._window, viewport=size)
        self._ask("browsingContext.navigate", context=self._window, url=home + path, wait="complete")
        self.evaluate("document.fonts.ready.then(() => null)")

    def evaluate(self, expression: str) -> Any:
        """What an expression of JavaScript is in the page, or what it promises, as a plain value."""
        plain = f"(async () => JSON.stringify(await ({expression})))()"
        done = self._ask("script.evaluate", expression=plain, target={"context": self._window}, awaitPromise=True)
        assert done["type"] == "success", done
        return json.loads(done["result"].get("value", "null"))

    def press(self, *keys: str) -> None:
        """Presses keys one after the other: those that have a name, or letters."""
        strokes = [{"type": way, "value": KEYS.get(key, key)} for key in keys for way in ("keyDown", "keyUp")]
        self._ask("input.performActions", context=self._window, actions=[{"type": "key", "id": "keys", "actions": strokes}])

    def click(self, selector: str) -> None:
        """Points at the middle of the first element of a selector, and clicks."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'center', behavior: 'instant'}})")
        locator = {"type": "css", "value": selector}
        (node,) = self._ask("browsingContext.locateNodes", context=self._window, locator=locator, maxNodeCount=1)["nodes"]
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        there = [{"type": "pointerMove", "x": 0, "y": 0, "origin": origin}]
        there += [{"type": way, "button": 0} for way in ("pointerDown", "pointerUp")]
        self._ask("input.performActions", context=self._window, actions=[{"type": "pointer", "id": "mouse", "actions": there}])
