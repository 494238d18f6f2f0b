import os
from pathlib import Path

import pytest

from devenv import shell
from devenv.console import Console, Refusal, free_megabytes
from devenv.machine import check_space


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def test_step_says_what_and_how_long(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    assert console.step("Count", sum, [1, 2]) == 3
    assert capsys.readouterr().out == "Count ... 0 s\n"


def test_failed_step_shows_the_last_lines(
    console: Console, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Refusal, match="^Count failed; the lines above say why.$"):
        console.step("Count", shell.run, "sh", "-c", "seq 1 60; exit 1")
    said = capsys.readouterr()
    assert said.out == "Count ... failed\n"
    assert said.err.split() == [str(number) for number in range(21, 61)]
    assert (tmp_path / "failed-step.log").read_text().startswith("1\n2\n")


def test_common_causes_are_named(console: Console, tmp_path: Path) -> None:
    for said, named in (
        ("curl: Could not resolve host", "No network (Get it): the package"),
        ("npm ERR! code EAI_AGAIN", "No network (Get it)"),
        ("E: Unable to locate package odoo-19", "ODOO_HOME=/path/to/odoo"),
        ("tar: write: No space left on device", f"make room in {tmp_path}, or"),
    ):
        assert named in str(console.explain("Get it", said))


def test_a_full_disk_is_named_by_its_folders(console: Console, tmp_path: Path) -> None:
    console.folders.append(tmp_path / "postgresql")

    def write() -> None:
        with open("/dev/full", "w") as file:
            file.write("x")

    full = rf"The disk is full \(Write\): make room in {tmp_path} and .*/postgresql, or"
    with pytest.raises(Refusal, match=full):
        console.step("Write", write)
    with pytest.raises(Refusal, match=full):
        console.step("Write", shell.run, "cp", __file__, "/dev/full")


def test_too_little_room_is_refused_before(tmp_path: Path) -> None:
    check_space(tmp_path, 1)
    assert free_megabytes(tmp_path / "not/yet/there") == free_megabytes(tmp_path)
    with pytest.raises(Refusal, match="needs 999999999 MB and has [0-9]+ MB; make"):
        check_space(tmp_path, 999999999)


def test_build_makes_a_folder_once(
    console: Console, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "one/two"
    made = []

    def make(path: Path, word: str) -> None:
        made.append((path, word))
        if len(made) == 1:
            raise OSError("not this time")

    with pytest.raises(Refusal):
        console.build(folder, "Folder", make, "word")
    console.build(folder, "Folder", make, "word")
    console.build(folder, "Folder", make, "word")
    assert made == [(folder, "word")] * 2
    assert os.listdir(folder) == [".done"]
    assert capsys.readouterr().out == "Folder ... failed\nFolder ... 0 s\n"
