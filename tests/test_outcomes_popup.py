# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesPopup(OutcomeCommon):
    """The Return popup asks what shall follow, and says what it comes to."""

    def test_default_of_team_and_reason(self):
        reasons = self.env["helpdesk.after.sales.reason"]
        kept = reasons.create({"name": "For a test", "return_outcome": "none"})
        other = reasons.create({"name": "Whatever"})
        self.assertFalse(self._open().outcome)
        self.assertTrue(self._open().outcome_is_open)
        self.team.default_outcome = "refund"
        form = self._open()
        self.assertEqual(form.outcome, "refund")
        self.assertFalse(form.outcome_is_open)
        with form.product_return_moves.edit(0) as line:
            self.assertEqual(line.outcome, "refund")
        form.after_sales_reason_id = kept
        self.assertEqual(form.outcome, "none")
        with form.product_return_moves.edit(0) as line:
            self.assertEqual(line.outcome, "none")
            self.assertFalse(line.to_refund)
        form.after_sales_reason_id = other
        self.assertEqual(form.outcome, "none")

    def test_offered_is_what_team_offers(self):
        self.assertIn("refund", self._open().outcome_offered)
        self.team.default_outcome = "refund"
        self.team.use_credit_notes = False
        form = self._open()
        self.assertNotIn("refund", form.outcome_offered)
        self.assertFalse(form.outcome)
        popup = form.save()
        popup.product_return_moves.outcome = "refund"
        with self.assertRaisesRegex(UserError, "Shop does not offer Refund"):
            popup.action_create_returns()

    def test_agent_cannot_keep_quantities_of_a_refund(self):
        popup = self._open(outcome="refund").save()
        popup.product_return_moves.write({"to_refund": False})
        back = self._press(popup)
        self.assertTrue(back.move_ids.to_refund)

    def test_notice_says_what_it_comes_to(self):
        form = self._open(outcome="refund")
        self.assertIn("Nothing is invoiced yet", form.outcome_notice)
        self._invoice(self.order)
        form = self._open(outcome="refund")
        self._set_quantities(form, 2)
        self.assertEqual(self._notice(form), "Will be refunded: $ 200.00.")
        form.outcome = "none"
        self.assertFalse(form.outcome_notice)

    def test_notice_foresees_limit(self):
        self._invoice(self.order)
        self.team.refund_limit = 150
        form = self._open(outcome="refund")
        self._set_quantities(form, 2)
        self.assertIn("$ 50.00 more than the $ 150.00", self._notice(form))
        self.assertIn("has to approve it", form.outcome_notice)
        self._set_quantities(form, 1)
        self.assertNotIn("has to approve it", form.outcome_notice)

    def test_approver_gets_what_was_to_follow(self):
        self.team.late_return = "approve"
        self.team.approver_ids = self.manager
        self.company.return_window_days = 1
        self.delivery.move_ids.date = "2020-01-01 12:00:00"
        self.delivery.date_done = "2020-01-01 12:00:00"
        form = self._open(outcome="refund")
        self._set_quantities(form, 2)
        form.approval_note = "They were ill"
        form.save().action_ask_approval()
        request = self.env["helpdesk.after.sales.approval"].search(
            [("ticket_id", "=", self.ticket.id)]
        )
        action = request.with_user(self.manager).action_open_popup()
        popup = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(popup.outcome, "refund")
        back = self._press(popup.with_user(self.manager))
        self.assertEqual(back.move_ids.helpdesk_outcome, "refund")
        self.assertEqual(back.move_ids.product_uom_qty, 2)

    def test_only_what_matters_is_shown(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        first = delivery.move_line_ids.lot_id.sorted("name")[:1]
        ticket = self._new_ticket(
            product_id=self.serial_product.id,
            lot_id=first.id,
            sale_order_ids=[(6, 0, delivery.sale_id.ids)],
        )
        form = self._open(ticket)
        self.assertEqual(len(form.product_return_moves), 1)
        self.assertFalse(form.has_returned)
        form.outcome = "repair"
        self.assertFalse(form.has_returned)

    def test_standard_popup_asks_nothing(self):
        form = self._standard_popup(self.delivery)
        popup = form.save()
        self.assertFalse(popup.outcome)
        popup.product_return_moves.quantity = 1
        popup.action_create_returns()
        self.assertFalse(self.delivery.return_ids.move_ids.helpdesk_outcome)
