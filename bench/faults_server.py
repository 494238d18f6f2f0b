"""A server that can be killed, and the user at their browser.

``faults_server.py ODOO.CONF DATABASE PORT`` loads Odoo and the database's registry
once. For each line that it reads it forks a process that serves, as Odoo's own
``--workers`` does, and tells its id; then, that it has gone. So the next server is
there at once, with nothing of what the one before had in memory.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import odoo.init  # noqa: F401  (before anything else of Odoo)

# isort: split
import requests
from agents import Http

from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config

# What a request says that the server did not survive
DEAD = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


class Server:
    """Odoo, in a process of its own."""

    def __init__(self, configuration, database):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        self._command = [sys.executable, __file__, configuration, database]
        self._command.append(str(self._port))
        self._log = Path(configuration).with_name("faults.log")
        self._parent = None
        self._id = 0  # of the process that serves
        self.address = f"http://127.0.0.1:{self._port}"

    def start(self):
        """Start it, unless it runs."""
        if self._id:
            return
        if not self._parent:
            with self._log.open("a") as file:
                self._parent = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=file,
                    text=True,
                )
        self._parent.stdin.write("serve\n")
        self._parent.stdin.flush()
        self._id = int(self._parent.stdout.readline() or 0)
        opener = build_opener(ProxyHandler({}))  # no proxy
        end = time.monotonic() + 120
        while time.monotonic() < end and self._id:
            try:
                opener.open(f"{self.address}/web/login", timeout=60).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"The server does not answer; see {self._log}")

    def kill(self):
        """Kill it: it cannot do anything about that."""
        if self._id:
            os.kill(self._id, signal.SIGKILL)

    def wait_gone(self, registry):
        """Wait until PostgreSQL has given up what it did for the process."""
        name = f"odoo-{self._id}"
        self._parent.stdout.readline()
        self._id = 0
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with registry.cursor() as cr:
                cr.execute(
                    "SELECT FROM pg_stat_activity WHERE application_name = %s", [name]
                )
                if not cr.rowcount:
                    return
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL still works for the server that was killed")

    def close(self):
        """End all of it."""
        self.kill()
        if self._parent:
            self._parent.stdin.close()
            self._parent.wait(60)


class Browser(Http):
    """A user at their browser, up to the press."""

    def ready(self, press):
        """Open what the press is on."""
        self._csrf = ""
        if press.path and not press.json:
            page = self._session.get(self._address + press.path, timeout=300).text
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            self._csrf = token.group(1) if token else ""

    def press(self, press):
        """Press, and return what Odoo refuses, if anything."""
        try:
            if press.model:
                ids = [press.id]
                self.call(
                    *(press.model, press.method, ids, *press.args),
                    context=press.context,
                )
            elif press.json:
                answer = self._post(press.path, press.values)
                return answer.get("error", "")
            else:
                self._session.post(
                    f"{self._address}{press.to or press.path}",
                    data={"csrf_token": self._csrf, **press.values},
                    timeout=300,
                ).raise_for_status()
        except DEAD:
            raise
        except Exception as error:  # told, and judged by what is there
            return str(error)
        return ""


def main(configuration, database, port):
    """Serve, in a process of its own, as often as standard input asks."""
    config.parse_config(
        [
            *("-c", configuration, "-d", database, "--log-level=warn"),
            *(f"--http-port={port}", "--http-interface=127.0.0.1"),
            "--max-cron-threads=0",
        ],
        setup_logging=True,
    )
    server.load_server_wide_modules()
    Registry(database)
    for _line in sys.stdin:
        # A process cannot use the connections of another one.
        sql_db.close_all()
        child = os.fork()
        if not child:
            os._exit(server.start(preload=[]) or 0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
