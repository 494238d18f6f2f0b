"""Tickets, and the tasks, repairs and coupons that they may have."""

from odoo import Command
from odoo.tools import SQL

from .multiply import Graph, WithoutIndexes
from .shop import YEARS

TICKETS_OF_SCALE_1 = 2_000
TEAMS = 10
AGENTS = 50
OWN_TICKETS = 200
OF_TICKETS = {
    "task": ("project_task", 1),
    "repair": ("repair_order", 2),
    "card": ("loyalty_card", 3),
}
# Two tickets in a hundred are the giant's. Nine in ten of those that name an order name
# its first product, too.
ALL_TICKETS = """
SELECT t.*, o.company, o.contact, o.label, o.order_id, o.product_id
  FROM (
    SELECT t AS i, 0 AS kind, t AS n,
           -((%(tickets)s - t) * %(days)s / %(tickets)s)::int AS days,
           t %% %(block)s =
               (t / %(block)s * 7 + t / %(block)s / 50) %% %(block)s AS own,
           CASE WHEN t %% 50 = 0 THEN 10 * (t * 37 %% (%(orders)s / 10) + 1)
                ELSE rank + rank / 9 + 1 END AS sale
      FROM (
        SELECT t, (t * 7 %% %(customers)s + t %% 10 * %(customers)s) AS rank
          FROM generate_series(1, %(tickets)s::bigint) t
      ) numbers
  ) t
  JOIN (
    SELECT s.n AS sale, s.company, s.contact, s.label,
           %(order)s AS order_id, l.product_id
      FROM bench_sale s
      JOIN sale_order_line l ON l.id = %(line)s
     WHERE s.kind < 20
  ) o ON o.sale = t.sale
"""


class Tickets:
    """The helpdesk's teams, agents and tickets, for the customers of a shop."""

    def __init__(self, shop):
        self.env = shop.env
        self._shop = shop
        self.tickets = TICKETS_OF_SCALE_1 * shop.scale
        self.agents = self.env["res.users"].create(
            [
                {
                    "name": f"Clerk {number}",
                    "login": f"clerk_{number}",
                    "group_ids": [
                        Command.link(self.env.ref("base.group_user").id),
                        Command.link(
                            self.env.ref("helpdesk_mgmt.group_helpdesk_user_own").id
                        ),
                    ],
                }
                for number in range(AGENTS)
            ]
        )
        self.teams = self.env["helpdesk.ticket.team"].create(
            [
                {
                    "name": f"Team {number}",
                    "user_ids": [Command.set(self.agents[number::TEAMS].ids)],
                }
                for number in range(TEAMS)
            ]
        )

    def load(self, owner):
        """Fill the database; some tickets are a user's own.

        They are spread over all of them.
        """
        env, cr = self.env, self.env.cr
        prototypes = self._shop.prototypes
        graph = Graph(cr, "ticket", {"helpdesk_ticket": "TRUE"})
        self._take(
            graph,
            0,
            lambda: env["helpdesk.ticket"].create(
                {
                    "name": "It does not work",
                    "description": "<p>It stopped after a week.</p>",
                    "partner_id": prototypes.contact.id,
                    "product_id": prototypes.plain[0].id,
                    "team_id": self.teams[0].id,
                }
            ),
        )
        graph.count(self._documents())
        with WithoutIndexes(cr, ["helpdesk_ticket", "helpdesk_ticket_sale_order_rel"]):
            graph.multiply(
                "helpdesk_ticket", self._values(owner), self._shop.references()
            )
            cr.execute(
                "INSERT INTO helpdesk_ticket_sale_order_rel"
                f" (helpdesk_ticket_id, sale_order_id)"
                f" SELECT {graph.new_id('helpdesk_ticket')}, order_id"
                " FROM bench_ticket d WHERE i % 3 > 0"
            )
        self._load_documents(graph)
        graph.clean()
        env.invalidate_all()

    def _take(self, graph, kind, make):
        self.env.flush_all()
        graph.start()
        record = make()
        self.env.flush_all()
        graph.finish(kind)
        return record

    def _documents(self):
        shop = self._shop
        return SQL(
            ALL_TICKETS,
            tickets=self.tickets,
            block=self.tickets // OWN_TICKETS,
            days=YEARS * 365,
            orders=shop.orders,
            customers=shop.customers,
            order=SQL(shop.graph.new_id("sale_order").replace("d.", "s.")),
            line=SQL(shop.graph.new_id("sale_order_line").replace("d.", "s.")),
        )

    def _values(self, owner):
        agents = f"(ARRAY{self.agents.ids})[d.n % {AGENTS} + 1]"
        teams = f"(ARRAY{self.teams.ids})[d.n % {TEAMS} + 1]"
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id
        stages = self.env["helpdesk.ticket.stage"].search([("closed", "=", False)]).ids
        closed = f"d.n < {self.tickets} * 0.8 AND d.n % 5 > 0"
        day = "p.create_date + d.days * interval '1 day'"
        return {
            "number": "'HT' || lpad(d.n::text, 8, '0')",
            "name": "'Boiler ' || d.n || ' does not work'",
            "team_id": teams,
            "user_id": f"CASE WHEN d.own THEN {owner.id}"
            f" WHEN d.n % 40 = 3 THEN NULL ELSE {agents} END",
            "stage_id": f"CASE WHEN {closed} THEN {done} ELSE"
            f" (ARRAY{stages})[d.n % {len(stages)} + 1] END",
            "closed_date": f"CASE WHEN {closed} THEN {day} + interval '2 days' END",
            "unattended": "d.n % 9 = 0",
            "priority": "(d.n % 4)::text",
            "active": "d.n % 100 <> 7",
            "partner_name": "d.label",
            "product_id": "CASE WHEN d.n % 4 > 0 THEN d.product_id END",
        }

    def _load_documents(self, tickets):
        """Have tasks, repairs and coupons, one for twenty tickets each."""
        makers = {
            "task": self._make_task,
            "repair": self._make_repair,
            "card": self._make_card,
        }
        for name, (table, rest) in OF_TICKETS.items():
            graph = Graph(self.env.cr, name, {table: "TRUE"})
            self._take(graph, 0, makers[name])
            graph.count(
                SQL(
                    "SELECT row_number() OVER (ORDER BY i) AS i, 0 AS kind, n, days,"
                    " company, contact, product_id"
                    " FROM bench_ticket WHERE n %% 20 = %s",
                    rest,
                )
            )
            values = {
                "task": {"name": "'Visit ' || d.n"},
                "repair": {"name": "'WH/RO/' || lpad(d.n::text, 8, '0')"},
                "card": {
                    "code": "'044' || substr(md5(d.n::text), 1, 12)",
                },
            }[name]
            graph.multiply(table, values, self._shop.references())
            graph.clean()

    def _make_task(self):
        self.project = self.env["project.project"].create({"name": "Visits"})
        return self.env["project.task"].create(
            {
                "name": "Visit",
                "project_id": self.project.id,
                "partner_id": self._shop.prototypes.contact.id,
            }
        )

    def _make_repair(self):
        return self.env["repair.order"].create(
            {
                "product_id": self._shop.prototypes.serial[0].id,
                "partner_id": self._shop.prototypes.contact.id,
            }
        )

    def _make_card(self):
        self.program = self.env["loyalty.program"].create(
            {
                "name": "Apology",
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 10.0,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                            "required_points": 1,
                        }
                    )
                ],
            }
        )
        return self.env["loyalty.card"].create(
            {
                "program_id": self.program.id,
                "partner_id": self._shop.prototypes.contact.id,
                "points": 1,
            }
        )
