"""bin/test --wheel: the package that pip installs, in a Python that has only Odoo.

As somebody with an Odoo of their own has it: the wheel is built from a clean copy of
this checkout and installed beside Odoo into a new virtual environment, with what it
depends on. A database is made with it, and an agent refunds from a ticket.
"""

import os
import shutil
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

from . import shell
from .console import Refusal, tell_help
from .databases import Databases
from .environment import Environment
from .odoo import Odoo, pip
from .places import ADDON, BIN, CHECKOUT, Places
from .shell import CommandFailed
from .testing import lean_template

HELP = """\
Build the wheel that pip installs, install it beside Odoo, and refund with it.

  bin/test --wheel"""
PROGRAM = CHECKOUT / ".ci/wheel_refund.py"
# Of the checkout, what is for those who develop; names with a dot in front are, too.
FOR_DEVELOPERS = {
    *("bench", "bin", "doc"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"),
    *("compose.yaml", "eslint.config.cjs", "prettier.config.cjs", "pyproject.toml"),
}
# Odoo 19 is not on PyPI; pip asks whether it is there.
ODOO_METADATA = "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n"


class InstalledOdoo(Odoo):
    """The same Odoo, which finds further addons only where pip puts them."""

    @property
    def addons_path(self) -> list[Path]:
        """The folders with Odoo's own addons."""
        return super().addons_path[:-2]


def main(arguments: list[str]) -> int:
    """Build the wheel, install it and use it.

    :raise Refusal: when any of that fails
    """
    if arguments:
        return tell_help(HELP, arguments)
    with Environment() as env, tempfile.TemporaryDirectory() as folder:
        with env.set_up(with_browser=False):
            template = lean_template(env)
        env.take_alone("bin/test --wheel")
        step, place = env.console.step, Path(folder)
        wheel = step("Build the wheel", build, env.venv, place)
        check_content(wheel)
        venv = place / "venv"
        step("New Python environment beside Odoo", make_venv, env, venv)
        # From here on Odoo's Python packages are where the new environment says.
        os.environ.pop("PYTHONPATH")
        wanted = ("-c", f"{BIN}/requirements-oca.txt", str(wheel))
        step("Install the wheel", pip, venv, *wanted)
        use(env, venv, Places(env.places.cache, place), template)
    print("The wheel can be installed and used.")
    return 0


def build(venv: Path, folder: Path) -> Path:
    """Return the wheel, built from what git knows of this checkout.

    :raise CommandFailed: when it cannot be built
    """
    copy = folder / "checkout"
    shutil.copytree(CHECKOUT, copy, symlinks=True)
    if (copy / ".git").exists():
        shell.run("git", "clean", "-dffqx", cwd=copy)
    wheels = folder / "wheels"
    shell.run(
        *(venv / "bin/python", "-m", "pip", "wheel", "-q", "--no-deps"),
        *("-w", wheels, copy),
        cwd=folder,
    )
    return next(wheels.glob("*.whl"))


def check_content(wheel: Path) -> None:
    """Check that the wheel has what belongs to the addon, and nothing else.

    :raise Refusal: when it does not
    """
    place = f"odoo/addons/{ADDON}/"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    elsewhere = [n for n in names if not n.startswith(place) and ".dist-info/" not in n]
    has = {n.removeprefix(place).split("/")[0] for n in names if n.startswith(place)}
    if wrong := wrong_content(has, checkout_names(CHECKOUT)):
        raise Refusal(f"{wheel.name}: {wrong}; see pyproject.toml.")
    if elsewhere:
        raise Refusal(f"{wheel.name} has files outside of the addon: {elsewhere[:5]}.")


def checkout_names(checkout: Path) -> set[str]:
    """Return what lies at the top of a checkout, as far as git knows it."""
    tracked = shell.output("git", "-C", checkout, "ls-files", "-z").split("\0")
    files = [name for name in tracked if name] or os.listdir(checkout)
    return {name.split("/")[0] for name in files}


def wrong_content(has: set[str], names: set[str]) -> str:
    """Return what is wrong with a wheel, if anything.

    :param has: what lies at the top of the addon in it
    :param names: what lies at the top of the checkout
    """
    ours = {name for name in names if name[0] != "."} - FOR_DEVELOPERS - {"__pycache__"}
    if too_much := has - ours:
        return f"it has {', '.join(sorted(too_much))}, which is for developers"
    if missing := ours - has:
        return f"it lacks {', '.join(sorted(missing))}"
    return ""


def site_packages(venv: Path) -> Path:
    """Return the folder with the packages of a Python environment.

    That of the scheme all environments have: Debian's own Python names another.
    """
    base = {"base": str(venv), "platbase": str(venv)}
    return Path(sysconfig.get_path("purelib", "posix_prefix", vars=base))


def make_venv(env: Environment, venv: Path) -> None:
    """Make a Python environment that has Odoo and its packages, and nothing more."""
    shell.run(sys.executable, "-m", "venv", venv)
    packages, site = site_packages(env.venv), site_packages(venv)
    (site / "odoo.pth").write_text(f"{env.odoo.root}\n{packages}\n")
    metadata = site / "odoo-19.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(ODOO_METADATA)


def use(env: Environment, venv: Path, places: Places, template: str) -> None:
    """Make a database with the addon as it was installed, and refund in it.

    :raise Refusal: when that fails
    """
    known = env.odoo
    python = (venv / "bin/python",)
    odoo = InstalledOdoo(known.identity, known.root, python, places, known.oca)
    odoo.configure()
    database = f"test_{env.places.name}_wheel"
    env.temporary.append(database)
    databases, step = Databases(odoo, env.console), env.console.step
    # Not a copy: it is the wheel that is tried.
    step("Install the addon", databases.install_anew, database, template)
    step("A refund", refund, odoo, database)


def refund(odoo: Odoo, database: str) -> str:
    """Refund from a ticket as an agent.

    :raise CommandFailed: when that fails
    """
    said = shell.run(
        *(*odoo.python, PROGRAM, odoo.configuration, database), cwd=odoo.places.run
    )
    if "REFUNDED" not in said:
        raise CommandFailed(said)
    return said
