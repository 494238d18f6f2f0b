# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsBadInput(RefundCommon):
    def assert_refused(self, message, error=UserError, user=None, **values):
        before = self.env["account.move"].search_count([])
        with self.assertRaisesRegex(error, message), mute_logger("odoo.sql_db"):
            self._rpc_popup(user or self.accountant, **values).refund_moves()
        self.assertEqual(self.env["account.move"].search_count([]), before)

    def _moves(self, *moves):
        return [Command.set([move.id for move in moves])]

    def test_invoices_that_are_not_the_tickets(self):
        message = "a posted customer invoice of Deco Addict"
        for invoice in (
            self._new_invoice(post=False),
            self._new_invoice(partner_id=self.other_customer.id),
            self._new_invoice(move_type="in_invoice"),
            self._new_invoice(move_type="out_refund"),
        ):
            with self.subTest(invoice=invoice):
                self.assert_refused(
                    message,
                    move_ids=self._moves(invoice),
                    journal_id=invoice.journal_id.id,
                )

    def test_plain_agent_and_an_invoice_they_may_not_read(self):
        foreign = self._new_invoice(partner_id=self.other_customer.id)
        with self.assertRaises(UserError), mute_logger("odoo.addons.base.models"):
            self._rpc_popup(self.agent, move_ids=self._moves(foreign)).refund_moves()
        self.assertFalse(foreign.reversal_move_ids)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self._rpc_popup(
                self.agent,
                [{"move_line_id": foreign.invoice_line_ids.id, "quantity": 1}],
            ).refund_moves()
        line = self.env["account.move.reversal.line"].with_user(self.agent)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            line.new({"move_line_id": foreign.invoice_line_ids.id}).price_unit  # noqa: B018

    def test_no_invoice(self):
        self.assert_refused("Choose the invoice", move_ids=self._moves())

    def test_quantities(self):
        line = self.invoice.invoice_line_ids[0]

        def lines(*quantities, line=line):
            return [{"move_line_id": line.id, "quantity": q} for q in quantities]

        self.assert_refused("Nothing of invoice", lines=lines(0))
        self.assert_refused("Nothing of invoice", lines=[])
        self.assert_refused("must have the sign", lines=lines(-1))
        self.assert_refused("3 can still be refunded, not 4", lines=lines(4))
        self.assert_refused("listed twice", lines=lines(1, 1))
        self.assert_refused("too many decimals", ValidationError, lines=lines(0.333))
        for value in ("x", [1], float("nan"), float("inf")):
            self.assert_refused(
                "must be a number|cannot be used", ValidationError, lines=lines(value)
            )
        other = self._new_invoice().invoice_line_ids
        self.assert_refused(
            "not a line of the invoices to refund",
            lines=lines(1) + lines(1, line=other),
        )

    def test_journal_of_another_type(self):
        purchase = self.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", self.company.id)], limit=1
        )
        self.assert_refused("same type", journal_id=purchase.id)

    def test_markup_in_the_reason(self):
        self.assert_refused("tags in angle brackets", reason="<b>Sorry</b>")
        form = self._popup(reason="Only 2 < 3 & sorry")
        self.assertIn("Only 2 < 3 & sorry", self._reverse(form).ref)

    def test_foreign_company(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        self.accountant.company_ids += company
        self.assert_refused(
            "in the company of the ticket|company inconsistencies",
            company_id=company.id,
        )

    def test_somebody_elses_popup(self):
        popup = self._popup().save()
        for user in (self.agent_all, self.accountant):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                popup.with_user(user).refund_moves()
        self.assertFalse(self.invoice.reversal_move_ids)

    def test_ticket_of_another_team(self):
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Other", "use_credit_notes": True}
        )
        self.ticket.write({"team_id": team.id, "user_id": False})
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.ticket.with_user(self.agent).action_refund()

    def test_archived_product_can_be_refunded(self):
        self.product.active = False
        self.assertEqual(self._reverse(self._popup()).amount_total, 400)
