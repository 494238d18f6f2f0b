"""What the system must have: packages that only root can install, and room."""

import os
import re
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from . import shell
from .console import Console, Refusal, free_megabytes
from .debian import is_debian, unpack_program
from .places import ADDON

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def check_space(folder: Path, megabytes: int) -> None:
    """Refuse to begin what would fill the disk.

    :raise Refusal: when the folder's disk has less room
    """
    free = free_megabytes(folder)
    if free < megabytes:
        raise Refusal(
            f"The disk is full: {folder} needs {megabytes} MB and has {free} MB; make "
            "room, or choose another folder with XDG_CACHE_HOME."
        )


def browser() -> str | None:
    """Return the browser that Odoo will find."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def try_browser(folder: Path, program: str) -> None:
    """Start the browser once: where it does not start, Odoo only skips the tours."""
    page = shell.run(
        program,
        "--headless",
        "--no-sandbox",
        f"--user-data-dir={folder}/profile",
        "--dump-dom",
        "about:blank",
    )
    if "<html>" not in page:
        raise shell.CommandFailed(page)


def postgres_programs() -> Path | None:
    """Return the folder with the newest PostgreSQL server's programs."""

    def version(folder: Path) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", folder.parent.name)]

    found = [file.parent for file in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=version, default=None)


def speaks_persian() -> bool:
    """Return whether there are letters for Persian, for PDF files and the browser."""
    return bool(shell.output("fc-list", ":lang=fa"))


class SystemPackages:
    """Installs what this machine lacks, and only that.

    :param cache: where programs go that the system's own packages do not offer
    """

    def __init__(self, console: Console, cache: Path):
        self._console = console
        self._cache = cache
        self._missing: list[str] = []
        self._programs: list[str] = []  # perhaps not among the system's packages

    def look(self, *, own_server: bool, own_odoo: bool, with_browser: bool) -> None:
        """Find out what is missing.

        :param own_server: whether PostgreSQL runs here
        :param own_odoo: whether Odoo is there already
        :param with_browser: whether tests need a browser
        """
        for name in ("wkhtmltopdf", "chromium"):  # see unpack_program
            os.environ["PATH"] = f"{self._cache / name}/start:{os.environ['PATH']}"
        if not own_server and not shell.has("psql"):
            self._missing.append("postgresql-client")
        if own_server and not postgres_programs():
            self._missing.append("postgresql")
        if not (find_spec("ensurepip") and find_spec("venv")):
            self._missing.append("python3-venv")
        if not speaks_persian():
            self._missing += ["fontconfig", "fonts-noto-core"]
        if not (is_debian() or os.environ.get("DEBIAN_MIRROR") or own_odoo):
            self._missing += ["python-apt-common", "debian-archive-keyring"]
        if not shell.has("wkhtmltopdf"):
            self._programs.append("wkhtmltopdf")
        if with_browser and not browser():
            self._programs.append("chromium")

    def install(self) -> None:
        """Install what is missing.

        :raise Refusal: when this user cannot
        """
        needed = " ".join(self._missing + self._programs)
        if not needed:
            return
        if not shell.has("apt-get"):
            raise Refusal(
                f"This machine has no apt-get: install {needed} and try again."
            )
        may_install = os.geteuid() == 0 or shell.has("sudo")
        if may_install:
            self._console.step(
                "List of the system's packages",
                shell.as_root,
                "apt-get",
                "-q",
                "update",
            )
        # Debian 13 has no wkhtmltopdf any more, and Ubuntu has Chromium only as a snap.
        offered = [name for name in self._programs if apt_offers(name)]
        names = self._missing + offered
        if names:
            wanted = " ".join(names)
            if not may_install:
                raise Refusal(
                    f"Root or sudo is needed to install {wanted}: ask an administrator "
                    f'for "apt-get install {wanted}", then try again.'
                )
            self._console.step(f"System packages: {wanted}", install_packages, names)
        for name in self._programs:
            if name not in offered:
                self._console.build(
                    self._cache / name, f"{name} of Debian 12", unpack_program, name
                )


def apt_offers(package: str) -> bool:
    """Return whether the system's package lists have a version of a package."""
    policy = shell.output("apt-cache", "policy", package)
    return re.search(r"Candidate: \d", policy) is not None


def install_packages(names: list[str]) -> None:
    """Install packages, without the cluster that Debian's postgresql starts.

    That one is for the whole machine: nobody asked for it.
    """
    conf = f"/etc/postgresql-common/createcluster.d/{ADDON}.conf"
    shell.as_root("mkdir", "-p", os.path.dirname(conf))
    write = 'echo "create_main_cluster = false" >"$1"'
    try:
        shell.as_root("sh", "-c", write, "sh", conf)
        # A former run may have been stopped right here.
        shell.as_root("dpkg", "--configure", "-a")
        shell.as_root(
            *("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"),
            *("-o", "DPkg::Lock::Timeout=300"),
            *("install", "--no-install-recommends", *names),
        )
    finally:
        shell.as_root("rm", "-f", conf)


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number: int = probe.getsockname()[1]
        return number
