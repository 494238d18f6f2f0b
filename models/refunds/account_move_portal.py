# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..helpdesk_after_sales_date import format_date
from .account_move_overview import PAID


class AccountMove(models.Model):
    """What the customer sees of their refund on the page of its ticket."""

    _inherit = "account.move"

    def _after_sales_is_told(self):
        # What was cancelled had been a draft before.
        return self.state == "posted" and super()._after_sales_is_told()

    def _after_sales_get_portal_title(self):
        return self.env._("Your refund")

    def _after_sales_get_portal_date(self):
        return format_date(self.env, self.invoice_date)

    def _after_sales_get_portal_badge(self):
        if self._refund_get_undoing():
            return {"name": self.env._("Taken back"), "colour": "secondary"}
        if self.payment_state == "partial":
            return {"name": self.env._("Partly paid out"), "colour": "info"}
        if self.payment_state not in PAID:
            return {"name": self.env._("To be paid out"), "colour": "info"}
        if self._refund_is_set_off():
            name = self.env._("Set off against your invoice")
            return {"name": name, "colour": "success"}
        return {"name": self.env._("Paid out"), "colour": "success"}

    def _after_sales_get_portal_steps(self):
        steps = super()._after_sales_get_portal_steps()
        if self._refund_get_undoing():
            return steps
        is_paid = self.payment_state in PAID
        last = self.env._("Paid out")
        if is_paid and self._refund_is_set_off():
            last = self.env._("Set off")
        names = [self.env._("Approved"), last]
        return steps + self._after_sales_make_portal_steps(names, 2 if is_paid else 1)

    def _after_sales_get_portal_facts(self, link):
        currency = self.currency_id
        facts = [currency.format(self.amount_total), self._after_sales_get_summary()]
        if self.payment_state == "partial":
            facts.append(
                self.env._(
                    "Still to be paid out: %(amount)s",
                    amount=currency.format(self.amount_residual),
                )
            )
        return [*super()._after_sales_get_portal_facts(link), *filter(None, facts)]

    def _after_sales_get_portal_actions(self, link):
        actions = super()._after_sales_get_portal_actions(link)
        documents = (
            (self, self.env._("Credit note")),
            (self.reversed_entry_id, self.env._("Invoice")),
        )
        return actions + [
            {
                "name": self.env._("%(what)s %(number)s", what=what, number=move.name),
                "url": f"/my/invoices/{move.id}",
                "icon": "fa-external-link",
                "is_primary": False,
            }
            for move, what in documents
            if move.state == "posted" and link.may_read(move)
        ]

    def _after_sales_get_papers(self):
        return {
            **super()._after_sales_get_papers(),
            "credit_note": {
                "name": self.env._("Credit note (PDF)"),
                "icon": "fa-download",
            },
        }

    def _after_sales_render_paper(self, paper):
        if paper != "credit_note":
            return super()._after_sales_render_paper(paper)
        # What was sent to the customer, if it was.
        if made := self.invoice_pdf_report_id:
            return made.raw, "pdf", made.name.removesuffix(".pdf")
        report = self.partner_id.invoice_template_pdf_report_id
        xmlid = report.get_external_id().get(report.id)
        return self._after_sales_render_for_customer(
            xmlid or "account.account_invoices"
        )
