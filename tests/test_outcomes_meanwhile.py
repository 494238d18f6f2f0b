# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_dispositions import DispositionCommon


@tagged("post_install", "-at_install")
class TestOutcomesMeanwhile(DispositionCommon):
    """What the warehouse, or Accounting, does between a promise and its keeping."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(cls.order)
        cls.team.use_product_repairs = True

    def _set_rules_active(self, active):
        rules = self.env["stock.rule"].with_context(active_test=False)
        rules.search([("location_dest_id.usage", "=", "customer")]).active = active

    def _try_again(self, back, user=None):
        back.with_user(user or self.agent).action_follow_up()
        self.env.flush_all()
        self.env.invalidate_all()

    def _deliver_by_hand(self, quantity):
        """Deliver something to the customer that nobody ordered."""
        customers = self.customer.property_stock_customer
        of_both = {
            "location_id": self.stock.id,
            "location_dest_id": customers.id,
        }
        picking = self.env["stock.picking"].create(
            {
                **of_both,
                "partner_id": self.customer.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "move_ids": [
                    Command.create(
                        {
                            **of_both,
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = quantity
        return self._receive(picking)

    def _send_again(self, back, quantity):
        """Send goods of a return to the customer again, as the warehouse does."""
        form = self._standard_popup(back)
        self._set_quantities(form, quantity)
        again = self.env["stock.picking"].browse(
            form.save().action_create_returns()["res_id"]
        )
        again.move_ids.quantity = quantity
        return self._receive(again)

    # ------------------------------------------------------------------
    # Gone again
    # ------------------------------------------------------------------

    def test_what_went_back_is_not_repaired(self):
        """Nor is its way through the warehouse followed in a circle for ever."""
        back = self._return_with("repair", 3)
        self.team.use_product_repairs = False
        self._arrive(back)
        self._send_again(back, 2)
        self.team.use_product_repairs = True
        self._try_again(back)
        self.assertEqual(self.ticket.repair_ids.product_qty, 1)
        self.assertEqual(self.ticket.repair_ids.product_location_src_id, self.stock)

    def test_what_went_back_is_not_replaced(self):
        back = self._return_with("replace", 3)
        self._set_rules_active(False)
        self._arrive(back)
        self.assertTrue(back.helpdesk_outcome_due)
        self._send_again(back, 2)
        self._set_rules_active(True)
        self._try_again(back)
        self.assertEqual(back.helpdesk_replacement_move_ids.product_uom_qty, 1)

    def test_what_was_scrapped_is_not_repaired(self):
        back = self._return_with("repair", 3)
        self._split_line(back, 1, "scrap")
        self._arrive(back)
        self.assertEqual(self.ticket.repair_ids.product_qty, 2)
        self.assertIn(
            "1 Units of Desk lamp were scrapped on arrival", self._questions(back).note
        )
        delivery = self._deliver_serials("SN-1", "SN-2")
        back = self._return_with("repair", picking_id=delivery)
        back.move_line_ids[0].helpdesk_disposition = "scrap"
        self._arrive(back)
        self.assertEqual(back.repair_ids.lot_id, back.move_line_ids[1].lot_id)
        self.assertIn("of SN-1 were scrapped", back.helpdesk_outcome_problem)

    def test_what_is_to_be_repaired_is_not_scrapped_by_its_reason(self):
        reason = self.env["helpdesk.after.sales.reason"].create(
            {"name": "Broken", "return_disposition": "scrap"}
        )
        back = self._return_with("repair", 1, after_sales_reason_id=reason)
        self.assertEqual(back.move_ids.helpdesk_disposition, "repair")
        self._arrive(back)
        self.assertTrue(back.repair_ids)
        self.assertFalse(back.helpdesk_outcome_problem)
        back = self._return_with("none", 1, after_sales_reason_id=reason)
        self.assertEqual(back.move_ids.helpdesk_disposition, "scrap")

    # ------------------------------------------------------------------
    # Whose order it is
    # ------------------------------------------------------------------

    def test_order_chosen_on_the_dock_is_not_refunded(self):
        """Nobody but its agent says of which order a return is."""
        delivery = self._deliver_by_hand(3)
        back = self._return_with("refund", 1, picking_id=delivery)
        back.with_user(self.warehouseman).sale_id = self.order
        self.assertEqual(back.move_ids.sale_line_id, self.order.order_line)
        self._arrive(back)
        self.assertFalse(self._credit_notes())
        self.assertIn("without a sales order", back.helpdesk_outcome_problem)

    def test_order_chosen_on_the_dock_gets_no_replacement(self):
        other = self._new_product("Armchair")
        self._put_in_stock(other, 10)
        delivery = self._deliver_by_hand(3)
        form = self._open(picking_id=delivery, outcome="replace")
        self._set_quantities(form, 1)
        with form.product_return_moves.edit(0) as line:
            line.replace_product_id = other
        back = self._press(form.save())
        back.with_user(self.warehouseman).sale_id = self.order
        self._arrive(back)
        self.assertEqual(self.order.order_line.product_id, self.product)
        sent = back.helpdesk_replacement_move_ids
        self.assertEqual(sent.product_id, other)
        self.assertNotEqual(sent.sale_line_id.order_id, self.order)

    # ------------------------------------------------------------------
    # Not from the customer
    # ------------------------------------------------------------------

    def test_receipt_from_elsewhere_is_told(self):
        for values in (
            {"location_id": self.stock.id},
            {"picking_type_id": self.warehouse.int_type_id.id},
        ):
            with self.subTest(values):
                back = self._return_with("refund", 1)
                back.with_user(self.warehouseman).write(values)
                self._arrive(back)
                self.assertFalse(self._credit_notes())
                self.assertIn(
                    "not from the customer, so nothing follows",
                    back.helpdesk_outcome_problem,
                )
                self.assertFalse(back.helpdesk_outcome_due)
                self.assertEqual(self._questions(back).user_id, self.agent)
                chain = back._after_sales_get_chain()
                self.assertEqual(chain[-1]["state"], "stuck")

    def test_nothing_promised_is_told_of_nothing(self):
        back = self._return_with("none", 1)
        back.location_id = self.stock
        self._arrive(back)
        self.assertFalse(back.helpdesk_outcome_problem)

    def test_nobody_enters_who_received(self):
        back = self._return_with("refund", 1).with_user(self.warehouseman)
        for value in (self.outsider.id, False):
            with self.assertRaisesRegex(AccessError, "cannot be entered"):
                back.helpdesk_done_by_id = value
        with self.assertRaisesRegex(AccessError, "cannot be entered"):
            back.copy({"helpdesk_done_by_id": self.outsider.id})
        self.assertFalse(back.copy().helpdesk_done_by_id)
        self._arrive(back)
        self.assertEqual(back.helpdesk_done_by_id, self.warehouseman)

    # ------------------------------------------------------------------
    # Try Again
    # ------------------------------------------------------------------

    def _return_two(self):
        """Make a return of a product to be refunded and one to be repaired."""
        other = self._new_product("Armchair")
        self._put_in_stock(other, 10)
        order = self._new_order([(self.product, 1), (other, 1)])
        delivery = self._deliver(order)
        self._invoice(order)
        form = self._open(picking_id=delivery, outcome="refund")
        self._set_quantities(form, 1, 1)
        with form.product_return_moves.edit(1) as line:
            line.outcome = "repair"
        return self._press(form.save())

    def test_one_that_still_waits_keeps_no_other_waiting(self):
        back = self._return_two()
        self.team.use_credit_notes = self.team.use_product_repairs = False
        self._arrive(back)
        with self.assertRaisesRegex(UserError, "(?s)offer Refunds.*offer Repairs"):
            self._try_again(back)
        self.team.use_product_repairs = True
        self._try_again(back, self.warehouseman)
        self.assertEqual(self.ticket.repair_ids.product_id.name, "Armchair")
        self.assertTrue(back.helpdesk_outcome_due)
        self.assertIn("offer Refunds", self._questions(back).note)
        self.assertNotIn("offer Repairs", self._questions(back).note)
        with self.assertRaisesRegex(UserError, "offer Refunds"):
            self._try_again(back)
        self.team.use_credit_notes = True
        self._try_again(back)
        self.assertFalse(back.helpdesk_outcome_problem)
        self.assertFalse(self._questions(back))
        self.assertEqual(self._credit_notes().amount_total, 100)
        self.assertEqual(len(self.ticket.repair_ids), 1)

    def test_refund_waits_for_no_vendor(self):
        back = self._return_with("refund", 1)
        self._choose(back, "vendor")
        self.team.use_credit_notes = False
        self._arrive(back)
        self.team.use_credit_notes = True
        self._try_again(back)
        self.assertEqual(self._credit_notes().amount_total, 100)
        # Once, whoever asked how often.
        self.assertEqual(back.helpdesk_outcome_problem.count("none is known"), 1)
        self._add_vendor(self.product)
        self._try_again(back)
        self.assertTrue(self._sent_back(back))
        self.assertFalse(back.helpdesk_outcome_problem)

    def test_archived_journal_is_told(self):
        journal = self.env["account.journal"].create(
            {"name": "Old sales", "type": "sale", "code": "OLDS"}
        )
        order = self._new_order([(self.product, 1)])
        delivery = self._deliver(order)
        invoice = self._invoice(order, post=False)
        invoice.journal_id = journal
        invoice.action_post()
        back = self._return_with("refund", 1, picking_id=delivery)
        journal.active = False
        self._arrive(back)
        self.assertIn("(Old sales) is archived", back.helpdesk_outcome_problem)
        with self.assertRaisesRegex(UserError, "is archived"):
            self._try_again(back)
        journal.active = True
        self._try_again(back)
        self.assertEqual(self._credit_notes().amount_total, 100)

    def test_return_stays_with_its_ticket_and_delivery(self):
        back = self._return_with("refund", 2)
        other = self._new_ticket()
        for vals in (
            {"helpdesk_ticket_id": False},
            {"helpdesk_ticket_id": other.id},
            {"return_id": False},
        ):
            with self.subTest(**vals), self.assertRaises(AccessError):
                back.with_user(self.warehouseman).write(vals)
        back.with_user(self.warehouseman).write({"return_id": self.delivery.id})
