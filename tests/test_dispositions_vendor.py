# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_dispositions import DispositionCommon


@tagged("post_install", "-at_install")
class TestDispositionsVendor(DispositionCommon):
    """What goes back to its vendor, and what waits because it cannot."""

    def test_transfer_to_the_vendor(self):
        vendor = self._add_vendor(self.serial_product)
        delivery = self._deliver_serials("SN-1", "SN-2")
        first, second = delivery.move_line_ids.lot_id.sorted("name")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with(False, ticket=ticket, picking_id=delivery)
        self._choose(back, "vendor", "vendor")
        self._arrive(back)
        sent = self._sent_back(back)
        self.assertRecordValues(
            sent,
            [
                {
                    "partner_id": vendor.id,
                    "state": "assigned",
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "location_dest_id": vendor.property_stock_supplier.id,
                    "origin": back.name,
                    "helpdesk_ticket_id": False,
                }
            ],
        )
        self.assertEqual(sent.move_line_ids.lot_id, first | second)
        for record in (back, ticket):
            note = record.message_ids.filtered(lambda x: sent.name in (x.body or ""))
            self.assertIn(vendor.name, note.body)
            self.assertIn(back.name, note.body)
        # A return is counted once.
        self.assertEqual(ticket.return_ids, back)
        self._receive(sent)
        for lot in first | second:
            self.assertFalse(self._held(self.serial_product, lot_id=lot))

    def test_a_transfer_for_each_vendor(self):
        chair = self._new_product("Chair")
        self._put_in_stock(chair, 10)
        makers = self._add_vendor(self.product) | self._add_vendor(chair, "Joiner")
        order = self._new_order([(self.product, 1), (chair, 1)])
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=[(6, 0, order.ids)])
        back = self._return_with(False, ticket=ticket, picking_id=delivery)
        self._choose(back, "vendor", "vendor")
        self._arrive(back)
        self.assertEqual(self._sent_back(back).partner_id, makers)

    def test_vendor_of_the_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.product.seller_ids = [
            Command.create(
                {"partner_id": stranger.id, "company_id": other.id, "sequence": 1}
            )
        ]
        vendor = self.env["res.partner"].create({"name": "Ours"})
        self.product.seller_ids = [
            Command.create({"partner_id": vendor.id, "sequence": 2})
        ]
        back = self._return_with(False, 1)
        self._choose(back, "vendor")
        self._arrive(back)
        self.assertEqual(self._sent_back(back).partner_id, vendor)

    def test_without_vendor_the_receipt_stands_and_it_is_asked(self):
        back = self._return_with(False, 2)
        self._choose(back, "vendor")
        self._arrive(back)
        self.assertEqual(back.state, "done")
        self.assertFalse(self._sent_back(back))
        self.assertEqual(self._held(self.product), {self.stock: 97})
        question = self._questions(back)
        self.assertEqual(question.user_id, self.agent)
        self.assertIn("Desk lamp cannot go back to its vendor", question.note)
        self.assertIn("none is known", back.helpdesk_outcome_problem)
        self.assertTrue(back.helpdesk_outcome_due)
        with self.assertRaisesRegex(UserError, "none is known"):
            back.with_user(self.warehouseman).action_follow_up()
        vendor = self._add_vendor(self.product)
        back.with_user(self.warehouseman).action_follow_up()
        sent = self._sent_back(back)
        self.assertEqual(sent.partner_id, vendor)
        self.assertFalse(back.helpdesk_outcome_problem)
        self.assertFalse(back.helpdesk_outcome_due)
        self.assertFalse(self._questions(back))
        back.with_user(self.agent).action_follow_up()
        self.assertEqual(self._sent_back(back), sent)

    def test_asked_together_with_what_follows(self):
        self._invoice(self.order)
        self.team.refund_limit = 50
        back = self._return_with("refund", 1)
        self._choose(back, "vendor")
        self._arrive(back)
        question = self._questions(back)
        self.assertEqual(len(question), 1)
        self.assertIn("none is known", question.note)
        self.assertIn("more than the", question.note)
        with self.assertRaisesRegex(UserError, "(?s)more than the.*none is known"):
            back.action_follow_up()
        self.team.refund_limit = 0
        back.action_follow_up()
        self.assertEqual(len(self._credit_notes()), 1)
        self.assertNotIn("more than the", self._questions(back).note)
        self._add_vendor(self.product)
        back.action_follow_up()
        self.assertEqual(len(self._credit_notes()), 1)
        self.assertFalse(self._questions(back))

    def test_one_that_fails_stops_no_other(self):
        back = self._return_with(False, 3)
        self._split_line(back, 1, "vendor")
        back.move_line_ids[0].helpdesk_disposition = "scrap"
        self._arrive(back)
        self.assertEqual(
            self._held(self.product), {self.stock: 96, self._scrap_location(): 2}
        )
        self.assertIn("none is known", back.helpdesk_outcome_problem)

    def test_company_without_scrap_location(self):
        self.env["stock.location"].search(
            [("company_id", "=", self.company.id), ("usage", "=", "inventory")]
        ).active = False
        back = self._return_with(False, 1)
        self._choose(back, "scrap")
        self._arrive(back)
        self.assertEqual(back.state, "done")
        self.assertIn("has no location for scrap", back.helpdesk_outcome_problem)
