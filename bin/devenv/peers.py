"""bin/test --peers: all of Odoo's own tests of the apps that this addon extends.

Some of them fail without this addon, too: ``.ci/odoo_tests_left_out.txt`` names them.
No other may fail with it, twice in a row. That takes hours; ``.ci/run`` tries a choice
of them.
"""

from pathlib import Path

from . import shell
from .checks import ODOO_RULES, lines_of
from .console import Refusal, tell_help
from .environment import Environment
from .places import CHECKOUT
from .testing import full_template, lean_template

SUITES = ("account", "stock", "stock_account", "sale_stock", "sale_project", "project")
# On a database that has it.
OPTIONAL_SUITES = ("website_sale_loyalty",)
BARE = "--bare"
LEFT_OUT = "odoo_tests_left_out.txt"

HELP = f"""\
Run Odoo's own tests of the apps that this addon extends, beside it: hours.

  bin/test --peers [--bare] [SUITE ...]

  --bare   without this addon, to find out what fails by itself
  SUITE    {", ".join((*SUITES, *OPTIONAL_SUITES))}"""


def main(arguments: list[str]) -> int:
    """Run them, tell which fail, and return whether one does that should not.

    :param arguments: suites, all of them by default; and ``--bare``, to try them
        without this addon
    :raise Refusal: when there is no such suite
    """
    if {"-h", "--help"} & set(arguments):
        return tell_help(HELP, arguments)
    bare = BARE in arguments
    chosen = [name for name in arguments if name != BARE]
    chosen = chosen or [*SUITES, *OPTIONAL_SUITES]
    for name in chosen:
        if name not in (*SUITES, *OPTIONAL_SUITES):
            known = ", ".join((*SUITES, *OPTIONAL_SUITES))
            raise Refusal(f"{name} is none of the suites: {known}.")
    with Environment() as env:
        with env.set_up(with_browser=True):
            lean = lean_template(env)
            full = full_template(env, lean)
        env.take_alone("bin/test --peers")
        peers = Peers(env, bare)
        failing = peers.failing([x for x in chosen if x in SUITES], lean)
        more = [x for x in chosen if x in OPTIONAL_SUITES]
        failing |= peers.failing(more, full)
    return told(failing, set(lines_of(LEFT_OUT)), bare)


class Peers:
    """Runs suites, each in a process of its own.

    :param bare: whether without this addon
    """

    def __init__(self, env: Environment, bare: bool):
        self._env = env
        self._bare = bare

    def failing(self, suites: list[str], template: str) -> set[str]:
        """Return the tests that fail, on a copy of a database."""
        if not suites:
            return set()
        env, databases = self._env, self._env.databases
        database = f"test_{env.places.name}_peers"
        env.temporary.append(database)
        if self._bare:
            env.console.step("Copy", databases.copy, template, database)
        else:
            install = databases.install_addon
            env.console.step("Install the addon", install, database, template)
        found: set[str] = set()
        for suite in suites:
            print(f"\n== {suite}", flush=True)
            found |= self._try_again(suite, database, self._run(suite, database))
        return found

    def _try_again(self, suite: str, database: str, once: set[str]) -> set[str]:
        """Return which of the tests fail again that are not known to fail.

        A tour may be too slow for itself on a busy machine.
        """
        addons = self._env.odoo.addons
        new = sorted(once - set(lines_of(LEFT_OUT)))
        files = [test for test in new if (addons / test.split("::")[0]).is_file()]
        if not files:
            return once
        print(f"\n== {suite}, once more", flush=True)
        again = self._run(suite, database, *[addons / test for test in files])
        return (once - set(files)) | again

    def _run(self, suite: str, database: str, *tests: Path) -> set[str]:
        """Return the tests that fail, of a suite or of these."""
        odoo = self._env.odoo
        failing = self._env.places.run / f"peers_{suite}.txt"
        failing.write_text("")
        status = shell.show(
            *(*odoo.python, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *(*ODOO_RULES, "-p", "odoo_failing", f"--rootdir={odoo.addons}"),
            *("--odoo-http", f"--odoo-database={database}", "--tb=short"),
            *("-W", "ignore::DeprecationWarning"),
            *(tests or (odoo.addons / suite / "tests",)),
            cwd=self._env.places.run / "addons",
            env={
                "PYTHONPATH": f"{odoo.root}:{CHECKOUT}/.ci",
                "ODOO_RC": str(odoo.configuration),
                "AFTER_SALES_FAILING": str(failing),
            },
        )
        found = read(failing)
        # It may have ended before any test did.
        if status not in (0, 1) or (status and not found):
            found.add(f"{suite}: pytest ended with {status}")
        return found


def read(file: Path) -> set[str]:
    """Return the lines of a file."""
    return set(file.read_text().splitlines())


def told(failing: set[str], known: set[str], bare: bool) -> int:
    """Tell which tests fail, and return whether that is news."""
    new = failing - known
    for test in sorted(failing):
        print(test if test in new else f"{test} (known)")
    of_which = "without this addon" if bare else "with this addon"
    print(f"{len(failing)} fail {of_which}, {len(new)} of them are not known to.")
    return 1 if new else 0
