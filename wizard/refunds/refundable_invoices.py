# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.helpdesk_after_sales_date import format_date
from ...models.helpdesk_after_sales_join import join_names
from ...models.refunds.invoice_credits import InvoiceCredits


class RefundableInvoices:
    """The invoices that a Refund popup offers.

    Which they are, why there is none, what to know of the chosen ones, and whether
    these are allowed. They are searched as the user.
    """

    def __init__(self, popup):
        """Take the ticket, and what narrows its invoices, from a popup.

        :param popup: one ``account.move.reversal``
        """
        popup.ensure_one()
        self.popup = popup
        self.ticket = popup.helpdesk_ticket_id
        self.env = popup.env

    def get_offered(self):
        """Return the invoices to choose from: what fits, unless fully credited.

        :rtype: Domain
        """
        are_few = bool(self.popup.sale_order_id or self.popup.lot_id)
        return self._without_credited(self._get_fitting(), are_few)

    def _without_credited(self, domain, are_few=False):
        if domain.is_false():
            return domain
        credited = self.env["account.move"]._refund_get_fully_credited(
            domain, self.ticket, are_few
        )
        domain &= Domain("refund_amount_used_up", "=", False)
        return domain & Domain("id", "not in", credited.ids) if credited else domain

    def _get_fitting(self):
        """Return those of the ticket with the popup's order, product and lot.

        The fully credited ones included.

        :rtype: Domain
        """
        popup = self.popup
        domain = self.ticket._refund_get_invoice_domain()
        if domain.is_false():
            return domain
        if popup.sale_order_id:
            order = popup.sale_order_id._origin
            domain &= self._of_order_lines(Domain("order_id", "=", order.id))
        if popup.product_id:
            product = popup.product_id._origin
            domain &= Domain("invoice_line_ids.product_id", "=", product.id)
        if popup.lot_id:
            lines = popup._after_sales_get_lot_lines()
            domain &= self._of_order_lines(Domain("id", "in", lines.ids))
        return domain

    def _of_order_lines(self, domain):
        """Return the invoices of order lines, as a domain.

        By their ids: they are few, and searched among the customer's otherwise.

        :param Domain domain: on ``sale.order.line``
        :rtype: Domain
        """
        invoices = self.env["account.move"]._refund_get_invoices_of(domain)
        return Domain("id", "in", invoices.ids)

    # ------------------------------------------------------------------
    # What to know of them
    # ------------------------------------------------------------------

    def get_reason_for_none(self):
        """Say why there is no invoice to choose, or nothing if there is one.

        :return: as text
        :rtype: str
        """
        return self._get_reason_for_none()

    def _get_reason_for_none(self, get_names=None):
        """Say why there is no invoice to choose.

        :param get_names: the function that names credit notes, if not by their names
        """
        if self._exists(Domain(self.popup.invoice_domain)):
            return ""
        customer = self.ticket.commercial_partner_id.display_name
        if not self._exists(self.ticket._refund_get_invoice_domain()):
            return self.env._(
                "%(customer)s has no posted invoice in %(company)s. Ask somebody from "
                "Invoicing to post it, then it can be refunded.",
                customer=customer,
                company=self.ticket.company_id.name,
            )
        fitting = self._get_fitting()
        if not self._exists(fitting):
            chosen = (
                self.popup.sale_order_id,
                self.popup.product_id,
                self.popup.lot_id,
            )
            return self.env._(
                "%(customer)s has no posted invoice with %(chosen)s. Empty Product, "
                "Lot/Serial Number or Sales Order to see all invoices.",
                customer=customer,
                chosen=" / ".join(record.display_name for record in chosen if record),
            )
        used_up = self.env["account.move"].search(fitting, limit=10)
        reason = used_up._refund_get_used_up_reason(get_names)
        if self._is_all_used_up():
            return reason
        advice = self.env._(
            "Empty Product, Lot/Serial Number or Sales Order to see all invoices."
        )
        return reason + " " + advice

    def get_blocker(self):
        """Say why nothing can be refunded, whatever is chosen in the popup.

        :rtype: str
        """
        if self.popup.move_ids or not self._is_all_used_up():
            return ""
        return self._get_reason_for_none(self._get_links)

    def _is_all_used_up(self):
        """Whether none of the ticket's invoices can be refunded."""
        domain = self.ticket._refund_get_invoice_domain()
        something_left = self.env["account.move"]._refund_get_something_left
        return not (
            self._exists(domain & Domain.custom(to_sql=something_left))
            or self._exists(self._without_credited(domain))
        )

    def _exists(self, domain):
        return bool(self.env["account.move"].search_count(domain, limit=1))

    def _get_links(self, credit_notes):
        """Return the names of credit notes as links, with amount and date."""
        return Markup(", ").join(
            self.popup._after_sales_link_document(
                note,
                note._get_move_display_name(),
                note.currency_id.format(note.amount_total),
                format_date(self.env, note.invoice_date or note.date),
            )
            for note in credit_notes
        )

    def get_notices(self):
        """Return what to know of the chosen invoices, or why there is none to choose.

        :return: sentence by sentence
        :rtype: list[str]
        """
        popup = self.popup
        if not popup.move_ids:
            reason = self._get_reason_for_none(self._get_links)
            return [reason] if reason else []
        notices = []
        # sudo: names of the credit notes of invoices that the user chose.
        invoices = popup.move_ids._origin.sudo()
        found = InvoiceCredits.of(invoices)
        notes = invoices.browse().union(*[x.notes for x in found.values()])
        drafts = notes.filtered(lambda x: x.state == "draft")
        if drafts:
            notices.append(
                self.env._(
                    "Counted as credited though not posted yet: %(notes)s.",
                    notes=self._get_links(drafts),
                )
            )
        for invoice, taken in found.items():
            if taken.is_used_up:
                notices.append(invoice._refund_get_used_up_reason(self._get_links))
            elif taken.is_edited:
                notices.append(
                    self.env._(
                        "Of invoice %(invoice)s only %(left)s can still be refunded, "
                        "because of %(notes)s.",
                        invoice=invoice.name,
                        left=invoice.currency_id.format(max(taken.amount_left, 0.0)),
                        notes=self._get_links(taken.notes),
                    )
                )
        notices += self._get_product_notices(found)
        if any(line.is_proportional for line in popup.refund_line_ids):
            notices.append(
                self.env._(
                    "A discount is refunded in proportion to the products that it "
                    "lowered."
                )
            )
        # The real ones: of those in a form the standard computes anew what is paid.
        paid = popup.move_ids._origin.filtered(
            lambda x: x.payment_state in ("paid", "in_payment", "partial")
        )
        if paid and popup.user_may_post and not popup.refund_is_partial:
            notices.append(
                self.env._(
                    "%(invoices)s is paid: Reverse and Create Invoice takes the "
                    "payment off it, to be matched with the new invoice.",
                    invoices=join_names(self.env, paid.mapped("name")),
                )
            )
        return notices

    def _get_product_notices(self, found):
        """Say that nothing is left of the product, though there is of the invoice."""
        popup = self.popup
        product = popup.product_id._origin
        if not popup.refund_has_more or product in popup.refund_line_ids.product_id:
            return []
        left = {
            line: left
            for taken in found.values()
            for line, left in taken.left.items()
            if line.product_id == product
        }
        if any(left.values()):
            return []
        # sudo: names of the credit notes of invoices that the user chose.
        lines = self.env["account.move.line"].sudo().union(*left)
        return [
            self.env._(
                "%(product)s: nothing left to refund, credited by %(notes)s. Show the "
                "whole invoice to refund something else.",
                product=product.display_name,
                notes=self._get_links(lines._refund_get_credit_lines().move_id),
            )
        ]

    # ------------------------------------------------------------------
    # Whether the chosen ones are allowed
    # ------------------------------------------------------------------

    def check(self, invoices):
        """Check that the chosen invoices are invoices of the ticket.

        :param invoices: as the user
        :raise UserError: saying what to change
        """
        ticket = self.ticket
        if not invoices:
            raise UserError(
                self.get_reason_for_none()
                or self.env._(
                    "Choose the invoice to refund: a posted customer invoice of "
                    "%(customer)s in %(company)s.",
                    customer=ticket.commercial_partner_id.display_name,
                    company=ticket.company_id.name,
                )
            )
        allowed = invoices._filtered_access("read").filtered_domain(
            ticket._refund_get_invoice_domain()
        )
        if invoices != allowed:
            # Of one that they may not read, users are not even told the name.
            named = (invoices - allowed)._filtered_access("read")
            raise UserError(
                self.env._(
                    "%(invoices)s cannot be refunded from ticket %(ticket)s. Choose a "
                    "posted customer invoice of %(customer)s in %(company)s.",
                    invoices=join_names(self.env, named.mapped("display_name"))
                    or self.env._("One of the invoices"),
                    ticket=ticket.number,
                    customer=ticket.commercial_partner_id.display_name,
                    company=ticket.company_id.name,
                )
            )
