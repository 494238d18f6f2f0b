""".ci/run: everything that has to be right before a change is accepted.

A linter belongs in ``.pre-commit-config.yaml``. For any other check, add a line to one
of the lists below; its tool's version belongs in ``bin/requirements-test.txt``. The
lists are made at the same time, see ``lanes``: ``CHECKS_OF_FILES`` need no database,
``CHECKS_BESIDE`` have databases of their own.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import shell
from .environment import Environment
from .odoo import pip
from .places import ADDON, BIN, CHECKOUT, NODE_ON_PATH
from .testing import COVERAGE_FOLDER, own_pytest

LEAST_COVERAGE = 95
# Their own tests have to pass with this addon installed, too.
NEIGHBOURS = (
    "helpdesk_mgmt",
    "helpdesk_mgmt_sale",
    "helpdesk_product",
    "product_warranty",
    "repair",
    "loyalty",
    "sale_loyalty",
)
LICENCES_AND_STATUS = ("check-licenses", "check-dev-status")
# Odoo's own tests are chosen as Odoo's runner does.
ODOO_RULES = ("-p", "odoo_rules")
# About half of this addon's tests: with these, both cores are busy to the end.
BESIDE_TESTS = (
    "test_my_*.py",
    "test_o*.py",
    "test_po*.py",
    "test_re[fpqt]*.py",
    "test_st*.py",
    "test_v*.py",
)


class Checks:
    """What the checks need: the environment, and databases with the addon."""

    def __init__(self, env: Environment):
        self.env = env
        self.beside_ours = f"test_{env.places.name}_beside"
        self.beside_needed = f"test_{env.places.name}_neighbours"

    def python(
        self, *arguments: str | Path, cwd: Path = CHECKOUT, **environ: str
    ) -> bool:
        """Return whether a Python program succeeds; a tool is ``-m`` and its name."""
        python = self.env.venv / "bin/python"
        return shell.show(python, *arguments, cwd=cwd, env=environ) == 0

    def tests(self) -> bool:
        """This addon's tests, which also measure the coverage."""
        ignored = [f"--ignore-glob=*/{name}" for name in tests_beside()]
        return shell.show(BIN / "test", *ignored) == 0

    def tests_beside(self) -> bool:
        """The rest of them."""
        tests = [f"{ADDON}/tests/{name}" for name in tests_beside()]
        return self._pytest(self.beside_ours, *tests, ours=True)

    def line_coverage(self) -> bool:
        """Whether enough of the lines were run, and all files were loaded.

        How many of the branches were is told.
        """
        files = sorted(Path(os.environ[COVERAGE_FOLDER]).glob("*.json"))
        merged = Path(os.environ[COVERAGE_FOLDER]) / "merged"
        slipcover = ("-m", "slipcover", "--skip-covered", f"--out={merged}", "--merge")
        if not self.python(*slipcover, *files):
            return False
        lines, branches = shares(merged)
        print(f"Run were {lines:.1f} % of the lines, {branches:.1f} % of the branches.")
        return lines >= LEAST_COVERAGE and all_loaded(merged)

    def environment_tests(self) -> bool:
        """The tests of bin itself."""
        return self.python("-m", "pytest", "-q", "bin")

    def linters(self) -> bool:
        """What ``.pre-commit-config.yaml`` names, versions included.

        On a copy: a hook mends what it finds, here it only tells.
        """
        path = os.environ["PATH"]
        if not shell.has("npm"):  # without it, pre-commit would leave the registries
            pip(self.env.venv, NODE_ON_PATH)
            path = f"{self.env.venv}/bin:{path}"
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / ADDON
            shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(".git"))
            for command in (("init", "-q"), ("add", "-A")):
                shell.run("git", *command, cwd=copy)
            return self.python(
                *("-m", "pre_commit", "run", "--all-files"),
                "--show-diff-on-failure",
                cwd=copy,
                PRE_COMMIT_HOME=f"{self.env.places.cache}/pre-commit",
                PATH=path,
            )

    def manifest(self) -> bool:
        """Whether what the addon depends on has a fitting licence and maturity."""
        folders = ",".join(map(str, self.env.odoo.addons_path))
        where = (f"--addons-path={folders}", "--no-addons-path-from-import-odoo")
        manifestoo = ("-m", "manifestoo", *where, "--select-include", ADDON)
        return all([self.python(*manifestoo, each) for each in LICENCES_AND_STATUS])

    def tests_imported(self) -> bool:
        """Odoo's own runner only sees test files that tests/__init__.py imports."""
        imports = (CHECKOUT / "tests/__init__.py").read_text()
        files = sorted((CHECKOUT / "tests").glob("test_*.py"))
        lost = [f for f in files if not re.search(rf"\b{f.stem}\b", imports)]
        for file in lost:
            print(f"tests/{file.name} is not imported in tests/__init__.py")
        return not lost

    def odoo_tests(self) -> bool:
        """Of what this addon extends, without browser tours."""
        addons = self.env.odoo.addons
        options = [f"--rootdir={addons}"]  # what --deselect is relative to
        for test in lines_of("odoo_tests_left_out.txt"):
            options.append(f"--deselect={test}")
        tests = [addons / test for test in lines_of("odoo_tests.txt")]
        return self._pytest(self.beside_needed, *ODOO_RULES, *options, *tests)

    def odoo_linters(self) -> bool:
        """Of Odoo's own linters, those that can look at one addon."""
        path = self.env.odoo.addons_path
        folder = next(place for place in path if (place / "test_lint").is_dir())
        names = lines_of("odoo_linters.txt")
        tests = [folder / "test_lint/tests" / name for name in names]
        rules = (*ODOO_RULES, "-p", "odoo_lint")
        return self._pytest(self.beside_needed, *rules, *tests)

    def neighbours_tests(self) -> bool:
        """All of the modules that this addon stands on and that have few."""
        path = self.env.odoo.addons_path
        folders = [place / name / "tests" for name in NEIGHBOURS for place in path]
        tests = [folder for folder in folders if folder.is_dir()]
        return self._pytest(self.beside_needed, *ODOO_RULES, *tests)

    def _pytest(
        self, database: str, *arguments: str | Path, ours: bool = False
    ) -> bool:
        """Run tests on a database with this addon.

        :param ours: whether they are this addon's, and measure the coverage
        """
        odoo = self.env.odoo
        options = ("-p", "no:cacheprovider", "-rs", "--odoo-http")
        pytest = own_pytest() if ours else ("-m", "pytest")
        return self.python(
            *(*pytest, *options, f"--odoo-database={database}"),
            *("-W", "ignore::DeprecationWarning", *arguments),
            cwd=self._addons,
            PYTHONPATH=f"{odoo.root}:{CHECKOUT}/.ci",
            ODOO_RC=str(odoo.configuration),
        )

    @property
    def _addons(self) -> Path:
        return self.env.places.run / "addons"


