"""What a user sees of the commands before anything is set up."""

import os
import subprocess
from pathlib import Path

import pytest

from .common import BIN

OTHERS = ["bench", "i18n", "run", "screenshots", "../.ci/run"]


def call(*command: object, **environ: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **{name: str(value) for name, value in environ.items()}},
        capture_output=True,
        text=True,
    )


def test_help() -> None:
    for option in ("--help", "-h"):
        said = call(BIN / "test", "-x", option)
        assert said.returncode == 0 and not said.stderr
        assert said.stdout.startswith("Run this addon's tests on a real Odoo 19, ")


@pytest.mark.parametrize("door", OTHERS)
def test_help_of_the_others(door: str) -> None:
    said = call(BIN / door, "--help")
    assert said.returncode == 0 and not said.stderr
    assert Path(door).name in said.stdout


@pytest.mark.parametrize("trial", ["--faults", "--peers", "--wheel"])
def test_help_of_trials(trial: str) -> None:
    said = call(BIN / "test", trial, "--help")
    assert said.returncode == 0 and not said.stderr
    assert f"bin/test {trial}" in said.stdout


@pytest.mark.parametrize("door", ["i18n", "run", "../.ci/run"])
def test_what_a_door_does_not_know(door: str) -> None:
    assert call(BIN / door, "nonsense").returncode == 2


def test_who_reads_no_more_is_not_shown_an_error() -> None:
    script = 'sleep 0.5; "$0" --help; echo "status $?" >&2'
    said = call("bash", "-c", f"({script}) | true", BIN / "test")
    assert said.stderr == "status 141\n"


@pytest.mark.parametrize(
    "door", ["bench", "i18n", "run", "test", "screenshots", "../.ci/run"]
)
def test_python_must_be_one_that_odoo_runs_on(door: str) -> None:
    need = "Error: Odoo 19 needs Python 3.10 to 3.13, but /no/python is missing: "
    said = call(BIN / door, PYTHON="/no/python")
    assert said.returncode == 1 and not said.stdout
    assert said.stderr.startswith(need)
    assert said.stderr.endswith("where it is with PYTHON=/path/to/python3.\n")


def test_a_python_of_another_version_is_named(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\n[ "$1" != --version ] || echo Python 3.9.2\n')
    old.chmod(0o755)
    said = call(BIN / "run", PYTHON=old)
    assert f"but {old} is Python 3.9.2: install one" in said.stderr


def test_a_python_without_venv_is_the_last_choice(tmp_path: Path) -> None:
    bare = tmp_path / "python"
    refuse = 'case "$2" in *ensurepip*) exit 1 ;; esac'
    bare.write_text(f'#!/bin/sh\n{refuse}\nexec python3 "$@"\n')
    bare.chmod(0o755)
    assert call(BIN / "run", "--help", PYTHON=bare).returncode == 0


def test_refusals_are_one_sentence(tmp_path: Path) -> None:
    said = call(BIN / "run", PORT="http")
    assert said.returncode == 1 and not said.stdout
    assert said.stderr == "Error: PORT=http is no port number; take one like 8070.\n"

    (tmp_path / "file").touch()
    cache = tmp_path / "file/cache"
    said = call(BIN / "test", XDG_CACHE_HOME=cache)
    assert said.returncode == 1
    assert said.stderr.startswith(f"Error: The cache folder {cache}/")
    assert said.stderr.endswith("cannot be made; choose another with XDG_CACHE_HOME.\n")


def test_odoo_home_is_checked_before_anything_is_made(tmp_path: Path) -> None:
    said = call(BIN / "test", XDG_CACHE_HOME=tmp_path, ODOO_HOME="/nowhere")
    assert said.stderr == "Error: ODOO_HOME=/nowhere is no checkout of Odoo 19.\n"


def test_nothing_is_written_to_the_checkout() -> None:
    assert not list(BIN.rglob("devenv/__pycache__/demo.*"))
