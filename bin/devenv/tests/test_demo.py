import os
import socket
from pathlib import Path

import pytest

from devenv.console import Refusal
from devenv.demo import addon_state, chosen_port


def test_port_numbers() -> None:
    assert chosen_port("65535") == 65535
    for text in ("0", "08069", "65536", "100000", "-1", "http", "8069 "):
        with pytest.raises(Refusal, match=f"^PORT={text} is no port number; take one"):
            chosen_port(text)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may have any port")
def test_low_ports_need_root() -> None:
    with pytest.raises(Refusal, match="^Port 80 needs root; take one above 1023"):
        chosen_port("80")


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(
            Refusal, match=f"^Port {port} is taken.*={port + 1} bin/run"
        ):
            chosen_port(str(port))


def test_state_follows_what_is_installed(tmp_path: Path) -> None:
    for name in ("__init__.py", "models/one.py", "demo/tests/two.xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("content")
    states = [addon_state(tmp_path)]
    for name in (
        "tests/test.py",
        "bin/run",
        ".git/HEAD",
        ".cache/x",
        "models/__pycache__/one.pyc",
    ):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("content")
        assert addon_state(tmp_path) == states[0], name
    for name, content in (
        ("models/one.py", "changed"),
        ("demo/tests/two.xml", "changed"),
        ("models/three.py", "content"),
    ):
        (tmp_path / name).write_text(content)
        states.append(addon_state(tmp_path))
    (tmp_path / "models/three.py").rename(tmp_path / "models/four.py")
    states.append(addon_state(tmp_path))
    assert len(set(states)) == len(states)
