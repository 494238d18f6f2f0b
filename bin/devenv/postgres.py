"""The PostgreSQL server that holds our databases."""

import contextlib
import os
import shutil
from pathlib import Path

from . import shell
from .console import Console, Refusal
from .machine import postgres_programs
from .places import ADDON, key
from .shell import CommandFailed, Lock


def sql(database: str, query: str) -> str:
    """Return the rows of a query, on the server that libpq's variables name.

    :raise CommandFailed: when the server refuses
    """
    options = ("-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", query)
    with_options = "PGOPTIONS=-c client_min_messages=warning"
    return shell.run("env", with_options, "psql", *options).rstrip("\n")


def use_other_server() -> None:
    """Check the server of PGHOST and PGPORT.

    :raise Refusal: when it is of no use to us
    """
    os.environ["PGDATABASE"] = "postgres"
    may_create = "rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        welcome = sql("postgres", f"SELECT {may_create}") == "t"
    except CommandFailed:
        welcome = False
    if not welcome:
        raise Refusal(
            "The PostgreSQL server of PGHOST/PGPORT does not let this user in, or not "
            "create databases; set PGUSER and PGPASSWORD."
        )
    if sql("postgres", "SELECT current_user") == "postgres":
        raise Refusal(
            "Odoo refuses the database user postgres; set PGUSER to another one that "
            "may create databases."
        )


class Cluster:
    """A private server on a unix socket, shared by all who use the cache.

    :param cache: the cache folder, which its marker and lock are in
    """

    def __init__(self, cache: Path, console: Console):
        programs = postgres_programs()
        if not programs:
            raise Refusal("PostgreSQL's server is not installed; install postgresql.")
        self._programs = programs
        self._version = programs.parent.name
        self._console = console
        self._marker = cache / f"cluster-{self._version}"
        self._users: Lock | None = None
        self._as_owner: tuple[str, ...] = ()
        self.folder = cache / f"postgresql-{self._version}"
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root; its user may not enter root's folders.
            ids = ("--reuid=postgres", "--regid=postgres", "--init-groups")
            self._as_owner = ("setpriv", *ids)
            if not shell.succeeds(*self._as_owner, "test", "-x", cache):
                base = Path(f"/var/cache/{ADDON}-{key(str(cache))}")
                self.folder = base / self.folder.name
        self._socket = self.folder
        if len(str(self.folder)) > 90:  # a socket's path has at most 107 letters
            name = f"{ADDON}-{os.geteuid()}-{key(str(self.folder))}"
            self._socket = Path("/tmp") / name

    def start(self) -> None:
        """Start it unless it runs, and point libpq's variables to it."""
        os.environ.update(
            PGDATABASE="postgres",
            PGHOST=str(self._socket),
            PGPORT="5432",
            PGUSER="odoo",
        )
        if self._socket != self.folder:
            self._socket.mkdir(exist_ok=True)
        self._console.folders.append(self.folder)
        what = f"PostgreSQL {self._version}"
        self._console.build(self._marker, f"{what} cluster", self._make)
        # Everyone who uses the cluster has a share in this lock; see stop.
        self._users = Lock(self._marker / "users")
        self._users.share()
        if not self._runs():
            log = self.folder / "log"
            start = ("-w", "-s", "-l", log, "start")
            self._console.step(what, self._control, "pg_ctl", *start)

    def stop(self) -> None:
        """Stop it, if nobody else uses it."""
        if self._users:
            if self._users.try_alone():
                with contextlib.suppress(CommandFailed):
                    self._control("pg_ctl", "-s", "-m", "fast", "stop")
            self._users.release()

    def _control(self, program: str, *arguments: str | Path) -> str:
        """Run one of its programs as its owner, without our locks: it outlives us."""
        data = f"PGDATA={self.folder}/data"
        owner = (*self._as_owner, "env", data)
        file = self._programs / program
        return shell.run(*owner, file, *arguments, cwd="/", keep_locks=False)

    def _runs(self) -> bool:
        try:
            self._control("pg_ctl", "status")
        except CommandFailed:
            return False
        return True

    def _make(self, _marker: Path) -> None:
        if self._runs():  # somebody deleted its cache
            self._control("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for folder in {self.folder, self._socket}:
            folder.chmod(0o700)  # anybody who reaches the socket is let in
            if self._as_owner:
                shutil.chown(folder, "postgres", "postgres")
        who = ("-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self._control("initdb", *who, "--no-sync")
        # Fast rather than safe: whatever is in here can be made again.
        with (self.folder / "data/postgresql.conf").open("a") as conf:
            conf.write(
                f"""\
listen_addresses = ''
unix_socket_directories = '{self._socket}'
shared_buffers = 256MB
max_wal_size = 1GB
max_connections = 200
max_parallel_workers_per_gather = 0
fsync = off
synchronous_commit = off
full_page_writes = off
"""
            )
