# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random

from odoo import Command, fields
from odoo.tools import SQL

from .common import AfterSalesCommon
from .common_seed import SEED


class ScopeCommon(AfterSalesCommon):
    """A shop of random papers, and in plain words which of them a ticket opens.

    The words look at one record after the other, where the rules are SQL on all of
    them: each is the other's check.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(SEED)
        cls.other_team = cls.team.copy({"name": "Repairs", "user_ids": False})
        cls.customers = cls._new_customers()
        cls.orders = cls._new_orders()
        cls.tickets = cls._new_tickets()
        cls.papers = {
            "sale.order": cls.orders,
            "sale.order.line": cls.orders.order_line,
            **cls._new_invoices(),
            **cls._new_transfers(),
            **cls._new_coupons(),
            **cls._new_visits(),
            "helpdesk.after.sales.approval": cls._new_approvals(),
            **cls._new_requests(),
        }
        of_tickets = [("ticket_id", "in", cls.tickets.ids)]
        for name in ("helpdesk.after.sales.document", "helpdesk.after.sales.report"):
            cls.papers[name] = cls.env[name].search(of_tickets)
        cls.env.invalidate_all()

    @classmethod
    def _any(cls, *values):
        return cls.random.choice(values)

    @classmethod
    def _randomize(cls, records, **columns):
        """Give stored columns random values, whatever the models would say to them.

        :param columns: a function that returns a value, by column
        """
        cls.env.flush_all()
        for record in records:
            values = SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), get_value() or None)
                for name, get_value in columns.items()
            )
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = %s",
                    SQL.identifier(records._table),
                    values,
                    record.id,
                )
            )
        cls.env.invalidate_all()

    # ------------------------------------------------------------------
    # Random papers
    # ------------------------------------------------------------------

    @classmethod
    def _new_customers(cls):
        companies = cls.env["res.partner"].create(
            [{"name": f"Customer {x}", "is_company": True} for x in range(8)]
        )
        contacts = cls.env["res.partner"].create(
            [
                {"name": f"Contact {x}", "parent_id": companies[x % 6].id}
                for x in range(8)
            ]
        )
        return companies | contacts

    @classmethod
    def _any_customer(cls):
        return cls._any(*cls.customers)

    @classmethod
    def _any_ticket_id(cls):
        return cls._any(False, cls._any(*cls.tickets).id)

    @classmethod
    def _new_tickets(cls):
        users = cls.agent | cls.agent_team | cls.agent_all
        tickets = cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Ticket {x}",
                    "description": "It does not work.",
                    "company_id": cls.company.id,
                    "team_id": cls._any(False, cls.team.id, cls.other_team.id),
                    "user_id": False,
                    "partner_id": cls._any(False, *cls.customers[:10].ids),
                    "active": cls._any(True, True, False),
                    "sale_order_ids": [
                        Command.set(cls.random.sample(cls.orders.ids, 2))
                    ],
                }
                for x in range(14)
            ]
        )
        cls._randomize(tickets, user_id=lambda: cls._any(False, *users.ids))
        return tickets

    @classmethod
    def _new_orders(cls):
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls._any_customer().id,
                    "order_line": [
                        Command.create({"product_id": cls.product.id})
                        for __ in range(2)
                    ],
                }
                for __ in range(30)
            ]
        )
        cls._randomize(orders, state=lambda: cls._any("sale", "sale", "draft"))
        return orders

    @classmethod
    def _new_invoices(cls):
        moves = cls.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": cls._any_customer().id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "sale_line_ids": cls.random.sample(
                                    cls.orders.order_line.ids, cls._any(0, 1, 2)
                                ),
                            }
                        )
                    ],
                }
                for __ in range(80)
            ]
        )
        types = ("out_invoice", "out_invoice", "out_refund", "in_invoice", "entry")
        cls._randomize(
            moves,
            move_type=lambda: cls._any(*types),
            state=lambda: cls._any("posted", "posted", "draft", "cancel"),
            helpdesk_ticket_id=cls._any_ticket_id,
        )
        return {"account.move": moves, "account.move.line": moves.line_ids}

    @classmethod
    def _new_transfers(cls):
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        types = warehouse.out_type_id | warehouse.in_type_id | warehouse.int_type_id
        customers = cls.env.ref("stock.stock_location_customers")
        transit = cls.env["stock.location"].create({"name": "X", "usage": "transit"})
        places = customers | transit | warehouse.lot_stock_id
        pickings = cls.env["stock.picking"].create(
            [
                {
                    "picking_type_id": cls._any(types[0].id, *types.ids),
                    "location_id": warehouse.lot_stock_id.id,
                    "location_dest_id": cls._any(customers.id, *places.ids),
                    "partner_id": cls._any(False, cls._any_customer().id),
                }
                for __ in range(80)
            ]
        )
        cls._randomize(
            pickings,
            state=lambda: cls._any("done", "done", "draft", "cancel"),
            sale_id=lambda: cls._any(False, cls._any(*cls.orders).id),
            helpdesk_ticket_id=cls._any_ticket_id,
        )
        repairs = cls.env["repair.order"].create(
            [{"product_id": cls.product.id, "user_id": False} for __ in range(20)]
        )
        cls._randomize(
            repairs,
            helpdesk_ticket_id=cls._any_ticket_id,
            user_id=lambda: cls._any(False, cls.agent.id, cls.agent_team.id),
        )
        moves = cls.env["stock.move"].create(
            [
                {
                    "product_id": cls.product.id,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                    "move_line_ids": [Command.create({"product_id": cls.product.id})],
                }
                for picking in pickings
            ]
        )
        cls._randomize(
            moves,
            picking_id=lambda: cls._any(False, cls._any(*pickings).id),
            repair_id=lambda: cls._any(False, False, cls._any(*repairs).id),
        )
        return {
            "stock.picking": pickings,
            "repair.order": repairs,
            "stock.move": moves,
        }

    @classmethod
    def _new_coupons(cls):
        programs = cls.env["loyalty.program"].create(
            [
                {
                    "name": f"Program {x}",
                    "program_type": cls._any("coupons", "gift_card", "promo_code"),
                    "active": cls._any(True, True, False),
                    "rule_ids": [Command.create({})],
                }
                for x in range(12)
            ]
        )
        today = fields.Date.today()
        days = [False, *(fields.Date.add(today, days=x) for x in (-3, 0, 3))]
        cls._randomize(
            programs, date_from=lambda: cls._any(*days), date_to=lambda: cls._any(*days)
        )
        cards = cls.env["loyalty.card"].create(
            [
                {
                    "program_id": cls._any(*programs).id,
                    "partner_id": cls._any(False, cls._any_customer().id),
                    "history_ids": [Command.create({"description": "x", "issued": 1})],
                }
                for __ in range(240)
            ]
        )
        cls._randomize(cards, helpdesk_ticket_id=cls._any_ticket_id)
        return {
            "loyalty.program": programs,
            "loyalty.rule": programs.rule_ids,
            "loyalty.card": cards,
            "loyalty.history": cards.history_ids,
        }

    @classmethod
    def _new_visits(cls):
        projects = cls.env["project.project"].create(
            [{"name": f"Project {x}", "is_fsm": x % 2} for x in range(6)]
        )
        tasks = cls.env["project.task"].create(
            [
                {"name": f"Task {x}", "project_id": cls._any(*projects).id}
                for x in range(30)
            ]
        )
        cls._randomize(
            tasks,
            helpdesk_ticket_id=cls._any_ticket_id,
            helpdesk_service=lambda: cls._any(False, "use_fsm", "use_fsm"),
        )
        journals = cls.env["account.journal"].with_context(active_test=False)
        return {
            "project.project": projects,
            "project.task": tasks,
            "account.journal": journals.search([]),
        }

    @classmethod
    def _new_approvals(cls):
        return cls.env["helpdesk.after.sales.approval"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "service": "use_credit_notes",
                    "user_id": cls.agent.id,
                }
                for ticket in cls.tickets
            ]
        )

    @classmethod
    def _new_requests(cls):
        requests = cls.env["helpdesk.after.sales.request"].union(
            *[cls._new_request(ticket) for ticket in cls.tickets]
        )
        return {
            "helpdesk.after.sales.request": requests,
            "helpdesk.after.sales.request.line": requests.line_ids,
        }

    # ------------------------------------------------------------------
    # What opens them, in plain words
    # ------------------------------------------------------------------

    def _opens(self, tickets, paper):
        """Whether these tickets open a record, in superuser mode.

        :param tickets: those that the user may read, archived ones too
        """
        ways = {
            "account.journal": lambda: paper.type == "sale",
            "account.move": lambda: self._opens_invoice(tickets, paper),
            "account.move.line": lambda: self._opens_invoice(tickets, paper.move_id),
            "helpdesk.after.sales.approval": lambda: paper.ticket_id in tickets,
            "helpdesk.after.sales.document": lambda: paper.ticket_id in tickets,
            "helpdesk.after.sales.request": lambda: paper.ticket_id in tickets,
            "helpdesk.after.sales.request.line": lambda: (
                paper.request_id.ticket_id in tickets
            ),
            "helpdesk.after.sales.report": lambda: paper.ticket_id in tickets,
            "loyalty.card": lambda: self._opens_card(tickets, paper),
            "loyalty.history": lambda: self._opens_card(tickets, paper.card_id),
            "loyalty.program": lambda: self._opens_program(tickets, paper),
            "loyalty.rule": lambda: self._opens_program(tickets, paper.program_id),
            "project.project": lambda: paper.is_fsm,
            "project.task": lambda: paper.helpdesk_ticket_id in tickets,
            "repair.order": lambda: self._opens_repair(tickets, paper),
            "sale.order": lambda: self._opens_order(tickets, paper),
            "sale.order.line": lambda: self._opens_order(tickets, paper.order_id),
            "stock.move": lambda: (
                self._opens_transfer(tickets, paper.picking_id)
                or self._opens_repair(tickets, paper.repair_id)
            ),
            "stock.picking": lambda: self._opens_transfer(tickets, paper),
        }
        return bool(ways[paper._name]())

    def _opens_order(self, tickets, order):
        customers = tickets.commercial_partner_id
        return (
            order.state == "sale"
            and order.partner_id.commercial_partner_id in customers
        )

    def _opens_invoice(self, tickets, move):
        if move.move_type not in ("out_invoice", "out_refund"):
            return False
        orders = move.line_ids.sale_line_ids.order_id
        about = tickets.filtered(
            lambda ticket: (
                ticket.commercial_partner_id == move.commercial_partner_id
                or any(
                    order.partner_id.commercial_partner_id
                    == ticket.commercial_partner_id
                    for order in ticket.sale_order_ids & orders
                )
            )
        )
        return about if move.state == "posted" else move.helpdesk_ticket_id in about

    def _opens_transfer(self, tickets, picking):
        customers = picking.partner_id | picking.sale_id.partner_id
        about = tickets.filtered(
            lambda x: x.commercial_partner_id in customers.commercial_partner_id
        )
        is_delivery = (
            picking.state == "done"
            and picking.picking_type_code == "outgoing"
            and picking.location_dest_id.usage in ("customer", "transit")
        )
        return picking and (
            about and is_delivery or picking.helpdesk_ticket_id in about
        )

    def _opens_repair(self, tickets, repair):
        ticket = repair.helpdesk_ticket_id
        return ticket and (ticket in tickets or repair.user_id == tickets.env.user)

    def _opens_card(self, tickets, card):
        ticket = card.helpdesk_ticket_id
        customer = card.partner_id.commercial_partner_id
        return ticket in tickets and customer == ticket.commercial_partner_id

    def _opens_program(self, tickets, program):
        today = fields.Date.context_today(tickets)
        is_running = (
            program.program_type == "coupons"
            and program.active
            and (program.date_from or today) <= today <= (program.date_to or today)
        )
        cards = self.papers["loyalty.card"].filtered(lambda x: x.program_id == program)
        return is_running or any(self._opens_card(tickets, card) for card in cards)
