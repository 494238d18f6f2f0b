"""Measures works on one database, as it is told: the command line of bin/bench asks.

Runs in Odoo's Python. Each line of standard input is a request, each line of standard
output the answer, both JSON. Whatever is measured is rolled back.
"""

import gc
import json
import sys
import time
import traceback

import agents_plan
import works  # noqa: F401
from client import Client
from registry import WORKS

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import call_kw
from odoo.tools import config

# After so long one statement is given up: nobody waits for it.
PATIENCE = "60s"


class Desk:
    """A database with its users.

    :param cr: a cursor of its own, which is rolled back
    """

    def __init__(self, cr):
        self.cr = cr

    @property
    def env(self):
        """The superuser's environment, to make ready what is measured."""
        return api.Environment(self.cr, SUPERUSER_ID, {})

    @property
    def has_addon(self):
        """Whether this database has the addon."""
        return "helpdesk_ticket_id" in self.env["account.move"]._fields

    def id(self, name):
        """Return the id of a record that the loader of databases named."""
        return self.record(name).id

    def record(self, name):
        """Return a record that the loader of databases named."""
        return self.env.ref(f"bench.{name}")

    def login(self, name):
        """Return a client of a named user; of the superuser if None."""
        return InProcess(self.cr, self.id(name) if name else SUPERUSER_ID)


class InProcess(Client):
    """A user whose requests go to Odoo's methods directly."""

    def __init__(self, cr, uid):
        self.cr = cr
        self.uid = uid
        user = api.Environment(cr, SUPERUSER_ID, {})["res.users"].browse(uid)
        self.context = {
            "lang": user.lang or "en_US",
            "tz": user.tz or False,
            "uid": uid,
            "allowed_company_ids": user.company_id.ids,
        }

    def call(self, model, method, *args, context=None, **kwargs):
        """Call a public method as a request of its own, which remembers nothing."""
        forget(self.cr)
        env = api.Environment(self.cr, self.uid, {})
        kwargs["context"] = {**self.context, **(context or {})}
        result = call_kw(env[model], method, list(args), kwargs)
        self.cr.flush()  # what the end of a request does
        return result


def forget(cr):
    """Empty the caches that last as long as a transaction."""
    cr.flush()
    cr.transaction = None
    cr.cache.clear()


def measure(registry, name, side):
    """Do a work once.

    :param str side: "ours" or "anchor"
    :return: milliseconds and queries
    """
    work = WORKS[name]
    with registry.cursor() as cr:
        try:
            cr.execute("SET LOCAL statement_timeout = %s", [PATIENCE])
            desk = Desk(cr)
            click = getattr(work, side)(desk, *work.case)
            forget(cr)
            gc.collect()
            queries, start = cr.sql_log_count, time.perf_counter()
            click()
            cr.flush()
            taken = time.perf_counter() - start
            return {"ms": taken * 1000, "queries": cr.sql_log_count - queries}
        finally:
            cr.rollback()


def answer(registry, request):
    """Return the answer to a request of the command line."""
    if "plan" in request:
        with registry.cursor() as cr:
            plan = agents_plan.prepare(Desk(cr), request["plan"], request["seconds"])
            cr.commit()
            return plan
    if "work" in request:
        return measure(registry, request["work"], request["side"])
    return {"works": [work.describe() for work in WORKS.values()]}


def main(arguments):
    """Answer until standard input ends."""
    config.parse_config(arguments, setup_logging=True)
    registry = Registry(config["db_name"][0])
    for line in sys.stdin:
        try:
            said = answer(registry, json.loads(line))
        except Exception as error:  # told, so that the other works are measured
            traceback.print_exc()
            said = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
