"""Each capability is tried by bin/test --faults, or says why it is not."""

import re
import runpy
from typing import Any

import pytest

from devenv.places import CHECKOUT

BENCH = CHECKOUT / "bench"
PARTS = ("models", "wizard", "controllers")


@pytest.fixture(scope="module")
def cases() -> dict[str, Any]:
    return runpy.run_path(str(BENCH / "faults_cases.py"))


def named(cases: dict[str, Any]) -> set[str]:
    """Return the folders that the cases name."""
    return {
        folder for _method, folders in cases["CASES"].values() for folder in folders
    }


def folders() -> set[str]:
    """Return the folders of capabilities with code of their own."""
    return {
        file.parent.name
        for part in PARTS
        for file in (CHECKOUT / part).glob("*/__init__.py")
    }


def test_each_capability_is_tried_or_says_why_not(cases: dict[str, Any]) -> None:
    without = set(cases["WITHOUT"])
    assert named(cases) | without == folders()
    assert not named(cases) & without
    assert all(reason.endswith(".") for reason in cases["WITHOUT"].values())


def test_each_case_has_its_method(cases: dict[str, Any]) -> None:
    text = "".join(file.read_text() for file in BENCH.glob("faults_*.py"))
    for name, (method, _folders) in cases["CASES"].items():
        assert re.search(rf"^    def {method}\(self\):$", text, re.MULTILINE), name


def test_each_method_is_a_case_of_its_own(cases: dict[str, Any]) -> None:
    methods = [method for method, _folders in cases["CASES"].values()]
    assert len(methods) == len(set(methods))
