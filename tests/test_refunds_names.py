# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import format_date

from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsNames(RefundCommon):
    """What invoices are called where one is chosen, and amounts on our screens."""

    def _name(self, invoice):
        """Return what the drop-down of the popup calls an invoice."""
        found = self._search(invoice.name)
        self.assertEqual([x["id"] for x in found], invoice.ids)
        return found[0]["__formatted_display_name"]

    def _search(self, name):
        """Look for an invoice as the drop-down does."""
        moves = self.env["account.move"].with_user(self.agent)
        moves = moves.with_context(after_sales_invoice_details=True)
        return moves.web_name_search(
            name, {"display_name": {}}, self._popup().invoice_domain
        )

    def test_invoice_in_the_drop_down(self):
        date = format_date(self.env, self.invoice.invoice_date)
        name = self.invoice.name
        self.assertEqual(
            self._name(self.invoice),
            f"{name} \t --{date}--\n$\xa0400.00 of $\xa0400.00 left, Not Paid",
        )
        form = self._popup()
        field = form._view["tree"].xpath("//field[@name='move_ids']")[0]
        self.assertEqual(field.get("context"), "{'after_sales_invoice_details': True}")
        self._set_quantities(form, {self.product: 1, self.serial_product: None})
        self._reverse(form)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({}).action_create_payments()
        payments = dict(self.invoice._fields["payment_state"].selection)
        self.assertEqual(
            self._name(self.invoice),
            f"{name} \t --{date}--\n$\xa0300.00 of $\xa0400.00 left, "
            f"{payments[self.invoice.payment_state]}",
        )
        self.assertIn(self.invoice.payment_state, ("paid", "in_payment"))

    def test_name_is_the_standard_one_elsewhere(self):
        self.assertTrue(self.invoice.display_name.startswith(self.invoice.name))
        self.assertNotIn("left", self.invoice.display_name)
        # Where it is chosen, there is room for the number only.
        found = self._search(self.invoice.name)[0]
        self.assertEqual(found["display_name"], self.invoice.display_name)
        draft = self._new_invoice(post=False)
        refund = self._reverse(self._popup())
        for move in (draft, refund):
            detailed = move.with_context(
                after_sales_invoice_details=True, formatted_display_name=True
            )
            formatted = move.with_context(formatted_display_name=True)
            self.assertEqual(detailed.display_name, formatted.display_name)

    def test_names_cost_no_query_per_invoice(self):
        def partly_credited():
            order = self._new_order([(self.product, 5), (self.serial_product, 1)])
            invoice = self._invoice(order)
            # One by the popup, one from the order.
            form = self._popup(invoices=invoice)
            self._set_quantities(form, {self.product: 1, self.serial_product: None})
            self._reverse(form)
            order.order_line[0].product_uom_qty = 3
            order._create_invoices(final=True)
            return invoice

        invoices = partly_credited() + partly_credited()
        self._count_queries(invoices)
        few = self._count_queries(invoices)
        self.assertTrue(few)
        invoices += partly_credited() + partly_credited() + partly_credited()
        self.assertLessEqual(self._count_queries(invoices), few)

    def _count_queries(self, invoices):
        self.env.flush_all()
        self.env.invalidate_all()
        moves = self.env["account.move"].with_user(self.agent)
        moves = moves.with_context(after_sales_invoice_details=True)
        before = self.env.cr.sql_log_count
        found = moves.web_name_search(
            "", {"display_name": {}}, [("id", "in", invoices.ids)]
        )
        self.assertEqual(len(found), len(invoices))
        for values in found:
            self.assertIn(
                "$\xa0400.00 of $\xa0600.00 left", values["__formatted_display_name"]
            )
        return self.env.cr.sql_log_count - before

    def test_amounts_say_that_taxes_are_included(self):
        form = self._popup()
        popup = form._view["tree"]
        labels = form._view["fields"]
        self.assertEqual(
            labels["refund_total"]["string"], "Total to Refund (incl. tax)"
        )
        totals = popup.xpath("//label[@for='refund_totals']")[0]
        self.assertEqual(totals.get("string"), "Total to Refund (incl. tax)")
        lines = self.env["account.move.reversal.line"]
        self.assertEqual(
            lines.fields_get(["amount"])["amount"]["string"], "Amount (incl. tax)"
        )

    def test_what_the_customer_gets_is_positive_everywhere(self):
        tax = self._new_tax(15)
        lines = [(self.product, 2, {"tax_ids": [Command.set(tax.ids)]})]
        self.ticket.team_id.refund_reviewer_id = False
        for __ in range(2):
            self._reverse(self._popup(invoices=self._new_invoice(lines)))
        drafts = self.ticket.draft_credit_note_ids
        drafts.invoice_date = fields.Date.today()
        ticket = self.ticket.with_user(self.agent)
        for button, post in (
            ("action_view_draft_credit_notes", False),
            ("action_view_credit_notes", True),
        ):
            if post:
                drafts.action_post()
            action = getattr(ticket, button)()
            self.assertEqual(len(action["views"]), 2)
            moves = self.env[action["res_model"]].with_user(self.agent)
            for (view_id, view_type), total in (
                (action["views"][0], "Total (incl. tax)"),
                (action["views"][1], "Total (incl. tax)"),
            ):
                views = moves.get_views([(view_id, view_type)])
                view = views["views"][view_type]
                shown = [
                    name
                    for name, field in views["models"]["account.move"]["fields"].items()
                    if field["type"] == "monetary" and f'name="{name}"' in view["arch"]
                ]
                self.assertIn("amount_total", shown)
                self.assertIn(total, view["arch"])
                for values in moves.search(action["domain"]).read(shown):
                    for name in shown:
                        self.assertGreater(values[name], 0, f"{view_type} {name}")
