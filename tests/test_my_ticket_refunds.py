# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketRefunds(MyTicketCommon):
    """What the customer reads of their refund: how much, and whether it is paid out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Else it would be set off at once.
        cls._pay(cls.invoice)
        cls.note = cls._make_use_credit_notes(2)

    @classmethod
    def _pay(cls, move, **values):
        popup = cls.env["account.payment.register"].with_context(
            active_model=move._name, active_ids=move.ids
        )
        popup.create(values)._create_payments()

    def _check(self, badge, current):
        entry = self._entry(self.note)
        self.assertEqual((entry.badge, entry.current), (badge, current))
        return entry

    def test_draft(self):
        draft = self._make_use_credit_notes(1, post=False)
        self.assertIsNone(self._entry(draft))
        draft.button_cancel()
        self.assertIsNone(self._entry(draft))
        # Nor one that is a draft once more.
        self.assertIsNotNone(self._entry(self.note))
        self.note.button_draft()
        self.assertIsNone(self._entry(self.note))

    def test_posted(self):
        entry = self._check("To be paid out", "Approved")
        self.assertEqual(entry.title, "Your refund")
        self.assertEqual(entry.number, self.note.name)
        self.assertEqual(entry.steps, ["Approved", "Paid out"])
        self.assertEqual(entry.reached, ["Approved"])
        self.assertEqual(entry.facts, ["$ 200.00", "2 Desk lamp"])
        self.assertEqual(
            entry.papers,
            {"Credit note (PDF)": self._paper_url(self.note, "credit_note")},
        )
        self.assertEqual(
            entry.actions,
            {
                f"Credit note {self.note.name}": f"/my/invoices/{self.note.id}",
                f"Invoice {self.invoice.name}": f"/my/invoices/{self.invoice.id}",
            },
        )

    def test_by_the_tickets_link(self):
        entry = self._entry_by_link(self.note)
        self.assertEqual(entry.facts, ["$ 200.00", "2 Desk lamp"])
        self.assertFalse(entry.actions)
        [url] = entry.papers.values()
        self._login()
        self.assertEqual(self._get(url).status_code, 200)

    def test_paid_out(self):
        self._pay(self.note)
        entry = self._check("Paid out", "Paid out")
        self.assertEqual(entry.reached, ["Approved", "Paid out"])

    def test_partly_paid_out(self):
        self._pay(self.note, amount=50.0, payment_difference_handling="open")
        entry = self._check("Partly paid out", "Approved")
        self.assertIn("Still to be paid out: $ 150.00", entry.facts)

    def test_set_off_against_the_invoice(self):
        invoice = self._new_invoice([(self.product, 9)])
        items = (self.note | invoice).line_ids
        items.filtered(
            lambda x: x.account_id.account_type == "asset_receivable"
        ).reconcile()
        self._check("Set off against your invoice", "Set off")

    def test_taken_back(self):
        popup = self.env["account.move.reversal"].with_context(
            active_model=self.note._name, active_ids=self.note.ids
        )
        popup = popup.create({"journal_id": self.note.journal_id.id})
        popup.reverse_moves()
        popup.new_move_ids.action_post()
        entry = self._check("Taken back", "")
        self.assertFalse(entry.steps)

    def test_invoice_that_the_customer_may_not_read(self):
        """As where it was sent to another company, which pays."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET partner_id = %(id)s, commercial_partner_id = "
            "%(id)s WHERE id = %(invoice)s",
            {"id": self.other_customer.id, "invoice": self.invoice.id},
        )
        self.env.invalidate_all()
        self.invoice.message_unsubscribe(self.invoice.message_partner_ids.ids)
        entry = self._entry(self.note)
        self.assertIn(self.note.name, entry.text)
        self.assertNotIn(f"Invoice {self.invoice.name}", entry.actions)
        self.assertNotIn(f"/my/invoices/{self.invoice.id}", entry.actions.values())

    def test_paper(self):
        self._login(self.buyer)
        response = self._get(self._paper_url(self.note, "credit_note"))
        self.assertEqual(response.status_code, 200)
        self.assertIn("private", response.headers["Cache-Control"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn(self.note.name, response.text)

    def test_paper_is_what_was_sent(self):
        sent = self.env["ir.attachment"].create(
            {
                "name": "Sent.pdf",
                "raw": b"%PDF-1.4 as it was sent",
                "res_model": self.note._name,
                "res_id": self.note.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        self.note.invalidate_recordset(["invoice_pdf_report_id"])
        self.assertEqual(self.note.invoice_pdf_report_id, sent)
        self._login(self.buyer)
        response = self._get(self._paper_url(self.note, "credit_note"))
        self.assertEqual(response.content, b"%PDF-1.4 as it was sent")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("Sent.pdf", response.headers["Content-Disposition"])
