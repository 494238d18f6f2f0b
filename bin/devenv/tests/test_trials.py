from pathlib import Path

import pytest

from devenv import peers, trials
from devenv.companions import modules_of
from devenv.console import Refusal

from .common import BIN


def test_each_trial_is_named_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert trials.main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"bin/test {name} " in said for name in trials.TRIALS)


def test_companions_are_pinned(tmp_path: Path) -> None:
    lines = (BIN / "requirements-companions.txt").read_text().splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    assert len(names) > 15 and all("==" in name for name in names)
    (tmp_path / "odoo/addons/rma").mkdir(parents=True)
    assert modules_of(tmp_path) == "rma,purchase,point_of_sale"


def test_a_test_that_fails_without_us_is_no_news(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = {"stock/tests/test_move.py::TestStockMove::test_one"}
    assert peers.told(set(known), known, False) == 0
    assert "test_one (known)\n1 fail with this addon, 0 of" in capsys.readouterr().out
    assert peers.told({"stock/tests/test_move.py::TestStockMove::two"}, known, True)


def test_suites_that_there_are_not_are_refused() -> None:
    with pytest.raises(Refusal, match="mrp is none of the suites: account, "):
        peers.main(["mrp"])
