# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import tagged

from ..models.bought.bought_finder import find_numbers
from .common_bought import BoughtCommon


@tagged("post_install", "-at_install")
class TestBoughtFinding(BoughtCommon):
    """Which lines the tab shows, the most fitting first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order.date_order = "2026-01-01 10:00:00"
        cls.machines = cls._deliver_serials("SN-1001", "SN-1002").sale_id.order_line
        cls.machines.order_id.date_order = "2026-01-02 10:00:00"
        cls.lot = cls.machines.move_ids.move_line_ids.lot_id[0]
        cls.latest = cls._new_order([(cls.product, 1)]).order_line
        cls.latest.order_id.date_order = "2026-01-03 10:00:00"
        cls.foreign = cls._new_order(
            [(cls.product, 1)], partner_id=cls.other_customer.id
        ).order_line

    def _mail(self, body, **values):
        self.env["mail.message"].create(
            {
                "model": "helpdesk.ticket",
                "res_id": self.ticket.id,
                "message_type": "email",
                "body": body,
                **values,
            }
        )

    def test_the_latest_first(self):
        latest, machines, line = self.latest.id, self.machines.id, self.line.id
        self.assertEqual(self._get_ids(), [latest, machines, line])
        self.assertEqual(self._get_ids(limit=2), [latest, machines])
        self.assertTrue(self._get(limit=2)["more"])
        self.assertEqual(self._get_ids(limit=2, offset=2), [line])
        self.assertFalse(self._get(limit=2, offset=2)["more"])

    def test_contacts_count_as_their_company(self):
        of_contact = self._new_order([(self.product, 1)], partner_id=self.contact.id)
        self.assertIn(of_contact.order_line.id, self._get_ids())
        ticket = self._new_ticket(partner_id=self.contact.id)
        self.assertEqual(self._get_ids(ticket), self._get_ids())

    def test_only_confirmed_orders_of_the_company(self):
        self._new_order([(self.product, 1)], confirm=False)
        branch = self.env["res.company"].create({"name": "Branch"})
        self.env.user.company_ids += branch
        self.agent.company_ids += branch
        self.env["sale.order"].with_company(branch).create(
            {
                "partner_id": self.customer.id,
                "company_id": branch.id,
                "order_line": [
                    fields.Command.create({"product_id": self.product.id}),
                ],
            }
        ).action_confirm()
        self.assertEqual(len(self._get_ids()), 3)

    def test_only_the_ticket_s_orders(self):
        self.ticket.sale_order_ids = self.order
        bought = self._get()
        self.assertEqual([x["id"] for x in bought["lines"]], self.line.ids)
        self.assertTrue(bought["is_narrowed"])
        bought = self._get(everything=True)
        self.assertEqual(
            [x["id"] for x in bought["lines"]],
            [self.line.id, self.latest.id, self.machines.id],
        )
        self.assertFalse(bought["is_narrowed"])

    def test_order_of_somebody_else_on_the_ticket(self):
        self.ticket.sale_order_ids = self.foreign.order_id
        self.assertEqual(len(self._get_ids()), 3)
        self.assertNotIn(self.foreign.id, self._get_ids())

    def test_product_and_serial_first(self):
        self.ticket.product_id = self.product
        self.assertEqual(
            self._get_ids(), [self.latest.id, self.line.id, self.machines.id]
        )
        self.ticket.write({"product_id": self.serial_product.id, "lot_id": self.lot.id})
        self.ticket.sale_order_ids = self.order
        self.assertEqual(self._get_ids(), [self.machines.id, self.line.id])

    def test_numbers_in_subject_text_and_mail(self):
        for number, line in (
            (self.order.name, self.line),
            (self.invoice.name, self.line),
            (self.delivery.name, self.line),
            (self.lot.name, self.machines),
        ):
            for place in ("name", "description", "mail", "subject of a mail"):
                with self.subTest(number=number, place=place):
                    self.ticket.write({"name": "Help", "description": "<p>Help</p>"})
                    self.ticket.message_ids.unlink()
                    text = f"<p>My order ({number.lower()}), <b>please</b>.</p>"
                    if place == "mail":
                        self._mail(text)
                    elif place == "subject of a mail":
                        self._mail("<p>Help</p>", subject=f"Re: {number}!")
                    else:
                        self.ticket[place] = text
                    self.assertEqual(self._get_ids()[0], line.id)
                    self.assertEqual(self._get_line(line)["named"], number)
                    # A sender can be forged: the customer stays.
                    self.assertEqual(self.ticket.partner_id, self.customer)

    def test_numbers_are_looked_for_beside_the_ticket_s_orders(self):
        self.ticket.sale_order_ids = self.order
        self.ticket.name = self.machines.order_id.name
        self.assertEqual(self._get_ids(), [self.machines.id, self.line.id])

    def test_numbers_of_somebody_else(self):
        foreign = self.foreign.order_id
        lot = self._new_lot(self.serial_product, "SN-9")
        self._put_in_stock(self.serial_product, 1, lot)
        order = self._new_order(
            [(self.serial_product, 1)], partner_id=self.other_customer.id
        )
        self._deliver(order, lot)
        self.ticket.name = f"{foreign.name} {foreign.picking_ids.name} SN-9"
        self.ticket.description = f"<p>{self._invoice(foreign).name}</p>"
        lines = self._get()["lines"]
        self.assertEqual(len(lines), 3)
        self.assertFalse(any(x["named"] for x in lines))

    def test_what_is_a_number(self):
        for text, found in (
            ("Order (S00012).", ["S00012"]),
            ("INV/2026/00003, #WH/OUT/00007: SN-1_4", 3),
            (
                "<a href='https://x.example/S1234'>Order</a> S99&amp;S100",
                ["S99", "S100"],
            ),
            ("سفارش S۰۰۰۱۲", ["S00012"]),
            ("nothing at all, 1 or 12", []),
            (None, []),
            ("1" * 10_000, 250),
        ):
            with self.subTest(text and text[:50]):
                numbers = find_numbers(text)
                if isinstance(found, list):
                    self.assertEqual(numbers, found)
                else:
                    self.assertLessEqual(len(numbers), found)

    def test_search(self):
        machines, line, latest = self.machines.id, self.line.id, self.latest.id
        for search, found in (
            (self.order.name, [line]),
            (self.order.name.lower(), [line]),
            (self.invoice.name, [line]),
            (self.delivery.name, [line]),
            (self.lot.name, [machines]),
            ("sn-10", [machines]),
            ("coffee", [machines]),
            ("lamp", [latest, line]),
            ("  lamp ", [latest, line]),
            (self.foreign.order_id.name, []),
            ("nothing like that", []),
            ("%", []),
            ("_", []),
            ("\\", []),
        ):
            with self.subTest(search):
                self.assertEqual(self._get_ids(search=search), found)
        for search in (self.order.name[1:], self.invoice.name[-4:]):
            with self.subTest(search):
                self.assertIn(line, self._get_ids(search=search))
        # Wherever the ticket's own orders are.
        self.ticket.sale_order_ids = self.order
        self.assertEqual(self._get_ids(search="coffee"), [machines])
        self.product.default_code = "LAMP-7"
        self.assertEqual(self._get_ids(search="LAMP-7"), [line, latest])
        self.product.active = False
        self.assertEqual(self._get_ids(search="LAMP-7"), [line, latest])

    def test_ticket_without_customer(self):
        ticket = self._new_ticket(partner_id=False)
        self.assertEqual(self._get(ticket)["lines"], [])
        self.assertFalse(ticket.bought_is_shown)

    def test_team_without_services(self):
        self.assertTrue(self.ticket.bought_is_shown)
        self.team.write(dict.fromkeys(self.ticket._after_sales_services(), False))
        self.assertFalse(self.ticket.bought_is_shown)
