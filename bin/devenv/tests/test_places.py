import os
import pwd
import subprocess
from pathlib import Path

import pytest

from devenv.places import ADDON, Places, key, requirements


def test_cache_follows_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    account = pwd.getpwuid(os.geteuid()).pw_dir
    for environ, cache in (
        ({"HOME": "/home/ada"}, f"/home/ada/.cache/{ADDON}"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "/big"}, f"/big/{ADDON}"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": ""}, f"/home/ada/.cache/{ADDON}"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "here"}, f"{tmp_path}/here/{ADDON}"),
        ({}, f"{account}/.cache/{ADDON}"),
        ({"HOME": ""}, f"{account}/.cache/{ADDON}"),
    ):
        assert Places.of(environ).cache == Path(cache)


def test_each_checkout_has_a_folder_of_its_own() -> None:
    one = Places.of({"HOME": "/h"}, Path("/checkouts/one"))
    two = Places.of({"HOME": "/h"}, Path("/checkouts/two"))
    assert one.cache == two.cache
    assert one.name != two.name
    assert one.run == one.cache / "checkouts" / one.name


def test_key_is_what_the_shell_made_before() -> None:
    """Caches that are there stay valid."""
    shell = subprocess.run(
        ["bash", "-c", 'sha256sum <<<"$*" | cut -c1-10', "", "one", "", "two three"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert key("one", "", "two three") == shell.stdout.strip()


def test_requirements_are_one_text() -> None:
    text = requirements("requirements.txt", "requirements-test.txt")
    assert "Werkzeug==" in text and "pytest==" in text
    assert not text.endswith("\n")
