"""Databases: made once as templates, then copied."""

import os
import re
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import shell
from .console import Console
from .odoo import Odoo
from .places import ADDON, CHECKOUT, key
from .postgres import sql
from .shell import CommandFailed

# Python's own warnings about the code of others are not ours to answer. The addon's
# name alone would not tell: the cache folder has it, too.
OURS = f"(addons/{ADDON}|{re.escape(str(CHECKOUT))})/"
MAKE_PAGES = CHECKOUT / ".ci/make_pages.py"
# With the name of a database after it: the copy of that with this addon installed.
INSTALLED = "AFTER_SALES_INSTALLED_"
NOT_OURS = rf"WARNING \S+ py\.warnings: (?!.*{OURS})"


class Databases:
    """The databases of our server, each with its folder of attachments."""

    def __init__(self, odoo: Odoo, console: Console):
        self._odoo = odoo
        self._console = console
        self._filestore = odoo.places.filestore

    def exists(self, name: str) -> bool:
        """Return whether a database is there, attachments and all."""
        found = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
        return (self._filestore / name).is_dir() and bool(sql("postgres", found))

    def drop(self, name: str) -> None:
        """Drop a database, whoever uses it."""
        sql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if (self._filestore / name).exists():
            shutil.rmtree(self._filestore / name)

    def copy(self, source: str, name: str) -> None:
        """Make a database anew, as a copy."""
        self.drop(name)
        sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        folder = self._filestore / name
        shutil.copytree(self._filestore / source, folder, symlinks=True)

    def rename(self, name: str, new_name: str) -> None:
        """Make a database appear complete under its name, or not at all."""
        self.drop(new_name)
        (self._filestore / name).rename(self._filestore / new_name)
        sql("postgres", f'ALTER DATABASE "{name}" RENAME TO "{new_name}"')

    def comment(self, name: str) -> str:
        """Return the comment on a database."""
        comment = "shobj_description(oid, 'pg_database')"
        known = f"SELECT {comment} FROM pg_database WHERE datname = '{name}'"
        return sql("postgres", known)

    def set_comment(self, name: str, comment: str) -> None:
        """Set the comment on a database."""
        sql("postgres", f"COMMENT ON DATABASE \"{name}\" IS '{comment}'")

    def template(self, what: str, source: str, *arguments: str) -> str:
        """Return the name of a database that is made only once.

        :param what: how the step is called
        :param source: the database it starts from; a new one if empty
        :param arguments: what Odoo is started with to make it
        """
        odoo = self._odoo
        made_of = (str(odoo.places.cache), odoo.identity, str(odoo.oca), source)
        name = f"tmpl_{key(*made_of, *arguments)}"
        if not self.exists(name):
            self._console.step(what, self._make, name, source, arguments)
        return name

    def _make(self, name: str, source: str, arguments: tuple[str, ...]) -> None:
        unfinished = f"{name}.tmp"
        self.drop(unfinished)
        if source:
            self.copy(source, unfinished)
        log = self.update(unfinished, *arguments)
        if "invalid module names" in log:
            lines = [line for line in log.split("\n") if "invalid module names" in line]
            raise CommandFailed("\n".join(lines))
        self.rename(unfinished, name)

    def update(self, name: str, *arguments: str) -> str:
        """Have Odoo install or update modules, and return what it logs."""
        once = ("--no-http", "--stop-after-init")
        return self._odoo.run("-d", name, *arguments, *once)

    def install_addon(self, name: str, source: str) -> None:
        """Make a copy with this addon installed; of one that was made already, if any.

        :raise CommandFailed: when installing does not go without a warning
        """
        if installed := os.environ.get(INSTALLED + source):
            self.copy(installed, name)
        else:
            self.install_anew(name, source)
            self._make_pages(name)

    def install_anew(self, name: str, source: str) -> None:
        """Make a copy and install this addon in it.

        :raise CommandFailed: when that does not go without a warning
        """
        self.copy(source, name)
        log = self._odoo.places.run / f"{name}.log"
        log.write_text(self.update(name, "-i", ADDON))
        check_log(self._odoo, log)

    def _make_pages(self, name: str) -> None:
        odoo = self._odoo
        shell.run(*odoo.python, MAKE_PAGES, odoo.configuration, name)

    def install_once(self, names: Mapping[str, str]) -> None:
        """Make copies with this addon installed, which are copied from then on.

        :param names: of the copies, by the database that they are made from
        :raise CommandFailed: when that does not go without a warning
        """
        with ThreadPoolExecutor() as pool:
            list(pool.map(self.install_addon, names.values(), names))
        for source, name in names.items():
            os.environ[INSTALLED + source] = name


def check_log(odoo: Odoo, log: Path) -> None:
    """Check that Odoo's log has no warning or error.

    :raise CommandFailed: with those it has
    """
    checklog = ("-m", "checklog_odoo", "--ignore", NOT_OURS, "--no-echo")
    shell.run(odoo.python[0], *checklog, log)
