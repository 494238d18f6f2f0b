# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_analysis import AnalysisCommon


@tagged("post_install", "-at_install")
class TestRefundsReversed(AnalysisCommon):
    """A credit note that Invoicing took back is no refund any more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._new_invoice([(cls.product, 2)])

    def _reverse_note(self, credit_note, post=True, **values):
        """Reverse a credit note as an accountant does; return the invoice of it."""
        popup = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=credit_note.ids)
            .create({"journal_id": credit_note.journal_id.id})
        )
        action = popup.refund_moves()
        invoice = self.env["account.move"].browse(action["res_id"])
        for line in invoice.invoice_line_ids:
            line.write(values)
        if post and invoice.state == "draft":
            invoice.action_post()
        return invoice

    def _assert_state(self, credit_note, state, label):
        """Assert that overview, analysis and Python agree on what became of it."""
        self.env.flush_all()
        rows = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        rows.invalidate_model()
        row = rows.search([("ticket_id", "=", self.ticket.id)])
        self.assertRecordValues(row, [{"state": state, "state_label": label}])
        self.assertEqual(credit_note._after_sales_get_common_state(), state)
        self.assertEqual(self._find().state, state)

    def test_reversed(self):
        credit_note = self._refund()
        figures = ["amount:sum", "refunded_amount:sum", "refunded_quantity:sum"]
        self.assertEqual(self._sum(*figures), (200.0, 200.0, 2.0))
        invoice = self._reverse_note(credit_note, post=False)
        self._assert_state(credit_note, "done", "Posted, set off against the invoice")
        invoice.action_post()
        label = f"Reversed by {invoice.name}"
        self._assert_state(credit_note, "cancelled", label)
        self.assertEqual(self._sum(*figures), (0.0, 0.0, 0.0))
        self.assertFalse(self._find().date_end)
        [shown] = self.ticket.with_user(self.agent).after_sales_get_overview()[
            "documents"
        ]
        self.assertEqual((shown["state"], shown["state_label"]), ("cancelled", label))
        self.assertIn(label, credit_note._after_sales_get_undo_refusal())

    def test_reversal_that_was_cancelled(self):
        credit_note = self._refund()
        invoice = self._reverse_note(credit_note)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(credit_note._after_sales_get_common_state(), "done")
        self.assertEqual(self._find().state, "done")
        self.assertEqual(self._sum("refunded_amount:sum"), 200.0)

    def test_partly_reversed(self):
        credit_note = self._refund()
        self._reverse_note(credit_note, quantity=0.5)
        self._assert_state(credit_note, "done", "Posted, set off against the invoice")
        second = self._reverse_note(credit_note, quantity=1.5)
        self.assertEqual(credit_note._after_sales_get_common_state(), "cancelled")
        self.assertEqual(self._find().state, "cancelled")
        self.assertIn(second.name, credit_note._after_sales_get_state_label())

    def test_invoice_is_still_refunded_only_once(self):
        credit_note = self._refund()
        self._reverse_note(credit_note)
        popup = self._popup_as(self.agent, self.ticket, "action_refund")
        self.assertNotIn(self.invoice.id, [move.id for move in popup.move_ids])
