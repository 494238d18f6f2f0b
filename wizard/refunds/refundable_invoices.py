# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.fields import Domain


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
        domain = self._get_fitting()
        if not domain.is_false():
            credited = self.env["account.move"]._refund_get_fully_credited(domain)
            domain &= Domain("id", "not in", credited.ids)
        return domain

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
            domain &= Domain("line_ids.sale_line_ids.order_id", "=", order.id)
        if popup.product_id:
            product = popup.product_id._origin
            domain &= Domain("invoice_line_ids.product_id", "=", product.id)
        if popup.lot_id:
            lines = popup._after_sales_get_lot_lines()
            domain &= Domain("line_ids.sale_line_ids", "in", lines.ids)
        return domain

    def get_reason_for_none(self):
        """Say why there is no invoice to choose, or nothing if there is one.

        :rtype: str
        """
        moves = self.env["account.move"]
        if moves.search_count(Domain(self.popup.invoice_domain), limit=1):
            return ""
        customer = self.ticket.commercial_partner_id.display_name
        of_ticket = self.ticket._refund_get_invoice_domain()
        if not moves.search_count(of_ticket, limit=1):
            return self.env._(
                "%(customer)s has no posted invoice in %(company)s.",
                customer=customer,
                company=self.ticket.company_id.name,
            )
        fitting = self._get_fitting()
        if not moves.search_count(fitting, limit=1):
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
        return moves.search(fitting, limit=10)._refund_get_used_up_reason()

    def get_notices(self):
        """Return what to know of the chosen invoices, or why there is none to choose.

        :return: sentence by sentence
        :rtype: list[str]
        """
        popup = self.popup
        if not popup.move_ids:
            reason = self.get_reason_for_none()
            return [reason] if reason else []
        notices = []
        # sudo: names of the credit notes of invoices that the user chose.
        drafts = popup.move_ids._origin.sudo()._refund_get_credit_notes()
        drafts = drafts.filtered(lambda x: x.state == "draft")
        if drafts:
            notices.append(
                self.env._(
                    "Counted as credited though not posted yet: %(notes)s.",
                    notes=", ".join(drafts.mapped("display_name")),
                )
            )
        for refund in popup._refund_get_invoice_refunds():
            invoice = refund.invoice
            if invoice._refund_has_edited_credit_notes():
                notices.append(
                    self.env._(
                        "Of invoice %(invoice)s only %(left)s can still be refunded, "
                        "because of %(notes)s.",
                        invoice=invoice.name,
                        left=invoice.currency_id.format(max(refund.amount_left, 0.0)),
                        notes=", ".join(
                            invoice._refund_get_credit_notes().mapped("display_name")
                        ),
                    )
                )
        if any(line.is_proportional for line in popup.refund_line_ids):
            notices.append(
                self.env._(
                    "A discount on the whole order is refunded in proportion to the "
                    "products refunded."
                )
            )
        paid = popup.move_ids.filtered(
            lambda x: x.payment_state in ("paid", "in_payment", "partial")
        )
        if paid and popup.user_may_post and not popup.refund_is_partial:
            notices.append(
                self.env._(
                    "%(invoices)s is paid: Reverse and Create Invoice takes the "
                    "payment off it, to be matched with the new invoice.",
                    invoices=", ".join(paid.mapped("name")),
                )
            )
        return notices

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
                    invoices=", ".join(named.mapped("display_name"))
                    or self.env._("One of the invoices"),
                    ticket=ticket.number,
                    customer=ticket.commercial_partner_id.display_name,
                    company=ticket.company_id.name,
                )
            )
