# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    # ------------------------------------------------------------------
    # Which invoices
    # ------------------------------------------------------------------

    @api.model
    def _get_invoices_sudo(self):
        # sudo: whether an invoice is credited depends on credit notes and order
        # lines that agents may not read; what they are offered is searched as them.
        return self.env["account.move"].sudo()

    def _get_invoice_domain(self, narrowed=True):
        """Return the invoices to choose from, the fully credited ones included.

        Posted customer invoices of the ticket's company, of its customer, or of one
        of its orders when invoiced to somebody else.

        :param bool narrowed: by order, product and lot
        :rtype: Domain
        """
        self.ensure_one()
        ticket = self.helpdesk_ticket_id
        if not ticket.partner_id:
            return Domain.FALSE
        orders = ticket.sale_order_ids.filtered(
            lambda x: x.partner_id.commercial_partner_id == ticket.commercial_partner_id
        )
        domain = Domain(
            [
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("company_id", "=", ticket.company_id.id),
            ]
        ) & (
            Domain("commercial_partner_id", "=", ticket.commercial_partner_id.id)
            | Domain("line_ids.sale_line_ids.order_id", "in", orders._origin.ids)
        )
        if narrowed:
            if self.sale_order_id:
                order = self.sale_order_id._origin
                domain &= Domain("line_ids.sale_line_ids.order_id", "=", order.id)
            if self.product_id:
                product = self.product_id._origin
                domain &= Domain("invoice_line_ids.product_id", "=", product.id)
            if self.lot_id:
                lines = self._get_lot_sale_lines()
                domain &= Domain("line_ids.sale_line_ids", "in", lines.ids)
        return domain

    def _get_notices(self):
        notices = super()._get_notices()
        if not self.helpdesk_ticket_id:
            return notices
        if not self.move_ids:
            reason = self._get_no_invoice_reason()
            return notices + [reason] if reason else notices
        # sudo: names of the credit notes of invoices that the user chose.
        drafts = self.move_ids._origin.sudo()._get_credit_notes()
        drafts = drafts.filtered(lambda x: x.state == "draft")
        if drafts:
            notices.append(
                self.env._(
                    "Counted as credited though not posted yet: %(notes)s.",
                    notes=", ".join(drafts.mapped("display_name")),
                )
            )
        for move in self._get_readable_moves_sudo():
            if move._has_edited_credit_notes():
                left = move._get_refundable_amounts()[move]
                notices.append(
                    self.env._(
                        "Of invoice %(invoice)s only %(left)s can still be refunded, "
                        "because of %(notes)s.",
                        invoice=move.name,
                        left=move.currency_id.format(max(left, 0.0)),
                        notes=", ".join(
                            move._get_credit_notes().mapped("display_name")
                        ),
                    )
                )
        if any(line.is_proportional for line in self.refund_line_ids):
            notices.append(
                self.env._(
                    "A discount on the whole order is refunded in proportion to the "
                    "products refunded."
                )
            )
        paid = self.move_ids.filtered(
            lambda x: x.payment_state in ("paid", "in_payment", "partial")
        )
        if paid and self.user_may_post and not self.refund_is_partial:
            notices.append(
                self.env._(
                    "%(invoices)s is paid: Reverse and Create Invoice takes the "
                    "payment off it, to be matched with the new invoice.",
                    invoices=", ".join(paid.mapped("name")),
                )
            )
        return notices

    def _get_no_invoice_reason(self):
        """Say why there is no invoice to choose, or nothing if there is one.

        :rtype: str
        """
        moves = self.env["account.move"]
        if moves.search_count(Domain(self.invoice_domain), limit=1):
            return ""
        customer = self.helpdesk_ticket_id.commercial_partner_id.display_name
        if not moves.search_count(self._get_invoice_domain(narrowed=False), limit=1):
            return self.env._(
                "%(customer)s has no posted invoice in %(company)s.",
                customer=customer,
                company=self.helpdesk_ticket_id.company_id.name,
            )
        narrowed = self._get_invoice_domain()
        if not moves.search_count(narrowed, limit=1):
            chosen = self.lot_id or self.product_id or self.sale_order_id
            return self.env._(
                "%(customer)s has no posted invoice with %(chosen)s. Empty Product, "
                "Lot/Serial Number or Sales Order to see all invoices.",
                customer=customer,
                chosen=" / ".join(
                    record.display_name
                    for record in (self.sale_order_id, self.product_id, self.lot_id)
                    if record
                )
                or chosen.display_name,
            )
        # sudo: names of the credit notes of invoices that the user may read.
        invoices = moves.search(narrowed, limit=10).sudo()
        return self.env._(
            "%(invoices)s: nothing left to refund, credited by %(notes)s.",
            invoices=", ".join(invoices.mapped("name")),
            notes=", ".join(invoices._get_credit_notes().mapped("display_name")),
        )

    def _check_invoices(self, moves):
        """Check the chosen invoices and all else that a client may have written.

        :param moves: the invoices, as the user
        :raise AccessError: if the user may not read one of them
        :raise UserError: saying what to change
        """
        self.ensure_one()
        ticket = self.helpdesk_ticket_id
        if not moves:
            raise UserError(
                self._get_no_invoice_reason()
                or self.env._(
                    "Choose the invoice to refund: a posted customer invoice of "
                    "%(customer)s in %(company)s.",
                    customer=ticket.commercial_partner_id.display_name,
                    company=ticket.company_id.name,
                )
            )
        allowed = moves._filtered_access("read").filtered_domain(
            self._get_invoice_domain(narrowed=False)
        )
        if moves != allowed:
            # Of one that he may not read, he is not even told the name.
            named = (moves - allowed)._filtered_access("read")
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
        if self.company_id != ticket.company_id:
            raise UserError(
                self.env._("The refund must be in the company of the ticket.")
            )
        self.journal_id.check_access("read")
        if self.journal_id not in self.available_journal_ids:
            raise UserError(
                self.env._(
                    "Journal %(journal)s does not fit the invoice: choose a sales "
                    "journal of %(company)s.",
                    journal=self.journal_id.display_name,
                    company=ticket.company_id.name,
                )
            )
        if not self.date:
            raise UserError(self.env._("Choose the reversal date."))
        if self.reason and re.search(r"<[/!a-zA-Z][^>]*>", self.reason):
            raise UserError(
                self.env._(
                    "The reason is printed on the credit note as plain text. Remove "
                    "the tags in angle brackets from it."
                )
            )
