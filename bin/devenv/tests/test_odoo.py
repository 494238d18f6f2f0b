from pathlib import Path

import pytest

from devenv.console import Refusal
from devenv.odoo import Odoo, chosen_odoo, odoo_of
from devenv.places import Places

RELEASE = "RELEASE_LEVELS = []\nversion_info = ({}, 0, 0, FINAL, 0, '')\n"


def odoo_in(root: Path, places: Path) -> Odoo:
    own = Places(places, places / "run")
    return Odoo("an id", root, ("python3",), own, places / "oca")


def test_a_checkout_has_its_addons_in_a_second_folder(tmp_path: Path) -> None:
    for path in ("odoo/addons/base", "addons/web", "addons/account"):
        (tmp_path / path).mkdir(parents=True)
    odoo = odoo_in(tmp_path, Path("/c"))
    assert odoo.addons_path == [
        tmp_path / "odoo/addons",
        tmp_path / "addons",
        Path("/c/oca/odoo/addons"),
        Path("/c/run/addons"),
    ]
    assert odoo.addons == tmp_path / "addons"
    (tmp_path / "odoo/addons/web").mkdir()
    assert tmp_path / "addons" not in odoo.addons_path


def test_configuration(tmp_path: Path) -> None:
    odoo = odoo_in(Path("/o"), tmp_path)
    odoo.places.run.mkdir()
    odoo.configure()
    conf = odoo.configuration.read_text()
    assert f"addons_path = /o/odoo/addons,/o/addons,{tmp_path}/oca/odoo/addons," in conf
    assert f"data_dir = {tmp_path}/data\n" in conf
    assert "http_interface = 127.0.0.1\n" in conf


def test_odoo_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ODOO_HOME", raising=False)
    assert chosen_odoo() is None
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Refusal, match=f"ODOO_HOME={tmp_path} is no checkout of Odoo"):
        chosen_odoo()
    (tmp_path / "odoo").mkdir()
    release = tmp_path / "odoo/release.py"
    release.write_text(RELEASE.format(18))
    with pytest.raises(Refusal):
        chosen_odoo()
    release.write_text(RELEASE.format(19))
    assert chosen_odoo() == tmp_path


def test_another_state_of_a_checkout_is_another_odoo(tmp_path: Path) -> None:
    from devenv import shell

    (tmp_path / "odoo").mkdir()
    release = tmp_path / "odoo/release.py"
    release.write_text(RELEASE.format(19))
    by_date = odoo_of(tmp_path)
    assert by_date == f"{tmp_path} {int(release.stat().st_mtime)}"

    who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    git = ("git", "-C", tmp_path, *who)
    shell.run(*git, "init", "-q")
    shell.run(*git, "add", ".")
    shell.run(*git, "commit", "-q", "-m", "one")
    by_commit = odoo_of(tmp_path)
    assert len(by_commit.split()[-1]) == 40
    shell.run(*git, "commit", "-q", "--allow-empty", "-m", "two")
    assert odoo_of(tmp_path) != by_commit
