"""Kills the server in the middle of each capability, and presses again.

``faults.py ODOO.CONF DATABASE SEED KILLS [WORD...]``, in Odoo's Python. A server of its
own serves the database. Each capability is pressed twice undisturbed: what is there
afterwards, how long it takes, and when it is committed. Then the server is killed by
SIGKILL, in turn at a moment drawn from the time before the commit, and from the time
after it; and once when its first mail has just gone out. What is there must be nothing
or all of it; a new server is started, the same is pressed again, and there must be all
of it, once, mails included.
"""

import os
import random
import signal
import sys
import threading
import time
import traceback
import warnings
from collections import Counter

import odoo.init  # noqa: F401  (before anything else of Odoo)

# isort: split
from faults_cases import CASES
from faults_post import PostOffice
from faults_server import DEAD, Browser, Server
from faults_state import Watch, choose_table, differ

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

INSTANT = 0.02  # seconds, in which nobody can be sure to kill
ABSENT = "absent"
WHOLE = "whole"
ANSWERED = "whole and answered"
# From what the moment of a kill counts
PRESS, COMMIT, MAIL = "the press", "the commit", "the first mail"


class Killer(threading.Thread):
    """Waits for its moment, and kills.

    :param kill: what is called then
    :param delay: how many seconds it waits
    :param has_begun: asks whether to count now; from the start, without
    """

    def __init__(self, kill, delay, has_begun=None):
        super().__init__(daemon=True)
        self._kill = kill
        self._delay = delay
        self._has_begun = has_begun
        self._answered = threading.Event()
        self.begun = None  # how many seconds after the start

    def run(self):
        """Kill, at the latest when the answer has come."""
        start = time.monotonic()
        while self._has_begun and not self._answered.is_set():
            if self._has_begun():
                self.begun = time.monotonic() - start
                break
            time.sleep(0.002)
        self._answered.wait(self._delay)
        self._kill()

    def end(self):
        """Wait no longer: the answer is there, or none will come."""
        self._answered.set()
        self.join()


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
        self.counts = Counter()  # what the kills have found

    def run(self, names, shop):
        """Try cases, and return which failed.

        :param names: of cases
        :param shop: the class that has a method for each
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
            for name in names:
                start = time.monotonic()
                said = self._try(shop, name, getattr(shop, CASES[name][0]))
                taken = time.monotonic() - start
                print(f"{name}: {said} ({taken:.0f} s)", flush=True)
                if said.startswith("FAILED"):
                    self._failed.append(name)
        finally:
            self._server.close()
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

    def _get_state(self, watch, mails, in_flight=()):
        """Return what is there once all mails are sent.

        :param mails: how many there were before
        :param in_flight: what a server was just sending when it was killed. No server
            can know whether that went out; it goes once more, as the same message.
        """
        self._send_mails()
        sent = Counter(self._post.mails[mails:])
        count = sum(n - (n == 2 and mail in in_flight) for mail, n in sent.items())
        return {**watch.state(), "mails": count}

    def _get_in_flight(self, mails):
        with self._registry.cursor() as cr:
            cr.execute(
                "SELECT message_id FROM mail_mail "
                "JOIN mail_message ON mail_message.id = mail_message_id "
                "WHERE state = 'outgoing'"
            )
            waiting = {id_ for (id_,) in cr.fetchall()}
        return {mail for mail in self._post.mails[mails:] if mail[0] in waiting}

    def _press(self, shop, method, table=""):
        """Press undisturbed.

        :param table: where something comes of it, if that is known
        :return: what is there before and after, the time it takes, and the commit's
        """
        press, watch, mails = self._prepare(shop, method)
        browser = self._login(press)
        before = watch.state()
        looker = Killer(bool, 0, table and watch.get_question(table))
        looker.start()
        start = time.monotonic()
        refused = browser.press(press)
        taken = time.monotonic() - start
        looker.end()
        if refused:
            raise RuntimeError(refused)
        committed = min(looker.begun or taken, taken)
        return before, self._get_state(watch, mails), (taken, committed)

    def _try(self, shop, name, method):
        # Alone it draws the same as among the others.
        chance = random.Random(f"{self._seed} {name}")
        counts = Counter()
        try:
            before, expected, _times = self._press(shop, method)
            if dict(before, mails=0) == expected:
                return "FAILED: nothing comes of it"
            table = choose_table(before, expected)
            before, again, times = self._press(shop, method, table)
            if again != expected:
                return f"FAILED undisturbed: {differ(again, expected)}"
            for kind, most in self._draw_kinds(*times, expected["mails"]):
                # What had ended already is drawn again, nearer.
                for nearer in (1, 4, 100):
                    moment = (kind, chance.uniform(0, most) / nearer, table)
                    found, wrong = self._kill(shop, method, moment, before, expected)
                    if wrong:
                        return f"FAILED, killed {moment[1]:.3f} s after {kind}: {wrong}"
                    counts[found] += 1
                    is_late = found == ANSWERED or (kind == PRESS and found == WHOLE)
                    if not is_late or most < INSTANT:
                        break
        except Exception as error:  # told, so that the others are tried
            traceback.print_exc()
            return f"FAILED: {error}"
        self.counts.update(counts)
        told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
        taken, committed = (f"{1000 * x:.0f}" for x in times)
        mails = expected["mails"]
        return f"{taken} ms, commit after {committed}: {told}; {mails} mails"

    def _draw_kinds(self, taken, committed, mails):
        """Return from what the kills count, and how many seconds they have.

        In turn from the press up to the commit, and from there to the answer; once
        more when the first mail has gone out.
        """
        kinds = ((PRESS, committed), (COMMIT, taken - committed))
        drawn = [kinds[number % 2] for number in range(self._kills)]
        return drawn + [(MAIL, 0)] * bool(mails)

    def _kill(self, shop, method, moment, before, expected):
        """Kill the server while it works, press again and judge.

        :param moment: from what it counts, how many seconds, and the table where the
            commit is seen
        :return: what was there, and what is wrong in the end
        """
        kind, delay, table = moment
        press, watch, mails = self._prepare(shop, method)
        browser = self._login(press)
        questions = {
            COMMIT: watch.get_question(table),
            MAIL: lambda: len(self._post.mails) > mails,
        }
        killer = Killer(self._server.kill, delay, questions.get(kind))
        killer.start()
        found = ""
        try:
            browser.press(press)
            found = ANSWERED
        except DEAD:
            pass
        killer.end()
        self._server.wait_gone(self._registry)
        in_flight = self._get_in_flight(mails)
        state = watch.state()
        whole = {k: v for k, v in expected.items() if k != "mails"}
        if state == before:
            found = ABSENT
        elif state != whole:
            return found, f"neither nor: {differ(state, whole)}"
        browser = self._login(press)
        refused = browser.press(press)
        again = self._get_state(watch, mails, in_flight)
        wrong = differ(again, expected) if again != expected else ""
        if wrong and refused:
            wrong = f"{wrong}; {refused}"
        if in_flight:
            self.counts["killed while it sent a mail"] += 1
        return found or WHOLE, wrong


def main(configuration, database, seed, kills, *words):
    """Try what has one of the words in its name; all, without words."""
    options = ("-c", configuration, "-d", database, "--no-http")
    config.parse_config([*options, "--log-level=critical"], setup_logging=True)
    warnings.simplefilter("ignore")  # of Odoo's own code
    Registry(database)
    from faults_shop import Shop

    chosen = [x for x in CASES if not words or any(word in x for word in words)]
    print(f"AFTER_SALES_SEED={seed}, {kills} kills each", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    status = 1
    try:
        faults = Faults(configuration, database, seed, int(kills))
        status = 1 if faults.run(chosen, Shop) else 0
        for found, count in faults.counts.items():
            print(f"{count} {found}")
    except BaseException:  # told; what follows ends us
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)  # threads of Odoo's may sleep


if __name__ == "__main__":
    main(*sys.argv[1:])
