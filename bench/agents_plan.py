"""What each of many agents does, one work after the other.

The mix is the same on each database: reading, and all five services; those with the
tickets' popups where the addon is, with the apps' own elsewhere.
"""

import random

READING = {"ticket list": 20, "ticket form": 20, "invoice list": 10, "one invoice": 10}
SERVICES = {"refund": 8, "return": 8, "coupon": 8, "task": 8, "repair": 8}
# Works per second for which there is enough to do, whoever does them
PER_SECOND = 50


def prepare(desk, number, seconds):
    """Make the tickets that are worked on; no document is credited or returned twice.

    :param int number: of agents
    :param int seconds: how long they are to work
    :return: the works of each agent, by login
    """
    mix = {**READING, **SERVICES}
    count = max(PER_SECOND * seconds // number, 1)
    chance = random.Random(12)
    kinds = [
        chance.choices(list(mix), list(mix.values()), k=count)
        for _agent in range(number)
    ]
    refunds = sum(names.count("refund") for names in kinds)
    returns = sum(names.count("return") for names in kinds)
    sold = iter(_find_sold(desk, refunds + returns))
    others = sum(names.count(kind) for names in kinds for kind in SERVICES)
    tickets = iter(_make_tickets(desk, others))
    read = iter(_Endless(_find_readable(desk, 50)))
    target = "popup" if desk.has_addon else "standard"
    plan = {}
    for index, names in enumerate(kinds, 1):
        works = []
        for kind in names:
            if kind in SERVICES:
                works.append([kind, target, _choose(desk, kind, sold, tickets)])
            else:
                works.append([kind, "read", {"invoice": next(read)["invoice"]}])
        plan[f"agent_{index:02}"] = works
    ticket = desk.id("ticket_product_order")
    return {"agents": plan, "ticket": ticket}


def _choose(desk, kind, sold, tickets):
    """Return on what a service works, and have its ticket say so."""
    ticket = next(tickets)
    partner = ticket.partner_id
    chosen = {"ticket": ticket.id, "partner": partner.id}
    if kind in ("refund", "return"):
        chosen |= (document := next(sold))
        ticket.write(
            {
                "partner_id": document["partner"],
                "sale_order_ids": [(6, 0, [document["order"]])],
            }
        )
    elif kind == "coupon":
        chosen["program"] = desk.id("program")
    elif kind == "task":
        chosen["project"] = desk.id("project")
    else:
        ticket.product_id = chosen["product"] = desk.id("product")
    return chosen


def _find_sold(desk, number):
    """Return so many orders of which everything can still be credited and returned."""
    desk.cr.execute(
        """
        SELECT o.id AS order, o.partner_id AS partner, min(m.id) AS invoice,
               min(p.id) AS picking
          FROM sale_order o
          JOIN sale_order_line l ON l.order_id = o.id
          JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
          JOIN account_move_line i ON i.id = r.invoice_line_id
          JOIN account_move m ON m.id = i.move_id
          JOIN stock_picking p ON p.sale_id = o.id
         WHERE o.state = 'sale' AND o.partner_id NOT IN %s
           AND o.id IN (SELECT id FROM sale_order ORDER BY id DESC LIMIT %s)
         GROUP BY o.id
        HAVING count(DISTINCT m.id) = 1 AND bool_and(m.state = 'posted')
           AND bool_and(m.move_type = 'out_invoice')
           AND count(DISTINCT p.id) = 1 AND bool_and(p.state = 'done')
           AND NOT EXISTS (
                 SELECT FROM account_move c WHERE c.reversed_entry_id = min(m.id))
         ORDER BY o.id
         LIMIT %s
        """,
        [tuple(_named_partners(desk).ids), 3 * number + 1000, number],
    )
    names = [column.name for column in desk.cr.description]
    found = [dict(zip(names, row, strict=True)) for row in desk.cr.fetchall()]
    if len(found) < number:
        raise LookupError(f"only {len(found)} of {number} orders can be credited")
    return found


def _find_readable(desk, number):
    """Return at most so many orders of customers with a ticket: agents read these."""
    found = _find_sold(desk, 2 * number)
    tickets = desk.env["helpdesk.ticket"]
    customers = desk.env["res.partner"].browse([each["partner"] for each in found])
    with_ticket = [
        each
        for each, customer in zip(found, customers, strict=True)
        if tickets.search_count(
            [("partner_id", "child_of", customer.commercial_partner_id.id)], limit=1
        )
    ]
    return with_ticket[:number]


def _named_partners(desk):
    customers = desk.record("customer_one") | desk.record("customer_giant")
    return customers.search([("id", "child_of", customers.ids)])


def _make_tickets(desk, number):
    tickets = desk.env["helpdesk.ticket"].with_context(tracking_disable=True)
    team = desk.record("team")
    return tickets.create(
        [
            {
                "name": "It does not work",
                "description": "<p>It does not work.</p>",
                "team_id": team.id,
                "company_id": team.company_id.id,
                "partner_id": desk.id("customer_one"),
            }
            for _number in range(number)
        ]
    )


class _Endless:
    """A list that begins again at its end."""

    def __init__(self, items):
        self._items = items

    def __iter__(self):
        while True:
            yield from self._items
