"""bin/run: a demo database, served to this machine."""

import hashlib
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from .console import Refusal, tell_help
from .environment import Environment
from .places import ADDON, CHECKOUT, key
from .postgres import sql
from .shell import CommandFailed

# What an update of the database has nothing to do with
NOT_INSTALLED = {"bin", "bench", "doc", "tests"}

HELP = """\
Serve a demo database with this addon on http://localhost:8069, setting up whatever is
missing: on Debian or Ubuntu, with 3 GB, and root or sudo once.

  bin/run

PORT=8070 bin/run takes another port. Ctrl-C stops all of it; the database is kept, and
updated at the next start if the addon changed."""

FIRST_STEPS = """
Open {address} and log in as agent, password agent.
Click Helpdesk > Tickets > All Tickets, open "One of three lamps arrived broken", then \
click Refund.
Other logins, each with its name as the password:
  accountant  posts the agent's credit notes in Invoicing
  technician  visits customers: Project > Tasks > Field Service
  warehouse   receives what comes back, in Inventory
  rosa        the customer, in the portal
  admin       the administrator, who also switches the services on
Ctrl-C stops the server.
Odoo's log: {log}"""


def main(arguments: list[str]) -> int:
    """Serve the demo until Ctrl-C.

    :return: only for who asks for help
    :raise Refusal: when that is not possible, or the server ends by itself
    """
    if arguments:
        return tell_help(HELP, arguments)
    port = chosen_port(os.environ.get("PORT") or "8069")
    address = f"http://localhost:{port}"
    with Environment() as env:
        with env.set_up(with_browser=False):
            env.get_rtlcss()
            database = prepare(env, address)
        log = env.places.run / "odoo.log"
        server = env.server = env.odoo.serve(
            log,
            *("-d", database, f"--db-filter=^{database}$", "--no-database-list"),
            *(f"--http-port={port}", "--max-cron-threads=1"),
        )
        env.console.step("Start Odoo", wait_ready, server, port, log)
        print(FIRST_STEPS.format(address=address, log=log), flush=True)
        server.wait()
        raise env.console.explain("Odoo", end_of(log))


def chosen_port(text: str) -> int:
    """Return the port to serve on.

    :raise Refusal: when there is none of that number to be had
    """
    if not re.fullmatch("[1-9][0-9]{0,4}", text) or int(text) > 65535:
        raise Refusal(f"PORT={text} is no port number; take one like 8070.")
    port = int(text)
    if os.geteuid() and port < 1024:
        raise Refusal(
            f"Port {port} needs root; take one above 1023, like PORT=8070 bin/run."
        )
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise Refusal(
                f"Port {port} is taken; stop what uses it, or choose another: "
                f"PORT={port + 1} bin/run."
            )
    return port


def prepare(env: Environment, address: str) -> str:
    """Return the demo database, made or updated from the addon as it is now.

    The demo data sends mails already: the address they point to has to be known before.

    A database says in its comment which state of the addon it was made from.
    """
    databases = env.databases
    database = database_name(env, "demo")
    state = addon_state(CHECKOUT)

    def update() -> None:
        databases.update(database, "-u", ADDON)
        databases.set_comment(database, state)

    if not databases.exists(database):
        install(env, database, address, state)
        return database
    set_address(database, address)
    if databases.comment(database) != state:
        env.console.step("Update the addon", update)
    return database


def database_name(env: Environment, purpose: str) -> str:
    """Return the name of this checkout's database for a purpose."""
    of_this = key(env.odoo.identity, str(env.odoo.oca))
    return f"{purpose}_{env.places.name}_{of_this}"


def install(env: Environment, database: str, address: str, state: str) -> None:
    """Make a database anew, with the addon and its demo data.

    :param state: what it will say in its comment
    """
    databases = env.databases

    def make(template: str) -> None:
        unfinished = f"{database}.tmp"
        databases.copy(template, unfinished)
        set_address(unfinished, address)
        databases.update(unfinished, "-i", ADDON, "--with-demo")
        databases.set_comment(unfinished, state)
        databases.rename(unfinished, database)

    apps = ("-i", env.depends, "--with-demo", "--load-language=en_US,fa_IR")
    template = databases.template("Demo database of Odoo's own apps", "", *apps)
    env.console.step("Install the addon with its demo data", make, template)


def addon_state(checkout: Path) -> str:
    """Return another text when a file changes that is installed."""
    lines = []
    for file in installed_files(checkout):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        lines.append(f"{content}  ./{file.relative_to(checkout)}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


def installed_files(checkout: Path) -> list[Path]:
    """Return the addon's files, in a fixed order."""

    def below(folder: str) -> Iterator[str]:
        for place, folders, files in os.walk(folder):
            left_out = NOT_INSTALLED if place == folder else set()
            folders[:] = {*folders} - left_out - {"__pycache__"}
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (f"{place}/{name}" for name in files)

    found = map(Path, sorted(below(str(checkout))))
    return [file for file in found if file.is_file() and not file.is_symlink()]


def set_address(database: str, address: str) -> None:
    """Tell a database where it is served, for the links in mails and styles in PDFs.

    An administrator who logs in by another address makes that the one of mails, as
    always in Odoo; the PDF renderer, on this machine, keeps ours.
    """
    values = f"('web.base.url', '{address}'), ('report.url', '{address}')"
    sql(
        database,
        f"INSERT INTO ir_config_parameter (key, value) VALUES {values} "
        "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
    )


def wait_ready(server: "subprocess.Popen[str]", port: int, log: Path) -> None:
    """Wait until a page is served.

    :raise CommandFailed: when the server ends before, or takes too long
    """
    # Not through a proxy that the environment may name
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise CommandFailed(end_of(log))
        try:
            opener.open(f"http://127.0.0.1:{port}/web/login", timeout=60).close()
            return
        except OSError:
            time.sleep(0.2)
    raise CommandFailed("Odoo did not answer within two minutes.")


def end_of(log: Path) -> str:
    """Return the last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-40:])
