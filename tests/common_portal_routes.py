# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The routes of this addon in the customer's portal, and how each is tried.

A new route needs a row in ``ROUTES``, and its records a pair in
``PortalRouteCommon._set_up_records``: the customer's own, and somebody else's.
"""

import inspect
import re
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import quote, unquote, urlencode

from odoo import Command, http
from odoo.tests import HttpCase

from ..models.visit_slots.free_slots import FreeSlots
from .common_field_service import FsmShop, make_signature
from .common_malformed import ADDON
from .common_returns import ReturnCommon
from .common_visit_slots import SlotsShop

# Of a path of Odoo's: <int:ticket_id>, <access_token>.
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What differs from page to page: that of forms, and the time in it.
CSRF_TOKEN = re.compile(r"[0-9a-f]{40}o\d+")


class Visitor(NamedTuple):
    """Who opens a link.

    :param user: name of a user of the test, or nobody is logged in
    :param token: ``own`` of the record asked for; ``foreign`` of the same kind, but
        another customer's; ``other`` of another kind, of the same customer; or a text
    """

    user: str = ""
    token: str = ""


VISITORS = {
    "nobody": Visitor(),
    "customer": Visitor("buyer"),
    "sibling": Visitor("sibling"),
    "stranger": Visitor("stranger"),
    "follower": Visitor("follower"),
    "agent": Visitor("agent"),
    "employee": Visitor("outsider"),
    "link": Visitor(token="own"),
    "stranger with the link": Visitor("stranger", "own"),
    "wrong token": Visitor(token="00000000-0000-0000-0000-000000000000"),
    "Persian token": Visitor(token="۱۲۳é"),
    "token of another record": Visitor(token="foreign"),
    "token of another kind": Visitor(token="other"),
    "stranger with their token": Visitor("stranger", "foreign"),
}
CUSTOMERS = frozenset({"customer", "sibling"})
PORTAL_USERS = ("buyer", "sibling", "stranger", "follower")
LINKS = frozenset({"link", "stranger with the link"})


class Route(NamedTuple):
    """How a route is tried.

    :param record: the kind of record by whose right it opens
    :param ids: which kind of record each parameter with an id is of
    :param opened_by: the names of the visitors whom it answers
    :param query: further parameters of the link, names of ``values`` of the test
    :param values: the same of what is posted
    :param token_in: the parameter that the token of the record is in
    :param page: whether it is a page that customers look at
    """

    record: str
    ids: dict
    opened_by: frozenset
    query: tuple = ()
    values: tuple = ()
    token_in: str = "access_token"
    page: bool = False


PAPER = (
    "GET /my/ticket/<int:ticket_id>/paper/<string:service>/<int:document_id>"
    "/<string:paper>"
)

# By method and path, and where they differ from where one comes; JSON stands for what
# is called by JSON-RPC.
ROUTES = {
    "GET /ticket/close": Route(
        record="ticket",
        ids={"ticket_id": "ticket", "stage_id": "stage"},
        opened_by=CUSTOMERS | {"agent"},
        page=True,
    ),
    "POST /ticket/close": Route(
        record="ticket",
        ids={"ticket_id": "ticket", "stage_id": "stage"},
        opened_by=CUSTOMERS | {"agent"},
    ),
    PAPER: Route(
        record="ticket",
        ids={"ticket_id": "ticket", "document_id": "return"},
        opened_by=CUSTOMERS | LINKS | {"agent"},
        query=("service", "paper"),
    ),
    "GET /my/ticket/<int:ticket_id>/rate": Route(
        record="ticket",
        ids={"ticket_id": "ticket"},
        opened_by=CUSTOMERS | LINKS | {"follower", "agent"},
    ),
    "GET /my/ticket/<int:ticket_id>/visit/<int:task_id>.ics": Route(
        record="ticket",
        ids={"ticket_id": "ticket", "task_id": "visit"},
        # They follow the visit, too.
        opened_by=CUSTOMERS | LINKS | {"follower", "agent"},
    ),
    "GET /my/tasks/<int:task_id>/visit.ics": Route(
        record="visit",
        ids={"task_id": "visit"},
        opened_by=CUSTOMERS | LINKS | {"follower", "agent", "employee"},
    ),
    **{
        f"{method} /my/tasks/<int:task_id>/{step}": Route(
            record="visit",
            ids={"task_id": "visit"},
            opened_by=CUSTOMERS | LINKS,
            values=("slot", "wish", "words") if method == "POST" else (),
            page=method == "GET",
        )
        for method in ("GET", "POST")
        for step in ("slots", "ask")
    },
    "GET /my/tasks/<int:task_id>/report": Route(
        record="task",
        ids={"task_id": "task"},
        # Employees see the tasks of such projects in the standard.
        opened_by=CUSTOMERS | LINKS | {"follower", "agent", "employee"},
    ),
    "JSON /my/tasks/<int:task_id>/sign": Route(
        record="task",
        ids={"task_id": "task"},
        opened_by=CUSTOMERS | LINKS,
        query=("worksheet",),
        values=("name", "signature"),
    ),
    "GET /my/help": Route(
        record="",
        ids={},
        opened_by=frozenset(x for x, y in VISITORS.items() if y.user in PORTAL_USERS),
        page=True,
    ),
    **{
        f"GET /my/help {kind}": Route(
            record=kind,
            ids={f"{kind}_id": kind},
            opened_by=CUSTOMERS | LINKS,
            page=True,
        )
        for kind in ("order", "invoice", "ticket")
    },
    "GET /my/help/about": Route(
        record="order",
        ids={"order_id": "order", "piece": "line"},
        opened_by=CUSTOMERS | LINKS,
        page=True,
    ),
    "POST /my/help/about": Route(
        record="order",
        ids={"order_id": "order", "piece": "line"},
        opened_by=CUSTOMERS | LINKS,
        values=("wish", "reason", "note", "quantity"),
    ),
    "GET /my/help/<int:request_id>/<string:draft_token>": Route(
        record="draft",
        ids={"request_id": "draft"},
        opened_by=LINKS,
        token_in="draft_token",
        page=True,
    ),
    "POST /my/help/<int:request_id>/<string:draft_token>/send": Route(
        record="draft",
        ids={"request_id": "draft"},
        opened_by=LINKS,
        token_in="draft_token",
    ),
    **{
        f"{method} /my/ticket/<int:ticket_id>/request/<int:request_id>/{step}": Route(
            record="ticket",
            ids={"ticket_id": "ticket", "request_id": "request"},
            opened_by=CUSTOMERS | LINKS,
            page=method == "GET",
        )
        for method in ("GET", "POST")
        for step in ("photos", "withdraw")
    },
}
# The pages of others that this addon extends: whom they answer is in its hands, too.
PAGES = {
    "GET /my/ticket/<int:ticket_id>": Route(
        record="ticket",
        ids={"ticket_id": "ticket"},
        opened_by=CUSTOMERS | LINKS | {"follower", "agent"},
        page=True,
    ),
    "GET /my/tasks/<int:task_id>": Route(
        record="task",
        ids={"task_id": "task"},
        # Employees see the tasks of such projects in the standard.
        opened_by=CUSTOMERS | LINKS | {"follower", "agent", "employee"},
        page=True,
    ),
    "GET /my/orders/<int:order_id>": Route(
        record="order",
        ids={"order_id": "order"},
        opened_by=CUSTOMERS | LINKS,
        page=True,
    ),
    "GET /my/invoices/<int:invoice_id>": Route(
        record="invoice",
        ids={"invoice_id": "invoice"},
        opened_by=CUSTOMERS | LINKS,
        page=True,
    ),
}


def get_endpoints(env):
    """Return the endpoints that this addon defines or overrides.

    :return: endpoint by method and path, as in ``ROUTES``
    :rtype: dict
    """
    modules = [*(env.registry._init_modules | {ADDON})]
    endpoints = {}
    for path, endpoint in http._generate_routing_rules(modules, False):
        name = endpoint.func.__name__
        classes = type(endpoint.func.__self__).__mro__
        if not any(f".{ADDON}." in x.__module__ and name in vars(x) for x in classes):
            continue
        routing = endpoint.routing
        methods = routing["methods"] or ["GET", "POST"]
        if routing["type"] != "http":
            methods = ["JSON"]
        for method in methods:
            endpoints[f"{method} {path}"] = endpoint
    return endpoints


class Answer(NamedTuple):
    """What a visitor is able to see of an answer."""

    status: int
    headers: tuple
    body: str
    queries: int


class PortalRouteCommon(SlotsShop, FsmShop, ReturnCommon, HttpCase):
    """A customer with a record of each kind, another one with the same, and visitors.

    ``records`` has the kinds: the customer's, somebody else's, and one that is not
    there.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.endpoints = get_endpoints(cls.env)
        cls.sibling_contact = cls.env["res.partner"].create(
            {"name": "Addict's bookkeeper", "parent_id": cls.customer.id}
        )
        cls.follower_contact = cls.env["res.partner"].create({"name": "Follower"})
        cls.users = {
            name: cls._new_user(name, "base.group_portal", partner_id=partner.id)
            for name, partner in (
                ("buyer", cls.contact),
                ("sibling", cls.sibling_contact),
                ("stranger", cls.other_customer),
                ("follower", cls.follower_contact),
            )
        }
        cls.users.update(agent=cls.agent, outsider=cls.outsider)
        cls.company.after_sales_request_team_id = cls.team
        cls.reason = cls.env.ref("helpdesk_mgmt_after_sales.reason_defective")
        cls.chair = cls._new_product("Chair")
        cls._put_in_stock(cls.chair, 20)
        cls._set_up_technicians()
        cls.records = {"own": {}, "foreign": {}, "missing": {}}
        for whose, partner in (("own", cls.contact), ("foreign", cls.other_customer)):
            cls._set_up_records(cls.records[whose], partner)
        own = cls.records["own"]
        for name, record in own.items():
            # Gone since, as after a withdrawn request.
            cls.records["missing"][name] = record.browse(10**6 + record.id)
            if "message_partner_ids" in record:
                record.message_subscribe(cls.follower_contact.ids)
        cls.values = {
            "worksheet": own["task"]._worksheet_get_fingerprint(),
            "name": "Joe Willis",
            "signature": make_signature(),
            "wish": "refund",
            "reason": cls.reason.id,
            "note": "It flickers.",
            "quantity": 1,
            "service": "use_product_returns",
            "paper": "slip",
            "slot": FreeSlots.get_value(cls._at(8, 10)),
            "words": "I am not at home.",
        }
        # As at the end of a request: what tracking posts is there from the start.
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    @classmethod
    def _set_up_records(cls, records, partner):
        """Make one record of each kind for a customer.

        :param dict records: to be filled, by the kinds that ``ROUTES`` names
        """
        order = cls._new_order(
            [(cls.product, 5), (cls.chair, 5)], partner_id=partner.id
        )
        delivery = cls._deliver(order)
        team = cls.team.copy({"name": f"Team of {partner.name}"})
        team.user_ids = cls.team.user_ids
        ticket = cls._new_ticket(
            partner_id=partner.id, team_id=team.id, sale_order_ids=order.ids
        )
        popup = cls._popup_as(cls.agent, ticket, "action_return", picking_id=delivery)
        for index in range(2):
            with popup.product_return_moves.edit(index) as line:
                line.quantity = 1
        action = popup.save().action_create_returns()
        back = cls.env["stock.picking"].browse(action["res_id"])
        task = cls._plan(ticket=ticket, name="Boiler").sudo(False).with_env(cls.env)
        cls._fill_in(task)
        task.action_fsm_done()
        visit = cls._plan(ticket=ticket, name="Valve").sudo(False).with_env(cls.env)
        visit.write(
            {
                "visit_start": cls._at(8),
                "visit_end": cls._at(10),
                "user_ids": cls.technician.ids,
            }
        )
        stage = cls.env["helpdesk.ticket.stage"].create(
            {
                "name": "Solved",
                "closed": True,
                "close_from_portal": True,
                "team_ids": [Command.set(team.ids)],
            }
        )
        records.update(
            {
                "ticket": ticket,
                "order": order,
                "invoice": cls._invoice(order),
                "return": back,
                "task": task,
                "visit": visit,
                "stage": stage,
            }
        )
        for record in list(records.values()):
            if "access_token" in record:
                record._portal_ensure_token()
        records["line"] = order.order_line[0]
        records["draft"] = cls._draft(records, cls.env["helpdesk.ticket"])
        records["request"] = cls._draft(records, ticket)
        records["request"]._send()

    @classmethod
    def _draft(cls, records, target):
        """Fill in a request for one piece as its customer does.

        :param target: the ticket that it is about, if any
        """
        ticket = cls.env["helpdesk.ticket"]._request_prepare_ticket(
            records["ticket"].partner_id, cls.company, cls.team
        )
        [piece] = ticket._request_get_pieces(records["line"])
        values = {"wish": "refund", "reason_id": cls.reason.id, "note": "It flickers."}
        requests = cls.env["helpdesk.after.sales.request"]
        return requests._make_draft(ticket, target, [(piece, 1)], values)

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def _login_as(self, visitor):
        user = self.users.get(visitor.user)
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))

    def _get_token(self, route, visitor):
        records = self.records["own"]
        if not route.record:
            return records["order"].access_token if visitor.token == "own" else ""
        if visitor.token == "own":
            return records[route.record].access_token
        if visitor.token == "foreign":
            return self.records["foreign"][route.record].access_token
        if visitor.token == "other":
            return records[
                "order" if route.record != "order" else "ticket"
            ].access_token
        return visitor.token

    def _get_ids(self, route, whose="own", only=None):
        """Return the ids of a link.

        :param str whose: "own", "foreign" or "missing"
        :param str only: the one parameter whose id is not the customer's
        """
        own = self.records["own"]
        return {
            name: (own if only and name != only else self.records[whose])[kind].id
            for name, kind in route.ids.items()
        }

    def _get_many_ids(self, route):
        """Return ids of what a link leads to, not the other customer's; and of nothing.

        :return: two hundred in all, shared out among the routes
        """
        kinds = {*route.ids.values()}
        mine = {kind: self.records["own"][kind] for kind in kinds}
        foreign = self.records["foreign"].values()
        there = {}
        for kind, record in mine.items():
            others = {x.id for x in foreign if x._name == record._name}
            there[kind] = record.search([("id", "not in", [*others])]).ids
        for number in range(max(100 // len(ROUTES), 6)):
            yield {
                name: there[kind][number % len(there[kind])]
                for name, kind in route.ids.items()
            }
            yield {name: 10**6 + number for name in route.ids}

    def _get_link(self, key, route, visitor, ids, **changed):
        """Return where a visitor goes: the link, its path, and what a form sends.

        Arguments as for :meth:`_ask`.
        """
        kind, path = key.split()[:2]
        in_path = PARAMETER.findall(path)
        arguments = {**ids, **changed}
        token = self._get_token(route, visitor)
        if route.token_in in in_path:
            arguments.setdefault(route.token_in, quote(token or "x"))
            token = ""
        for name in in_path:
            value = arguments.pop(name, self.values.get(name))
            path = re.sub(rf"<(\w+:)?{name}>", lambda x, v=value: str(v), path)
        query = {x: self.values[x] for x in route.query if x not in in_path}
        values = {name: self.values[name] for name in route.values}
        if token:
            query["access_token"] = token
        for name, value in arguments.items():
            part = query if kind == "GET" or name in route.query else values
            part[name] = value
        url = f"{path}?{urlencode(query, doseq=True)}" if query else path
        return url, path, values

    def _ask(
        self,
        key,
        route,
        visitor,
        ids,
        method=None,
        files=None,
        with_csrf_token=True,
        **changed,
    ):
        """Open a link as a visitor who is logged in already.

        :param dict ids: value of each parameter with an id
        :param str method: another one than the route's
        :param dict files: what is uploaded in place of values
        :param bool with_csrf_token: whether a form brings the token of its page
        :param changed: other values of parameters, by name
        """
        kind = key.split()[0]
        url, path, values = self._get_link(key, route, visitor, ids, **changed)
        if kind == "JSON":
            sent = {"json": {"jsonrpc": "2.0", "method": "call", "params": values}}
        elif kind == "POST":
            csrf_token = http.Request.csrf_token(self) if with_csrf_token else None
            sent = {"data": {"csrf_token": csrf_token, **values}, "files": files}
        else:
            sent = {}
        before = self.cr.sql_log_count
        response = self.url_open(
            url,
            method=method or ("GET" if kind == "GET" else "POST"),
            allow_redirects=False,
            **sent,
        )
        queries = self.cr.sql_log_count - before
        return self._get_answer(response, path, route.ids, queries)

    def _get_answer(self, response, path, names, queries):
        """Return what can be told apart: without the link asked, and tokens of forms.

        :param names: of the parameters with an id
        """

        def plain(text):
            text = CSRF_TOKEN.sub("CSRF", text)
            for form in (path, unquote(path), path.replace("/", "%2F")):
                text = text.replace(form, "PATH")
            return re.sub(rf"({'|'.join(names) or '-'})(=|%3D)\d+", r"\1\2ID", text)

        headers = tuple(
            plain(f"{name}: {response.headers[name]}")
            for name in ("Location", "Content-Type", "Content-Disposition", "Allow")
            if name in response.headers
        )
        return Answer(response.status_code, headers, plain(response.text), queries)

    def _get_parameters(self, key, route):
        """Return the names of all parameters that a route takes beside its path."""
        names = {*route.query, *route.values, "access_token"}
        names.update(x for x in route.ids if not self._is_in_path(key, x))
        if key in self.endpoints:
            function = inspect.unwrap(self.endpoints[key].func)
            for name, parameter in inspect.signature(function).parameters.items():
                if parameter.kind not in (
                    parameter.VAR_KEYWORD,
                    parameter.VAR_POSITIONAL,
                ):
                    names.add(name)
        return sorted(x for x in names - {"self"} if not self._is_in_path(key, x))

    @staticmethod
    def _is_in_path(key, parameter):
        return parameter in PARAMETER.findall(key)

    # ------------------------------------------------------------------
    # What came of it
    # ------------------------------------------------------------------

    @contextmanager
    def _undone(self):
        """Take back what is done in the block, also by the server."""
        with self.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()

    def _get_state(self):
        """Return what is stored of the records, and how much there is beside them."""
        self.env.flush_all()
        self.env.invalidate_all()
        state = {}
        for whose in ("own", "foreign"):
            for kind, record in self.records[whose].items():
                names = [name for name, x in record._fields.items() if x.store]
                state[whose, kind] = record.read(names, load=None)
        for model in ("mail.message", "ir.attachment", "mail.activity", "mail.mail"):
            state[model] = self.env[model].search_count([])
        return state

    def _may_know(self, route, visitor, ids):
        """Whether a visitor may read the record, and so knows that it is there."""
        if not route.record:
            return True
        [record] = {
            self.records[whose][kind]
            for whose in self.records
            for name, kind in route.ids.items()
            if kind == route.record and self.records[whose][kind].id == ids[name]
        }
        user = self.users.get(visitor.user)
        return bool(user) and record.with_user(user).has_access("read")
