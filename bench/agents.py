"""Many agents at once, each with a session of his own over HTTP.

Runs in Odoo's Python, for the packages it has. Reads on standard input where the server
is and what each agent does (see agents_plan.py), and prints what they got done.
"""

import json
import statistics
import sys
import threading
import time
from collections import defaultdict

import clicks
import requests
from client import Client

INVOICE = {
    name: {"fields": {"display_name": {}}} if name == "partner_id" else {}
    for name in ("name", "partner_id", "invoice_date", "amount_total", "state")
}


class Refused(Exception):
    """Odoo answered with an error."""


class Http(Client):
    """A user whose requests go over HTTP; his browser keeps the views it has seen."""

    def __init__(self, address, database, login):
        self._address = address
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy
        self._views = {}
        self.context = {}
        answer = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": login},
        )
        self.uid = answer["uid"]
        self.context = answer["user_context"]

    def call(self, model, method, *args, context=None, **kwargs):
        """Send a request as the browser does."""
        context = {**self.context, **(context or {})}
        params = {"model": model, "method": method, "args": args}
        params["kwargs"] = {**kwargs, "context": context}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def views(self, model, views, context=None):
        """Return the views of a model, asked for once."""
        key = json.dumps([model, views, (context or {}).get("form_view_ref")])
        if key not in self._views:
            self._views[key] = super().views(model, views, context)
        return self._views[key]

    def _post(self, path, params):
        request = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self._session.post(self._address + path, json=request, timeout=300)
        answer.raise_for_status()
        said = answer.json()
        if "error" in said:
            data = said["error"].get("data", {})
            raise Refused(f"{data.get('name')}: {data.get('message')}")
        return said.get("result")  # a method may return nothing


def ticket_list(client, _of):
    """Open the first page of the tickets."""
    fields = client.specification("helpdesk.ticket", "list")
    client.first_page("helpdesk.ticket", [], fields)


def ticket_form(client, of):
    """Open a ticket."""
    fields = client.specification("helpdesk.ticket", "form")
    client.call("helpdesk.ticket", "web_read", [of["ticket"]], specification=fields)


def invoice_list(client, _of):
    """Open the first page of the invoices."""
    domain = [("move_type", "=", "out_invoice")]
    client.first_page("account.move", domain, INVOICE)


def one_invoice(client, of):
    """Open an invoice."""
    client.call("account.move", "web_read", [of["invoice"]], specification=INVOICE)


WORKS = {
    ("ticket list", "read"): ticket_list,
    ("ticket form", "read"): ticket_form,
    ("invoice list", "read"): invoice_list,
    ("one invoice", "read"): one_invoice,
    ("refund", "popup"): lambda c, of: clicks.refund(c, of["ticket"]),
    ("refund", "standard"): lambda c, of: clicks.standard_refund(c, of["invoice"]),
    ("return", "popup"): lambda c, of: clicks.return_(c, of["ticket"]),
    ("return", "standard"): lambda c, of: clicks.standard_return(c, of["picking"]),
    ("coupon", "popup"): lambda c, of: clicks.coupon(c, of["ticket"], of["program"]),
    ("coupon", "standard"): lambda c, of: clicks.standard_coupon(
        c, of["partner"], of["program"]
    ),
    ("task", "popup"): lambda c, of: clicks.task(c, of["ticket"], of["project"]),
    ("task", "standard"): lambda c, of: clicks.standard_task(
        c, of["partner"], of["project"]
    ),
    ("repair", "popup"): lambda c, of: clicks.repair(c, of["ticket"]),
    ("repair", "standard"): lambda c, of: clicks.standard_repair(
        c, of["partner"], of["product"], False
    ),
}


class Agents:
    """All of them, and what they got done."""

    def __init__(self, task):
        self._task = task
        self.done = []  # when, what, how long
        self.errors = []
        self._warm = task["warm"]
        self._end = task["warm"] + task["seconds"]
        self._start = 0.0

    def run(self):
        """Have all of them work until the time is over."""
        clients = {
            login: Http(self._task["address"], self._task["database"], login)
            for login in self._task["agents"]
        }
        self._start = time.monotonic()
        threads = [
            threading.Thread(target=self._work, args=(clients[login], works))
            for login, works in self._task["agents"].items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, client, works):
        for kind, how, of in works:
            start = time.monotonic()
            if start - self._start > self._end:
                return
            try:
                WORKS[kind, how](client, {"ticket": self._task["ticket"], **of})
            except Exception as error:  # told; the agent goes on
                self.errors.append(f"{kind}: {type(error).__name__}: {error}")
            end = time.monotonic()
            self.done.append((end - self._start, kind, end - start))

    def told(self):
        """Return what was done after everything was warm."""
        counted = [x for x in self.done if self._warm <= x[0] <= self._end]
        kinds = defaultdict(list)
        for _when, kind, taken in counted:
            kinds[kind].append(1000 * taken)
        last = max((x[0] for x in counted), default=self._end)
        return {
            "per_second": len(counted) / max(last - self._warm, 1),
            "kinds": {kind: percentiles(taken) for kind, taken in kinds.items()},
            "errors": self.errors,
        }


def percentiles(taken):
    """Return how many there were, and what half and nineteen of twenty took at most."""
    if len(taken) == 1:
        taken = taken * 2
    parts = statistics.quantiles(taken, n=20, method="inclusive")
    return {"count": len(taken), "p50": parts[9], "p95": parts[18]}


def main():
    """Do what standard input asks."""
    agents = Agents(json.load(sys.stdin))
    agents.run()
    print(json.dumps(agents.told()))


if __name__ == "__main__":
    main()
