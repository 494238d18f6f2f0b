from pathlib import Path

import pytest

from devenv.places import ADDON
from devenv.testing import Choice, sum_up


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("test_refunds_popup", "test_fsm_optional", "test_fsm_optional_tour"):
        (tmp_path / "tests").mkdir(exist_ok=True)
        (tmp_path / f"tests/{name}.py").touch()
    return tmp_path


def choose(checkout: Path, *arguments: object) -> Choice:
    return Choice.of([str(argument) for argument in arguments], checkout)


def test_all_tests_by_default(checkout: Path) -> None:
    choice = choose(checkout)
    assert choice == Choice(files=[f"{ADDON}/tests"])
    assert choice.optional(checkout) == [
        f"{ADDON}/tests/test_fsm_optional.py",
        f"{ADDON}/tests/test_fsm_optional_tour.py",
    ]


def test_files_and_options(checkout: Path) -> None:
    one = "tests/test_refunds_popup.py::TestRefund::test_one"
    optional = checkout / "tests/test_fsm_optional.py"
    choice = choose(checkout, "-x", one, "-k", "tests", "--keep", optional, "-k")
    assert choice.options == ["-x", "-k", "tests", "-k", ""]
    assert choice.files == [
        f"{ADDON}/{one}",
        f"{ADDON}/tests/test_fsm_optional.py",
    ]
    assert choice.optional(checkout) == [f"{ADDON}/tests/test_fsm_optional.py"]
    assert choice.keep and choice.browser and not choice.help


def test_what_is_no_file_is_for_pytest(checkout: Path) -> None:
    choice = choose(checkout, "tests/test_lost.py", "")
    assert choice.options == ["tests/test_lost.py"] or choice.files
    assert choose(checkout, "tests/test_lost.py").options == ["tests/test_lost.py"]


def test_without_browser(checkout: Path) -> None:
    choice = choose(checkout, "--no-browser", "tests")
    assert choice.options == [
        "--ignore-glob=*/test_*_tour*",
    ]
    assert choice.files == [f"{ADDON}/tests"]


def test_status_of_both_runs() -> None:
    passed, failed, stopped, none = 0, 1, 2, 5
    assert sum_up(passed, passed) == passed
    assert sum_up(failed, passed) == failed
    assert sum_up(passed, failed) == failed
    assert sum_up(stopped, failed) == stopped
    assert sum_up(none, passed) == passed
    assert sum_up(passed, none) == passed
    assert sum_up(none, none) == none
