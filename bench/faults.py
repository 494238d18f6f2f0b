"""Kills the server in the middle of each capability, and presses again.

``faults.py ODOO.CONF DATABASE SEED KILLS [WORD...]``, in Odoo's Python. A server of its
own serves the database. Each capability is pressed twice undisturbed: what is there
afterwards, and how long it takes. Then the server is killed by SIGKILL at a moment
drawn from that time. What is there must be nothing or all of it; a new server is
started, the same is pressed again, and there must be all of it, once, mails included.
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
import warnings
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import odoo.init  # noqa: F401  (before anything else of Odoo)

# isort: split
import requests
from agents import Http
from faults_state import PostOffice, Watch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

# What a request says that the server did not survive
DEAD = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


class Server:
    """Odoo, in a process of its own."""

    def __init__(self, configuration, database):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        self._command = [
            *(sys.executable, "-m", "odoo", "-c", configuration, "-d", database),
            *("--log-level=warn", f"--http-port={self._port}"),
            *("--max-cron-threads=0", "--http-interface=127.0.0.1"),
        ]
        self._log = Path(configuration).with_name("faults.log")
        self._process = None
        self.address = f"http://127.0.0.1:{self._port}"

    def start(self):
        """Start it, unless it runs."""
        if self._process and self._process.poll() is None:
            return
        with self._log.open("a") as file:
            self._process = subprocess.Popen(self._command, stdout=file, stderr=file)
        opener = build_opener(ProxyHandler({}))  # no proxy
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError("The server ends by itself")
            try:
                opener.open(f"{self.address}/web/login", timeout=60).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The server does not answer")

    def kill(self):
        """Kill it: it cannot do anything about that."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)

    def wait_gone(self, registry):
        """Wait until PostgreSQL has given up what it did for the process."""
        name = f"odoo-{self._process.pid}"
        self._process.wait(60)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with registry.cursor() as cr:
                cr.execute(
                    "SELECT FROM pg_stat_activity WHERE application_name = %s", [name]
                )
                if not cr.rowcount:
                    return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL still works for the server that was killed")


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
                self.call(press.model, press.method, [press.id], context=press.context)
            elif press.json:
                answer = self._post(press.path, press.values)
                return answer.get("error", "")
            else:
                self._session.post(
                    f"{self._address}{press.path}/send",
                    data={"csrf_token": self._csrf},
                    timeout=300,
                ).raise_for_status()
        except DEAD:
            raise
        except Exception as error:  # told, and judged by what is there
            return str(error)
        return ""


