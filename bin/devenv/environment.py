"""All of it together, as the commands need it."""

import ast
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from . import odoo as odoo_parts
from . import shell
from .console import Console, Refusal
from .databases import Databases
from .machine import SystemPackages, browser, check_space, try_browser
from .odoo import Odoo
from .places import (
    ADDON,
    AXE,
    CHECKOUT,
    DEBS,
    NODE,
    RTLCSS,
    SELFIE,
    Places,
    key,
    requirements,
)
from .postgres import Cluster, use_other_server
from .shell import CommandFailed, Lock


class Environment:
    """A real Odoo 19 with its databases; leaving it cleans up."""

    odoo: Odoo
    databases: Databases

    def __init__(self) -> None:
        self.places = Places.of(os.environ)
        self.console = Console(self.places.cache)
        self.temporary: list[str] = []  # databases to drop at the end
        self.server: subprocess.Popen[str] | None = None
        self._cluster: Cluster | None = None

    def __enter__(self) -> "Environment":
        os.environ["LC_ALL"] = "C.UTF-8"  # we read what other programs say
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.server:
            self.server.terminate()
            self.server.wait()
        for name in self.temporary:
            with contextlib.suppress(CommandFailed, OSError):
                self.databases.drop(name)
        if self._cluster:
            self._cluster.stop()

    @property
    def venv(self) -> Path:
        """The Python environment of Odoo, the tests and the linters."""
        version = f"Python {sys.version}"
        text = requirements("requirements.txt", "requirements-test.txt")
        return self.places.cache / f"venv-{key(version, text)}"

    @property
    def depends(self) -> str:
        """The modules that this addon needs."""
        manifest = ast.literal_eval((CHECKOUT / "__manifest__.py").read_text())
        return ",".join(manifest["depends"])

    @contextlib.contextmanager
    def set_up(self, *, with_browser: bool) -> Iterator[None]:
        """Make whatever is missing.

        The block under it makes databases, while nobody else makes any.

        :raise Refusal: when that is not possible, with what to do about it
        """
        self.get_programs(with_browser=with_browser)
        with self.making_databases():
            yield

    @contextlib.contextmanager
    def making_databases(self) -> Iterator[None]:
        """Let nobody else make databases while the block does."""
        lock = Lock(self.places.cache / "databases.lock")
        lock.take("Another run is making databases; waiting for it.")
        yield
        lock.release()

    def get_programs(self, *, with_browser: bool) -> None:
        """Get whatever is missing but for databases, and start the server of these.

        :raise Refusal: when that is not possible, with what to do about it
        """
        cache = self.places.cache
        try:
            self.places.run.mkdir(parents=True, exist_ok=True)
            lock = Lock(cache / "lock")
        except OSError as error:
            raise Refusal(
                f"The cache folder {cache} cannot be made; choose another with "
                "XDG_CACHE_HOME."
            ) from error
        lock.take("Another run is setting up; waiting for it.")
        self._get_programs(with_browser)
        lock.release()

    def take_alone(self, name: str) -> None:
        """Let nobody else do the same in this checkout until this program ends.

        Its databases have the same names.

        :param name: of what is done, by its command
        """
        busy = f"Another {name} is running in this checkout; waiting for it."
        Lock(self.places.run / f"{key(name)}.lock").take(busy)

    def _get_programs(self, with_browser: bool) -> None:
        cache, build = self.places.cache, self.console.build
        chosen = odoo_parts.chosen_odoo()
        folder = chosen or cache / f"odoo-{key(*DEBS, SELFIE)}"
        own_odoo = shell.is_done(folder)
        other_server = bool(os.environ.get("PGHOST") or os.environ.get("PGPORT"))
        check_space(cache, 500 if own_odoo else 3000)
        packages = SystemPackages(self.console, cache)
        packages.look(
            own_server=not other_server, own_odoo=own_odoo, with_browser=with_browser
        )
        packages.install()
        if with_browser:
            self._try_browser()

        venv = self.venv
        build(venv, "Python packages", odoo_parts.get_venv)
        oca = cache / f"oca-{key(requirements('requirements-oca.txt'))}"
        build(oca, "OCA's helpdesk addons", odoo_parts.get_oca, venv)
        if chosen:
            identity, root = odoo_parts.odoo_of(chosen), chosen
        else:
            build(folder, "Odoo 19 (130 MB)", odoo_parts.get_odoo, venv)
            identity, root = str(folder), folder / "usr/lib/python3/dist-packages"
        os.environ["PYTHONPATH"] = str(root)
        # Nothing is written to the checkout.
        os.environ["PYTHONPYCACHEPREFIX"] = f"{cache}/pycache"
        self.odoo = Odoo(identity, root, (venv / "bin/python",), self.places, oca)
        self.databases = Databases(self.odoo, self.console)
        self._link_addon()
        self.odoo.configure()
        if other_server:
            use_other_server()
        else:
            self._cluster = Cluster(cache, self.console)
            self._cluster.start()

    def _try_browser(self) -> None:
        program = browser()
        assert program, "SystemPackages installs one"
        tried = key(f"{program} {int(os.stat(program).st_mtime)}")
        folder = self.places.cache / f"browser-{tried}"
        self.console.build(folder, "Browser", try_browser, program)

    def _link_addon(self) -> None:
        """Odoo and pytest want the addon in a folder of its name, whatever ours is."""
        link = self.places.run / "addons" / ADDON
        link.parent.mkdir(exist_ok=True)
        if not link.is_symlink() or Path(os.readlink(link)) != CHECKOUT:
            link.unlink(missing_ok=True)
            link.symlink_to(CHECKOUT)

    def get_axe(self) -> None:
        """Let the browser's tests find what keeps people from using a page."""
        folder = self.places.cache / f"axe-{key(AXE)}"
        self.console.build(folder, "axe", odoo_parts.get_axe, self.venv)
        os.environ["AFTER_SALES_AXE"] = f"{folder}/axe.min.js"

    def get_rtlcss(self) -> None:
        """Let Odoo mirror its pages for Persian."""
        folder = self.places.cache / f"rtlcss-{key(RTLCSS, NODE)}"
        self.console.build(
            folder, "Styles for Persian", odoo_parts.get_rtlcss, self.venv
        )
        os.environ["PATH"] = f"{folder}/start:{os.environ['PATH']}"
