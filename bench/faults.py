"""Kills the server in the middle of each capability, and presses again.

``faults.py ODOO.CONF DATABASE SEED KILLS [WORD...]``, in Odoo's Python. A server of its
own serves the database. Each capability is pressed twice undisturbed: what is there
afterwards, how long it takes, and when it is committed. Then the server is killed by
SIGKILL, in turn at a moment drawn from the time before the commit, and from the time
after it, in which mails are sent and the answer is. What is there must be nothing or
all of it; a new server is started, the same is pressed again, and there must be all of
it, once, mails included.
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
from faults_server import DEAD, Browser, Server
from faults_state import PostOffice, Watch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

SHOWN = 12  # differences
INSTANT = 0.02  # seconds, in which nobody can be sure to kill
ABSENT = "absent"
TOO_LATE = "whole and answered"


class Killer(threading.Thread):
    """Waits for its moment, and kills.

    :param kill: what is called then
    :param delay: how many seconds it waits
    :param is_committed: asks whether that is counted from; from its start, if None
    """

    def __init__(self, kill, delay, is_committed=None):
        super().__init__(daemon=True)
        self._kill = kill
        self._delay = delay
        self._is_committed = is_committed
        self._answered = threading.Event()
        self.committed = None  # how many seconds after the start

    def run(self):
        """Kill, at the latest when the answer has come."""
        start = time.monotonic()
        while self._is_committed and not self._answered.is_set():
            if self._is_committed():
                self.committed = time.monotonic() - start
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
        committed = min(looker.committed or taken, taken)
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
            taken, committed = times
            # In turn before the commit and after it.
            for number in range(self._kills):
                after = number % 2 == 1
                most = taken - committed if after else committed
                # What had ended already is drawn again, nearer.
                for nearer in (1, 4, 100):
                    delay = chance.uniform(0, most) / nearer
                    moment = (delay, table if after else "")
                    found, wrong = self._kill(shop, method, moment, before, expected)
                    if wrong:
                        when = "of the commit" if after else "of the press"
                        return f"FAILED, killed within {delay:.3f} s {when}: {wrong}"
                    counts[found] += 1
                    is_late = found == TOO_LATE if after else found != ABSENT
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

    def _kill(self, shop, method, moment, before, expected):
        """Kill the server while it works, press again and judge.

        :param moment: seconds, and the table where the commit is seen from which they
            count; without one they count from the press
        :return: what was there, and what is wrong in the end
        """
        delay, table = moment
        press, watch, mails = self._prepare(shop, method)
        browser = self._login(press)
        question = table and watch.get_question(table)
        killer = Killer(self._server.kill, delay, question)
        killer.start()
        found = ""
        try:
            browser.press(press)
            found = TOO_LATE
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
        return found or "whole", wrong


def choose_table(before, after):
    """Return a table of those in which something comes of a press."""
    changed = [
        x for x in after if after[x] != before.get(x, 0) and x != "mails"
    ] or list(before)
    return min(changed, key=lambda x: ("." in x, x)).partition(".")[0]


def differ(state, expected):
    """Return in what a state differs from what is expected."""
    found = [
        f"{name}: {state.get(name, 0)} not {expected.get(name, 0)}"
        for name in sorted({*state, *expected}, key=lambda x: ("." in x, x))
        if state.get(name, 0) != expected.get(name, 0)
    ]
    return ", ".join(found[:SHOWN] + ["..."] * (len(found) > SHOWN))


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
