# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_bought import BoughtCommon


@tagged("post_install", "-at_install")
class TestBoughtPopups(BoughtCommon):
    """The buttons of a line open the popups with exactly it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The same product twice on one order, and on others.
        cls.twice = cls._new_order(
            [(cls.product, 1, {"price_unit": 90}), (cls.product, 2, {"price_unit": 80})]
        )
        cls._deliver(cls.twice)
        cls.twice_invoice = cls._invoice(cls.twice)
        cls.one, cls.two = cls.twice.order_line
        cls.machines = cls._deliver_serials("SN-1", "SN-2").sale_id.order_line
        cls.lots = cls.machines.move_ids.move_line_ids.lot_id.sorted("name")

    def test_refund(self):
        popup = self._open_line("use_credit_notes", self.two)
        self.assertEqual(popup.sale_order_id, self.twice)
        self.assertEqual(popup.product_id, self.product)
        self.assertEqual(popup.move_ids[:], self.twice_invoice)
        self.assertEqual(len(popup.refund_line_ids), 1)
        self.assertEqual(popup.refund_total, 160)
        popup.save().refund_moves()
        note = self.ticket.draft_credit_note_ids
        self.assertRecordValues(
            note.invoice_line_ids, [{"quantity": 2, "price_unit": 80}]
        )
        self.assertEqual(note.invoice_line_ids.sale_line_ids, self.two)

    def test_refund_of_something_else(self):
        """Once the product is emptied, all that is left is proposed."""
        popup = self._open_line("use_credit_notes", self.two)
        popup.product_id = self.env["product.product"]
        self.assertEqual(popup.refund_total, 250)

    def test_return(self):
        for name in ("use_product_returns", "exchange"):
            with self.subTest(name):
                popup = self._open_line(name, self.two)
                self.assertEqual(popup.sale_order_id, self.twice)
                self.assertEqual(popup.picking_id, self.twice.picking_ids)
                self.assertEqual(len(popup.product_return_moves), 1)
                with popup.product_return_moves.edit(0) as line:
                    self.assertEqual(line.quantity, 2)
        popup.save().action_create_returns()
        self.assertEqual(self.ticket.return_ids.move_ids.sale_line_id, self.two)

    def test_serial_number(self):
        popup = self._open_line("use_product_returns", self.machines, self.lots[1])
        self.assertEqual(popup.lot_id, self.lots[1])
        self.assertEqual(len(popup.product_return_moves), 1)
        popup = self._open_line("use_product_returns", self.machines)
        self.assertFalse(popup.lot_id)
        self.assertEqual(len(popup.product_return_moves), 2)

    def test_whatever_the_ticket_is_about(self):
        self.ticket.write(
            {
                "product_id": self.serial_product.id,
                "lot_id": self.lots[0].id,
                "sale_order_ids": (self.machines.order_id | self.order).ids,
            }
        )
        popup = self._open_line("use_product_returns", self.two)
        self.assertEqual(popup.product_id, self.product)
        self.assertFalse(popup.lot_id)
        self.assertEqual(popup.sale_order_id, self.twice)
        # The ticket stays as it is.
        self.assertEqual(self.ticket.product_id, self.serial_product)

    def test_repair(self):
        popup = self._open_line("use_product_repairs", self.machines, self.lots[1])
        self.assertEqual(popup.product_id, self.serial_product)
        self.assertEqual(popup.lot_id, self.lots[1])
        popup.save().action_confirm()
        self.assertEqual(self.ticket.repair_ids.lot_id, self.lots[1])

    def test_visit(self):
        popup = self._open_line("use_fsm", self.machines, self.lots[1])
        self.assertEqual(popup.name, "It does not work: Coffee machine SN-2")
        popup.save().action_create_task()
        self.assertEqual(
            self.ticket.fsm_task_ids.name, "It does not work: Coffee machine SN-2"
        )

    def test_what_is_not_possible_is_refused_by_rpc_too(self):
        line = self._new_order([(self.product, 1)]).order_line
        with self.assertRaisesRegex(UserError, "Nothing was delivered yet"):
            self._open_line("use_product_returns", line)

    def test_choose(self):
        ticket = self.ticket.with_user(self.agent)
        ticket.action_bought_choose(self.machines.id, self.lots[1].id)
        self.assertRecordValues(
            self.ticket,
            [
                {
                    "product_id": self.serial_product.id,
                    "lot_id": self.lots[1].id,
                    "sale_order_ids": self.machines.order_id.ids,
                }
            ],
        )
        self.assertTrue(self._get_line(self.machines)["is_chosen"])
        # Another one: its order comes beside.
        ticket.action_bought_choose(self.line.id)
        self.assertRecordValues(
            self.ticket, [{"product_id": self.product.id, "lot_id": False}]
        )
        self.assertEqual(
            self.ticket.sale_order_ids, self.machines.order_id | self.order
        )
        self.assertTrue(self._get_line()["is_chosen"])
        self.assertFalse(self._get_line(self.machines)["is_chosen"])

    def test_popup_from_its_own_app_is_as_before(self):
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.twice.picking_ids.id}
        )
        self.assertEqual(len(wizard.product_return_moves), 2)
        self.assertFalse(wizard.bought_line_id)
