"""The browser that takes bin/screenshots' pictures, by the DevTools protocol.

``python -m devenv.screenshots_camera FILE`` runs with the packages of the tests. The
file says where the server is, and which pictures to write where.
"""

import base64
import contextlib
import io
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import websocket
from PIL import Image

from . import shell
from .machine import browser
from .screenshots_list import PICTURES, Picture
from .screenshots_session import NotSeen, Session

PATIENCE = 60  # seconds that a page or a step may take
TIMEZONE = "Europe/Brussels"  # that of the demo's people
COLOURS = 160  # of a palette; screens have few
PHONE = 600  # what is narrower is looked at as on a phone

# Nothing moves, blinks or pops up while it is looked at.
STILL = """
    addEventListener("DOMContentLoaded", () => {
        const style = document.createElement("style");
        style.textContent = `
            *, *::before, *::after {
                transition: none !important;
                animation: none !important;
                caret-color: transparent !important;
                scroll-behavior: auto !important;
            }
            .o_notification_manager, .o-main-components-container .o_loading_indicator,
            .o_chatWindow, .o-mail-ChatHub { display: none !important; }
        `;
        document.head.append(style);
    });
"""

# What changes as long as a page is being made; empty while it surely is.
STATE = """(() => {
    const waiting = document.readyState !== "complete"
        || document.fonts.status !== "loaded"
        || [...document.images].some((image) => !image.complete)
        || document.querySelector(
            ".o_blockUI, .o_loading_indicator, .o_portal_doc_spinner:not(.d-none)")
        || !document.querySelector(
            ".o_action_manager > *:not(:empty), #wrapwrap main, .modal-content");
    return waiting ? "" : [
        location.href, document.querySelectorAll("*").length, document.body.innerText,
    ].join();
})()"""

# Odoo's own inputs hear of a value by these events.
EDIT = """((element, value) => {
    element.focus();
    const kind = element instanceof HTMLTextAreaElement
        ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(element, value);
    for (const name of ["input", "change"]) {
        element.dispatchEvent(new Event(name, {bubbles: true}));
    }
    element.blur();
})"""