class Faults:
    """Tries capabilities, and tells."""

    def __init__(self, configuration, database, seed, kills):
        self._registry = Registry(database)
        self._database = database
        self._server = Server(configuration, database)
        self._seed = seed
        self._kills = kills
        self._post = PostOffice()
        self._failed = []

    def run(self, capabilities, shop):
        """Try them, and return which failed.

        :param dict capabilities: methods of the shop, by name
        """
        with self._registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True})
            env["ir.mail_server"].create(
                {"name": "Here", "smtp_host": "127.0.0.1", "smtp_port": self._post.port}
            )
            for key in ("web.base.url", "report.url"):
                env["ir.config_parameter"].set_param(key, self._server.address)
            shop.set_up(env)
        try:
            for name, method in capabilities.items():
                start = time.monotonic()
                said = self._try(shop, name, method)
                taken = time.monotonic() - start
                print(f"{name}: {said} ({taken:.0f} s)", flush=True)
                if said.startswith("FAILED"):
                    self._failed.append(name)
        finally:
            self._server.kill()
        return self._failed

    def _prepare(self, shop, method):
        watch = Watch(self._registry)
        with self._registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            shop.use(env)
            here = shop()
            here.begin()
            press = method(here)
        self._send_mails()
        return press, watch, len(self._post.mails)

    def _send_mails(self):
        with self._registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["mail.mail"].process_email_queue()

    def _login(self, press):
        self._server.start()
        browser = Browser(self._server.address, self._database, press.login)
        browser.ready(press)
        return browser

    def _get_state(self, watch, mails):
        self._send_mails()
        sent = set(self._post.mails[mails:])
        return {**watch.state(), "mails": len(sent)}

    def _press(self, shop, method):
        """Press undisturbed; return what is there before and after, and the time."""
        press, watch, mails = self._prepare(shop, method)
        browser = self._login(press)
        before = watch.state()
        start = time.monotonic()
        refused = browser.press(press)
        taken = time.monotonic() - start
        if refused:
            raise RuntimeError(refused)
        return before, self._get_state(watch, mails), taken

    def _try(self, shop, name, method):
        # Alone it draws the same as among the others.
        chance = random.Random(f"{self._seed} {name}")
        try:
            _before, expected, cold = self._press(shop, method)
            before, again, warm = self._press(shop, method)
            if again != expected:
                return f"FAILED undisturbed: {differ(again, expected)}"
            if dict(before, mails=0) == expected:
                return "FAILED: nothing comes of it"
            taken, counts = warm, {"absent": 0, "whole": 0, "too late": 0}
            # What had ended already is drawn again, some times.
            for _number in range(3 * self._kills):
                if counts["absent"] + counts["whole"] == self._kills:
                    break
                delay = chance.uniform(0, taken)
                found, wrong = self._kill(shop, method, delay, before, expected)
                if wrong:
                    return f"FAILED, killed after {delay * 1000:.0f} ms: {wrong}"
                counts[found] += 1
                # The next server has done this once, or nothing yet.
                taken = warm if found == "absent" else cold
        except Exception as error:  # told, so that the others are tried
            traceback.print_exc()
            return f"FAILED: {error}"
        if counts["too late"] == sum(counts.values()):
            return "FAILED: no kill came while it worked"
        told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        mails = expected["mails"]
        return f"kills within {warm * 1000:.0f} ms: {told}; {mails} mails"

    def _kill(self, shop, method, delay, before, expected):
        """Kill the server while it works.

        :return: what was there, and what is wrong in the end
        """
        press, watch, mails = self._prepare(shop, method)
        browser = self._login(press)
        timer = threading.Timer(delay, self._server.kill)
        timer.start()
        try:
            browser.press(press)
            found = "too late"
        except DEAD:
            found = ""
        timer.join()
        self._server.wait_gone(self._registry)
        state = watch.state()
        whole = {k: v for k, v in expected.items() if k != "mails"}
        if state == before:
            found = "absent"
        elif state != whole:
            return found or "whole", f"neither nor: {differ(state, whole)}"
        browser = self._login(press)
        refused = browser.press(press)
        again = self._get_state(watch, mails)
        wrong = differ(again, expected) if again != expected else ""
        if wrong and refused:
            wrong = f"{wrong}; {refused}"
        return found or "whole", wrong


def differ(state, expected):
    """Return in what a state differs from what is expected."""
    names = sorted({*state, *expected})
    return ", ".join(
        f"{name}: {state.get(name, 0)} not {expected.get(name, 0)}"
        for name in names
        if state.get(name, 0) != expected.get(name, 0)
    )


def main(configuration, database, seed, kills, *words):
    """Try what has one of the words in its name; all, without words."""
    options = ("-c", configuration, "-d", database, "--no-http")
    config.parse_config([*options, "--log-level=critical"], setup_logging=True)
    warnings.simplefilter("ignore")  # of Odoo's own code
    Registry(database)
    from faults_shop import CAPABILITIES, Shop

    chosen = {
        name: method
        for name, method in CAPABILITIES.items()
        if not words or any(word in name for word in words)
    }
    print(f"AFTER_SALES_SEED={seed}, {kills} kills each", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    status = 1
    try:
        faults = Faults(configuration, database, seed, int(kills))
        status = 1 if faults.run(chosen, Shop) else 0
    except BaseException:  # told; what follows ends us
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)  # threads of Odoo's may sleep


if __name__ == "__main__":
    main(*sys.argv[1:])