def tool(*arguments: str) -> Callable[[Checks], bool]:
    """Return the check that a Python tool is content with the checkout."""
    return lambda checks: checks.python("-m", *arguments)


Named = tuple[str, Callable[[Checks], bool]]

# Beside the database templates that the others wait for.
CHECKS_OF_FILES: list[Named] = [
    ("Linters", Checks.linters),
    ("mypy", tool("mypy", "--cache-dir=/dev/null")),
    ("Licences and maturity of what is needed", Checks.manifest),
    ("Test files are imported", Checks.tests_imported),
    ("Tests of bin", Checks.environment_tests),
]
CHECKS: list[Named] = [
    ("Tests", Checks.tests),
    ("The wheel", lambda _checks: shell.show(BIN / "test", "--wheel") == 0),
]
# Once both parts of the tests have run.
CHECKS_AFTERWARDS: list[Named] = [("Coverage", Checks.line_coverage)]
CHECKS_BESIDE: list[Named] = [
    ("Tests, the other part", Checks.tests_beside),
    ("Odoo's own tests of what this addon extends", Checks.odoo_tests),
    ("Odoo's own linters", Checks.odoo_linters),
    # The last one: pytest's own last line is the last line of all.
    ("Odoo's and OCA's tests of what this addon stands on", Checks.neighbours_tests),
]


def tests_beside() -> list[str]:
    """Return the names of the test files that run beside the others.

    Not those that start a browser, or that run on two databases.
    """
    folder = CHECKOUT / "tests"
    files = sorted(file for name in BESIDE_TESTS for file in folder.glob(name))
    kept = ("_tour", "_optional")
    return [file.name for file in files if not any(word in file.name for word in kept)]


def shares(merged: Path) -> tuple[float, float]:
    """Return how many of a hundred lines, and of a hundred branches, were run."""
    summary = json.loads(merged.read_text())["summary"]

    def share(what: str) -> float:
        run: int = summary[f"covered_{what}"]
        return 100 * run / ((run + summary[f"missing_{what}"]) or 1)

    return share("lines"), share("branches")


def all_loaded(merged: Path) -> bool:
    """Return whether each file of the addon was loaded while it was measured.

    What is never loaded has no lines that could be counted as missing.
    """
    measured = json.loads(merged.read_text())["files"]
    loaded = {name.split(f"{ADDON}/")[-1] for name in measured}
    lost = [
        str(file.relative_to(CHECKOUT))
        for folder in ("models", "wizard", "controllers")
        for file in sorted((CHECKOUT / folder).rglob("*.py"))
        if file.read_text().strip() and str(file.relative_to(CHECKOUT)) not in loaded
    ]
    for name in lost:
        print(f"{name} was loaded by no test")
    return not lost


def lines_of(name: str) -> list[str]:
    """Return the lines of a file in .ci that are no comments."""
    lines = (CHECKOUT / ".ci" / name).read_text().splitlines()
    return [line for line in lines if not line.startswith("#")]
