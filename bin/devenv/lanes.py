"""Which of the checks of .ci/run are made at the same time.

Two processor cores are busy from the beginning to the end: what looks at files alone is
checked while the databases are made that the others wait for, and the tests are in two
halves, each with databases of its own.
"""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import shell
from .checks import (
    CHECKS,
    CHECKS_AFTERWARDS,
    CHECKS_BESIDE,
    CHECKS_OF_FILES,
    Checks,
    Named,
)
from .console import tell_help
from .environment import Environment
from .places import BIN
from .testing import COVERAGE_FOLDER, full_template, lean_template

FILES, BESIDE = "files", "beside"
HELP = """\
Make all checks that a change has to pass, as .ci/run says of each.

  .ci/run          all of them, on two processor cores
  .ci/run files    those alone that need no database
  .ci/run beside   those alone that have databases of their own"""


def main(arguments: list[str]) -> int:
    """Make the checks, and return whether one failed."""
    alone = {FILES: make_checks_of_files, BESIDE: make_checks_beside}
    if not arguments:
        return make_checks()
    if len(arguments) == 1 and arguments[0] in alone:
        return alone[arguments[0]]()
    return tell_help(HELP, arguments)


def make_checks() -> int:
    """Make all checks."""
    with (
        Environment() as env,
        tempfile.TemporaryDirectory() as place,
        contextlib.ExitStack() as stack,
    ):
        folder = Path(place)
        env.get_programs(with_browser=True)
        lanes = [stack.enter_context(lane(FILES, folder))]
        install_once(env)
        os.environ[COVERAGE_FOLDER] = str(folder / "coverage")
        (folder / "coverage").mkdir()
        lanes.append(stack.enter_context(lane(BESIDE, folder)))
        failed = make(CHECKS, Checks(env))
        failed += [each.name for each in lanes if each.fails()]
        failed += make(CHECKS_AFTERWARDS, Checks(env))
        tell(failed)
        for each in lanes:  # the last line of all is pytest's own
            print(each.said(), end="", flush=True)
    return 1 if failed else 0


def make_checks_of_files() -> int:
    """Make the checks that need no database."""
    with Environment() as env:
        env.get_programs(with_browser=False)
        failed = make(CHECKS_OF_FILES, Checks(env))
        tell(failed)
    return 1 if failed else 0


def make_checks_beside() -> int:
    """Make the checks that have databases of their own."""
    with Environment() as env:
        checks = Checks(env)
        with env.set_up(with_browser=False):
            lean = lean_template(env)
        os.environ["AFTER_SALES_TEMPLATE"] = lean
        ours, needed = checks.beside_ours, checks.beside_needed
        env.temporary += [ours, needed]
        install, step = env.databases.install_addon, env.console.step
        step("Install the addon", install, ours, lean)
        step("Install the addon for the tests of others", install, needed, lean)
        failed = make(CHECKS_BESIDE[:-1], checks)
        tell(failed)
        failed += make(CHECKS_BESIDE[-1:], checks)
    return 1 if failed else 0


def install_once(env: Environment) -> None:
    """Install the addon in copies of both templates, which others are copied from."""
    with env.making_databases():
        lean = lean_template(env)
        full = full_template(env, lean)
    fresh = f"test_{env.places.name}_fresh"
    installed = {lean: fresh, full: f"{fresh}_full"}
    env.temporary += installed.values()
    env.console.step("Install the addon", env.databases.install_once, installed)


@dataclass
class Lane:
    """Checks that another process makes.

    :param name: how .ci/run is told to make them alone
    :param file: what it says is written there
    """

    name: str
    file: Path
    process: "subprocess.Popen[str]"

    def fails(self) -> bool:
        """Wait for the end, and return whether a check failed."""
        return bool(self.process.wait())

    def said(self) -> str:
        """Return what it said."""
        return self.file.read_text(errors="replace")


@contextlib.contextmanager
def lane(name: str, folder: Path) -> Iterator[Lane]:
    """Make checks in a process that ends with the block.

    :param name: of the lane
    :param folder: where what it says may be written
    """
    command = (BIN / "devenv/start", ".ci/run", name)
    with (folder / name).open("w") as file:
        process = shell.start(command, stdout=file.fileno())
    try:
        yield Lane(name, folder / name, process)
    finally:
        if process.poll() is None:
            shell.end(process)


def make(named: list[Named], checks: Checks) -> list[str]:
    """Make checks, and return the names of those that failed."""
    failed = []
    for what, check in named:
        print(f"\n== {what}", flush=True)
        if not check(checks):
            failed.append(what)
    return failed


def tell(failed: list[str]) -> None:
    """Tell which checks failed."""
    for what in failed:
        print(f"\nFAILED: {what}", flush=True)
