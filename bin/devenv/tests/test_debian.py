import subprocess
from pathlib import Path

import pytest

from devenv.debian import mirrors, mirrors_of, unpack, write_program
from devenv.shell import CommandFailed


def test_mirrors_of_whole_releases_each_once() -> None:
    listed = """\
bookworm main http://one.example/debian/
bookworm contrib http://two.example/debian/
bookworm-updates main http://three.example/debian/
bookworm/updates main http://four.example/debian/
sid main http://one.example/debian/
sid main http://five.example/debian/
"""
    assert mirrors_of(listed) == [
        "http://one.example/debian/",
        "http://five.example/debian/",
    ]


def test_a_mirror_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBIAN_MIRROR", "http://mine.example/debian")
    assert mirrors() == ["http://mine.example/debian"]


def test_unpack_leaves_one_path_out(tmp_path: Path) -> None:
    tree, into = tmp_path / "tree", tmp_path / "into"
    for path in ("DEBIAN", "usr/kept", "usr/left/out"):
        (tree / path).mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: A\nDescription: a\n"
    )
    (tree / "usr/kept/file").write_text("content")
    package = tmp_path / "a.deb"
    subprocess.run(["dpkg-deb", "--build", tree, package], check=True)
    into.mkdir()
    unpack(package, into, leave_out="./usr/left")
    assert (into / "usr/kept/file").read_text() == "content"
    assert not (into / "usr/left").exists()

    package.write_bytes(b"torn")
    with pytest.raises(CommandFailed, match="a.deb cannot be unpacked"):
        unpack(package, into, leave_out="./usr/left")


def test_write_program(tmp_path: Path) -> None:
    write_program(tmp_path / "start/hello", "#!/bin/sh\necho hello $1\n")
    said = subprocess.run(
        [tmp_path / "start/hello", "you"], check=True, capture_output=True, text=True
    )
    assert said.stdout == "hello you\n"