class Camera:
    """A browser without window."""

    def __init__(self, port: int):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        address = f"http://127.0.0.1:{port}/json"
        with opener.open(address, timeout=PATIENCE) as answer:
            tabs = json.load(answer)
        page = next(tab for tab in tabs if tab["type"] == "page")
        self._socket = websocket.create_connection(
            page["webSocketDebuggerUrl"], suppress_origin=True, timeout=PATIENCE
        )
        self._number = 0
        self.ask("Page.enable")
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=STILL)
        self.ask("Emulation.setTimezoneOverride", timezoneId=TIMEZONE)

    @classmethod
    @contextlib.contextmanager
    def started(cls) -> Iterator["Camera"]:
        """Start one, and end it in the end."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            process = subprocess.Popen(
                (
                    *(str(browser()), "--headless=new", "--no-sandbox"),
                    *("--disable-gpu", "--hide-scrollbars", "--lang=en"),
                    *("--force-color-profile=srgb", "--remote-debugging-port=0"),
                    *(f"--user-data-dir={profile}", "about:blank"),
                ),
                stderr=subprocess.PIPE,
                text=True,
            )
            try:
                assert process.stderr
                said = []
                for line in process.stderr:
                    said.append(line)
                    if found := re.search(r"DevTools listening on .*:(\d+)/", line):
                        break
                else:
                    raise NotSeen(f"The browser does not start: {''.join(said)}")
                # Whatever else it says is read, or it would wait for that.
                threading.Thread(target=process.stderr.read, daemon=True).start()
                yield cls(int(found[1]))
            finally:
                process.terminate()
                process.wait()

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        """Return the browser's answer to a command."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": params}
        self._socket.send(json.dumps(command))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise NotSeen(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def run(self, code: str) -> Any:
        """Return the value of some JavaScript."""
        answer = self.ask(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise NotSeen(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def open(self, address: str, cookie: str, size: tuple[int, int]) -> None:
        """Open a page as somebody, in a window of a size."""
        width, height = size
        phone = width < PHONE
        self.ask("Network.clearBrowserCookies")
        self.ask("Network.setCookie", name="session_id", value=cookie, url=address)
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": height, "deviceScaleFactor": 1},
            mobile=phone,
        )
        self.ask("Emulation.setTouchEmulationEnabled", enabled=phone)
        # Odoo asks before one leaves a form that was changed.
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url=address)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing changes any more.

        :raise NotSeen: when it does for too long
        """
        before, same = "", 0
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            time.sleep(0.2)
            now = ""
            with contextlib.suppress(NotSeen):  # while the page is exchanged
                now = self.run(STATE)
            same = same + 1 if now and now == before else 0
            before = now
            if same == 4:
                return
        raise NotSeen("the page does not come to rest")

    def step(self, what: str, css: str, value: str = "") -> None:
        """Make a step, as soon as what it is about is there.

        :raise NotSeen: when that does not come
        """
        element = f"document.querySelector({json.dumps(css)})"
        deadline = time.monotonic() + PATIENCE / 4
        while not self.run(f"!!{element}"):
            if time.monotonic() > deadline:
                raise NotSeen(f"there is no {css}")
            time.sleep(0.2)
        if what == "click":
            self.run(f"{element}.click()")
        elif what == "edit":
            self.run(f"{EDIT}({element}, {json.dumps(value)})")
        elif what == "top":
            self.run(f"{element}.scrollIntoView({{block: 'start'}})")
        self.settle()

    def picture(self, part: str, margin: int = 0) -> bytes:
        """Return what is seen, as a PNG.

        :param part: the element to show; the window if empty
        :param margin: pixels around it
        """
        options: dict[str, object] = {"format": "png"}
        if part:
            x, y, width, height = self.run(
                "(({x, y, width, height}) => [x + scrollX, y + scrollY, width, height])"
                f"(document.querySelector({json.dumps(part)}).getBoundingClientRect())"
            )
            box = {"x": x - margin, "y": y - margin}
            size = {"width": width + 2 * margin, "height": height + 2 * margin}
            options["clip"] = {**box, **size, "scale": 1}
            options["captureBeyondViewport"] = True
        data: str = self.ask("Page.captureScreenshot", **options)["data"]
        return base64.b64decode(data)


def small(png: bytes) -> bytes:
    """Return the same picture with a palette."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def main(task: dict[str, Any]) -> int:
    """Take the pictures of a task, and return whether one could not be taken."""
    address, database = task["address"], task["database"]
    sessions = {"admin": Session(address, database, "admin")}
    failed = 0
    with Camera.started() as camera:
        for picture in PICTURES:
            if picture.name not in task["names"]:
                continue
            if picture.user not in sessions:
                sessions[picture.user] = Session(address, database, picture.user)
            try:
                png = small(take(camera, picture, address, sessions))
            except (NotSeen, OSError, websocket.WebSocketException) as why:
                print(f"{picture.name}: {why}", flush=True)
                failed = 1
                continue
            for file in map(Path, task["files"][picture.name]):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(png)
            print(f"{picture.name}: {len(png) >> 10} kB", flush=True)
    return failed


def take(
    camera: Camera, picture: Picture, address: str, sessions: dict[str, Session]
) -> bytes:
    """Return a picture."""
    admin = sessions["admin"]

    def with_ids(text: str) -> str:
        return re.sub(
            r"\{([a-z_0-9.:]+)\}", lambda found: str(admin.record_id(found[1])), text
        )

    cookie = sessions[picture.user].cookie
    camera.open(address + with_ids(picture.url), cookie, picture.size)
    for step in picture.steps:
        camera.step(*map(with_ids, step))
    return camera.picture(picture.part, picture.margin)


if __name__ == "__main__":
    shell.exit_on_signals()
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text())))
