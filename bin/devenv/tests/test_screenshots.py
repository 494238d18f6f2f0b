"""bin/screenshots: what it is asked for, and the camera on a page of its own."""

import io
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

# Of bin's tests' own packages; the rest of devenv does without them.
from PIL import Image

from devenv import screenshots, screenshots_camera
from devenv.console import Refusal
from devenv.machine import browser
from devenv.places import CHECKOUT
from devenv.screenshots_camera import Camera, small
from devenv.screenshots_list import PICTURES, Picture, click, edit
from devenv.screenshots_session import NotSeen

PAGE = b"""<!DOCTYPE html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<div id="wrapwrap"><main>
    <input name="amount" oninput="document.title = this.value">
    <button name="act" onclick="document.querySelector('p').hidden = false"></button>
    <p hidden style="width: 120px; height: 40px; margin: 0; background: #00ff00"></p>
</main></div>"""


class Site(BaseHTTPRequestHandler):
    """Answers every request by the page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_names_choose_pictures() -> None:
    assert screenshots.chosen([]) == list(PICTURES)
    assert [each.name for each in screenshots.chosen(["refund"])] == ["refund"]
    phone = screenshots.chosen(["*_phone", "refund"])
    assert {"refund", "visit_phone", "sign_phone"} < {each.name for each in phone}
    with pytest.raises(Refusal, match="^No picture is named x; see bin/screenshots -"):
        screenshots.chosen(["refund", "x"])


def test_each_picture_is_a_file_in_each_language() -> None:
    apps = {each.name for each in PICTURES if each.apps}
    for name in (each.name for each in PICTURES):
        assert re.fullmatch("[a-z_]+", name)
        files = screenshots.files_of(name, "fa")
        assert files == [f"{CHECKOUT}/doc/images/fa/{name}.png"]
        assert len(screenshots.files_of(name, "en")) == 1 + (name in apps)
    assert len({each.name for each in PICTURES}) == len(PICTURES)


def test_records_are_those_of_the_demo_data() -> None:
    demo = "".join(file.read_text() for file in (CHECKOUT / "demo").rglob("*.xml"))
    logins = set(re.findall(r'<field name="login">(\w+)<', demo)) | {"admin"}

    def words(picture: Picture) -> str:
        return " ".join(
            [picture.url, *(text for step in picture.steps for text in step)]
        )

    for picture in PICTURES:
        assert picture.user in logins, picture.name
        for name in re.findall(r"\{(\w+)[.}]", words(picture)):
            assert f'id="{name}"' in demo, f"{picture.name}: {name}"


def test_pictures_get_a_palette() -> None:
    file = io.BytesIO()
    Image.effect_mandelbrot((300, 200), (-3, -2.5, 2, 2.5), 100).save(file, "PNG")
    image = Image.open(io.BytesIO(small(file.getvalue())))
    assert image.mode == "P" and image.size == (300, 200)


@pytest.mark.skipif(not browser(), reason="no browser")
def test_the_camera_makes_its_steps(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screenshots_camera, "PATIENCE", 8)
    with Camera.started() as camera:
        camera.open(address, "cookie", (390, 844))
        assert camera.run("innerWidth") == 390
        camera.step(*edit("[name=amount]", "12"))
        assert camera.run("document.title") == "12"
        camera.step(*click("[name=act]"))
        image = Image.open(io.BytesIO(camera.picture("p"))).convert("RGB")
        assert image.size == (120, 40)
        assert image.getpixel((60, 20)) == (0, 255, 0)
        with pytest.raises(NotSeen, match="^there is no .modal$"):
            camera.step(*click(".modal"))
