"""bin/test: this addon's tests, on a real Odoo."""

import os
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from . import shell
from .environment import Environment
from .places import ADDON, CHECKOUT, OPTIONAL

HELP = """\
Run this addon's tests on a real Odoo 19, setting up whatever is missing.

  bin/test [--no-browser] [--keep] [pytest's options] [tests/test_file.py ...]

  --no-browser   leave out the browser tours (files test_*_tour*)
  --keep         keep the test databases afterwards

Tests in files named test_*_optional* also run on a database that has the modules this
addon works with but does not need; then all tests run on one without those.

Other trials, each alone:

  bin/test --wheel           build the package that pip installs, install and use it
  bin/test --faults [word]   kill the server while it works, and press again
  bin/test --companions      beside OCA's other addons for the same desk
  bin/test --peers [app]     all of Odoo's own tests of what is extended; takes hours"""

OPTIONAL_FILES = "test_*_optional*.py"
COVERAGE_FOLDER = "AFTER_SALES_COVERAGE"
NO_TESTS = 5  # pytest's word for: no test was chosen


@dataclass
class Choice:
    """What to test.

    :param files: below the folder that holds the addon
    """

    browser: bool = True
    keep: bool = False
    help: bool = False
    options: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, arguments: list[str], checkout: Path = CHECKOUT) -> "Choice":
        """Return what the command line chooses; what is not ours is for pytest."""
        choice = cls()
        left = list(arguments)
        while left:
            argument = left.pop(0)
            file = argument.removeprefix(f"{checkout}/")
            if argument in ("--help", "-h"):
                choice.help = True
            elif argument == "--no-browser":
                choice.browser = False
            elif argument == "--keep":
                choice.keep = True
            elif argument in ("-k", "-m", "-p", "-o", "-W"):
                choice.options += [argument, left.pop(0) if left else ""]
            elif argument[:1] == "-" or not (checkout / file.split("::")[0]).exists():
                choice.options.append(argument)
            else:
                choice.files.append(f"{ADDON}/{file}")
        if not choice.browser:
            choice.options.append("--ignore-glob=*/test_*_tour*")
        choice.files = choice.files or [f"{ADDON}/tests"]
        return choice

    def optional(self, checkout: Path = CHECKOUT) -> list[str]:
        """Return the files whose tests also run beside optional modules."""
        found = []
        for file in self.files:
            if file.rstrip("/") == f"{ADDON}/tests":
                all_files = sorted((checkout / "tests").rglob(OPTIONAL_FILES))
                found += [f"{ADDON}/{path.relative_to(checkout)}" for path in all_files]
            elif fnmatch(file.rpartition("/")[2].split("::")[0], OPTIONAL_FILES):
                found.append(file)
        return list(dict.fromkeys(found))


def main(arguments: list[str]) -> int:
    """Run the tests, and return pytest's status."""
    choice = Choice.of(arguments)
    if choice.help:
        print(HELP)
        return 0
    with Environment() as env:
        return Tests(env, choice).run()


class Tests:
    """The tests chosen, on databases with the addon freshly installed."""

    def __init__(self, env: Environment, choice: Choice):
        self._env = env
        self._choice = choice
        self._optional = choice.optional()
        self._lean = f"test_{env.places.name}_lean"
        self._full = f"test_{env.places.name}_full"
        self._lean_template = self._full_template = ""

    def run(self) -> int:
        """Run them, the larger set last, so that the last line sums it up."""
        env, choice = self._env, self._choice
        with env.set_up(with_browser=choice.browser):
            if choice.browser:
                env.get_axe()
            self._lean_template = lean_template(env)
            if self._optional:
                self._full_template = full_template(env, self._lean_template)
        env.take_alone("bin/test")
        if not choice.keep:
            env.temporary += [self._lean, self._full]

        install = env.databases.install_addon
        env.console.step("Install the addon", install, self._lean, self._lean_template)
        if self._optional and choice.options and not self._chooses_optional():
            self._optional = []
        full_status = NO_TESTS
        if self._optional:
            what = "Install the addon beside optional modules"
            env.console.step(what, install, self._full, self._full_template)
            full_status = self._pytest(self._full, *self._optional)
        if choice.keep:
            print(f"Databases kept: {self._lean} {self._full}", flush=True)
        return sum_up(full_status, self._pytest(self._lean, *choice.files))

    def _chooses_optional(self) -> bool:
        """Return whether pytest's options choose any test in the optional files."""
        collect = ("--collect-only", "-qq", *self._optional)
        return self._pytest(self._lean, *collect, quiet=True) == 0

    def _pytest(self, database: str, *arguments: str, quiet: bool = False) -> int:
        env = self._env
        return shell.show(
            *(*env.odoo.python, *own_pytest(), "--odoo-http"),
            *(
                f"--odoo-database={database}",
                "-o",
                f"cache_dir={env.places.run}/pytest",
            ),
            *(*self._choice.options, *arguments),
            cwd=env.places.run / "addons",
            env={
                "PYTHONPATH": f"{env.odoo.root}:{CHECKOUT}/.ci",
                "ODOO_RC": str(env.odoo.configuration),
                "AFTER_SALES_TEMPLATE": self._lean_template,
            },
            quiet=quiet,
        )


def sum_up(optional: int, all_others: int) -> int:
    """Return the status of both of pytest's runs."""
    if optional not in (0, NO_TESTS):
        return optional
    if all_others == NO_TESTS and optional == 0:
        return 0  # the options chose optional tests only
    return all_others


def lean_template(env: Environment) -> str:
    """Return the database with the modules that this addon needs."""
    what = "Database with the modules needed"
    return env.databases.template(what, "", "-i", env.depends)


def full_template(env: Environment, lean: str) -> str:
    """Return the database that also has the modules it works with."""
    what = "Database with optional modules too"
    return env.databases.template(what, lean, "-i", OPTIONAL)


def own_pytest() -> tuple[str | Path, ...]:
    """Return Python's arguments to run pytest on our tests.

    If asked they also measure the coverage and tell which tests are the slowest: the
    folder for what is measured stands in the environment, see ``.ci/measured.py``.
    Python's path must have ``.ci``.
    """
    keep = ("-p", "kept_caches")
    if folder := os.environ.get(COVERAGE_FOLDER):
        return (CHECKOUT / ".ci/measured.py", folder, *keep, "--durations=20")
    return ("-m", "pytest", *keep)
