# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...models.asked_once import filter_readable
from ...models.refunds.invoice_refund import InvoiceRefund
from ...models.refunds.refund_money import Goodwill
from .refund_proposal import RefundProposal
from .refundable_invoices import RefundableInvoices


class AccountMoveReversal(models.TransientModel):
    """The Refund popup: the standard reversal, started from a ticket.

    Everything below only acts where the popup holds a ticket; opened from Accounting
    it is the standard one. Which invoices it offers is said by
    :class:`RefundableInvoices`, what is refunded of each by :class:`InvoiceRefund`.

    Over 300 lines: most of them are fields, what computes them, and the checks of one
    press of a button, in their order.
    """

    _name = "account.move.reversal"
    _inherit = ["account.move.reversal", "helpdesk.after.sales.order.popup"]

    _after_sales_switch = "use_credit_notes"
    _after_sales_agents_only = True

    move_ids = fields.Many2many(
        compute="_compute_move_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    invoice_domain = fields.Binary(compute="_compute_invoice_domain")
    refund_line_ids = fields.One2many(
        comodel_name="account.move.reversal.line",
        inverse_name="wizard_id",
        string="Products to Refund",
        compute="_compute_refund_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    # See RefundProposal. Clients send both back, because the lines hang on them.
    refund_proposed_for = fields.Char(
        compute="_compute_refund_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        export_string_translation=False,
    )
    refund_has_more = fields.Boolean(
        compute="_compute_refund_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        export_string_translation=False,
    )
    refund_whole_invoice = fields.Boolean(
        string="Show the whole invoice",
        help="Lists the products that the ticket is not about, too, to refund some of "
        "them.",
    )
    refund_may_give_goodwill = fields.Boolean(
        compute="_compute_refund_may_give_goodwill",
        compute_sudo=False,
        export_string_translation=False,
    )
    refund_has_lots = fields.Boolean(
        compute="_compute_refund_has_lots", export_string_translation=False
    )
    refund_goodwill = fields.Boolean(
        string="Goodwill",
        help="Give back a part of the price: an amount or a percentage. The customer "
        "keeps the products. Shipping and other services are listed, too.",
    )
    refund_total = fields.Monetary(
        string="Total to Refund (incl. tax)", compute="_compute_refund_amounts"
    )
    # Of several currencies, and on the button; empty as long as it is nothing.
    refund_totals = fields.Char(
        string="Totals to Refund (incl. tax)", compute="_compute_refund_amounts"
    )
    refund_is_partial = fields.Boolean(compute="_compute_refund_amounts")
    # For the lines, by id of the invoice line: the taxes of an invoice are computed
    # together, once for the total and all amounts.
    refund_line_amounts = fields.Binary(
        compute="_compute_refund_amounts", export_string_translation=False
    )
    # What goodwill can still be given of, in the same way.
    refund_line_money = fields.Binary(
        compute="_compute_refund_amounts", export_string_translation=False
    )
    user_may_post = fields.Boolean(compute="_compute_user_may_post")

    @api.model
    def default_get(self, fields):
        res = super().default_get(fields)
        ticket = self.env["helpdesk.ticket"].browse(res.get("helpdesk_ticket_id"))
        if ticket:
            # A dropped key is computed.
            res.pop("move_ids", None)
            res["company_id"] = ticket.company_id.id
            res.setdefault("reason", ticket.number)
        # The standard adds what the client's context names.
        self._after_sales_check_input([res])
        return res

    @api.depends("helpdesk_ticket_id", "sale_order_id", "product_id", "lot_id")
    def _compute_invoice_domain(self):
        for popup in self:
            popup.invoice_domain = list(RefundableInvoices(popup).get_offered())

    @api.depends("helpdesk_ticket_id", "sale_order_id", "product_id", "lot_id")
    def _compute_move_ids(self):
        """Keep the chosen invoices that still fit; choose the only one that does."""
        from_ticket = self.filtered("helpdesk_ticket_id")
        for popup in from_ticket:
            domain = Domain(popup.invoice_domain)
            moves = popup.move_ids._origin.filtered_domain(domain)
            if not moves:
                found = moves.search(domain, limit=2)
                moves = found if len(found) == 1 else moves
            popup.move_ids = moves
        for popup in (self - from_ticket).filtered(lambda x: not x.id):
            popup.move_ids = popup.move_ids._origin

    @api.depends("move_ids")
    def _compute_journal_id(self):
        # EXTENDS 'account': the standard keeps the first journal though the invoice
        # changes.
        from_ticket = self.filtered("helpdesk_ticket_id")
        for popup in from_ticket:
            journals = popup.move_ids.journal_id.filtered("active")
            popup.journal_id = journals[:1]
        return super(AccountMoveReversal, self - from_ticket)._compute_journal_id()

    @api.depends("helpdesk_ticket_id")
    def _compute_refund_may_give_goodwill(self):
        for popup in self:
            # sudo: the settings of a company; only whether there is one is told.
            company = popup.helpdesk_ticket_id.company_id.sudo()
            popup.refund_may_give_goodwill = bool(
                company.after_sales_goodwill_product_id
            )

    @api.depends("refund_line_ids.lot_names")
    def _compute_refund_has_lots(self):
        for popup in self:
            popup.refund_has_lots = any(popup.refund_line_ids.mapped("lot_names"))

    @api.depends(
        "move_ids", "product_id", "lot_id", "refund_whole_invoice", "refund_goodwill"
    )
    def _compute_refund_line_ids(self):
        """List what the ticket is about; the rest of the invoices when asked for.

        What the agent entered or removed stays so, unless product or lot change, or
        whether it is goodwill.
        """
        from_ticket = self.filtered("helpdesk_ticket_id")
        # There are none to look for in a popup opened from Accounting.
        standard = (self - from_ticket).filtered(lambda x: not x.id)
        standard.refund_line_ids = False
        standard.refund_proposed_for = False
        standard.refund_has_more = False
        for popup in from_ticket:
            proposal = RefundProposal(popup)
            quantities = proposal.get_quantities(popup.refund_whole_invoice)
            kept = popup.refund_line_ids.filtered(
                lambda x, quantities=quantities, moves=popup.move_ids._origin: (
                    x.move_id in moves
                    and (x._is_chosen() or x.move_line_id in quantities)
                )
            )
            if popup.refund_proposed_for != proposal.key:
                kept = kept.browse()
            commands = [
                Command.delete(line.id) for line in popup.refund_line_ids - kept
            ]
            for line, quantity in quantities.items():
                if line in kept.move_line_id:
                    continue
                if line.move_id in kept.move_id:
                    # Removed by the agent, or the rest of the invoice.
                    if not popup.refund_whole_invoice:
                        continue
                    quantity = 0.0
                commands.append(
                    Command.create({"move_line_id": line.id, "quantity": quantity})
                )
            popup.refund_line_ids = commands
            popup.refund_proposed_for = proposal.key
            popup.refund_has_more = len(proposal.about) < len(proposal.left)

    @api.depends(
        "refund_line_ids.quantity",
        "refund_line_ids.move_line_id",
        "refund_line_ids.goodwill_percent",
        "refund_line_ids.goodwill_amount",
        "refund_goodwill",
    )
    def _compute_refund_amounts(self):
        for popup in self:
            refunds = popup._refund_get_invoice_refunds()
            totals = {}
            amounts = {}
            money = {}
            for refund in refunds:
                currency = refund.invoice.currency_id
                totals[currency] = totals.get(currency, 0.0) + refund.total
                amounts |= {str(line.id): x for line, x in refund.amounts.items()}
                for line in refund.lines if popup.refund_goodwill else ():
                    money[str(line.id)] = refund.get_goodwill_left(line)
            popup.refund_is_partial = any(refund.is_partial for refund in refunds)
            popup.refund_total = sum(totals.values()) if len(totals) == 1 else 0.0
            popup.refund_totals = " + ".join(
                currency.format(total) for currency, total in totals.items() if total
            )
            popup.refund_line_amounts = amounts
            popup.refund_line_money = money

    @api.depends_context("uid")
    def _compute_user_may_post(self):
        self.user_may_post = self.env.user.has_group("account.group_account_invoice")

    @api.depends("move_ids", "refund_line_ids.quantity")
    def _compute_after_sales_notice(self):
        return super()._compute_after_sales_notice()

    @api.constrains("journal_id", "move_ids")
    def _check_journal_type(self):
        # EXTENDS 'account': without an invoice the button says what is missing.
        return super(
            AccountMoveReversal,
            self.filtered(lambda x: x.move_ids or not x.helpdesk_ticket_id),
        )._check_journal_type()

    def _after_sales_get_notices(self):
        notices = super()._after_sales_get_notices()
        if self.helpdesk_ticket_id:
            notices += RefundableInvoices(self).get_notices()
        return notices

    def _after_sales_get_blocker(self):
        return RefundableInvoices(self).get_blocker()

    def _notice_get_chosen_partner(self):
        # EXTENDS: the credit note is of whom the invoice went to.
        return self.move_ids._origin.sudo(False)._filtered_access("read").partner_id[:1]

    def _refund_get_invoice_refunds(self):
        """Return what is to be refunded of each chosen invoice the user may read.

        :rtype: list[InvoiceRefund]
        """
        self.ensure_one()
        lines = self.refund_line_ids.grouped("move_id")
        return InvoiceRefund.of(
            {
                move: {x.move_line_id: x.quantity for x in lines.get(move, ())}
                for move in filter_readable(self.move_ids._origin)
            },
            goodwill={
                x.move_line_id: Goodwill(x.goodwill_percent, x.goodwill_amount)
                for x in self.refund_line_ids
                if x.goodwill_percent or x.goodwill_amount
            },
            fees=self._refund_get_fees(),
        )

    def _refund_get_fees(self):
        """Return what is to be withheld of each line.

        :return: a :class:`Fee` by invoice line
        :rtype: dict
        """
        self.ensure_one()
        return {}

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _prepare_default_reversal(self, move):
        # EXTENDS 'account'
        res = super()._prepare_default_reversal(move)
        if self.helpdesk_ticket_id:
            res["helpdesk_ticket_id"] = self.helpdesk_ticket_id.id
            if not self.user_may_post:
                # Somebody who may post looks at it first, whatever its date.
                res["auto_post"] = "no"
        return res

    def _modify_default_reverse_values(self, origin_move):
        values = super()._modify_default_reverse_values(origin_move)
        if self.helpdesk_ticket_id:
            # The one that this popup has just made.
            values["after_sales_origin_id"] = max(origin_move.reversal_move_ids.ids)
        return values

    def reverse_moves(self, is_modify=False):
        """Make the credit notes; from a ticket, exactly what its popup lists.

        Whoever may write the ticket may make a draft; *Reverse and Create Invoice*
        (``is_modify``) posts, so it is for those who may post. Pressed again, it
        opens what it made.

        :param bool is_modify: post the credit notes and make draft copies of the
            invoices
        :return: a window action on the documents made
        :rtype: dict
        :raise AccessError: if the popup, ticket or an invoice is not the user's
        :raise UserError: saying what to change; nothing is written then
        """
        # EXTENDS 'account'
        if not self.helpdesk_ticket_id:
            return super().reverse_moves(is_modify=is_modify)
        popup = self._after_sales_start_popup()
        ticket = popup.helpdesk_ticket_id
        if not popup.new_move_ids:
            # sudo: rules filter what is read of the chosen invoices; all of them
            # must be the user's.
            moves = popup.sudo().move_ids.sudo(False)
            RefundableInvoices(popup).check(moves)
            popup._refund_check_header()
            if is_modify:
                popup._refund_check_may_modify()
            moves._after_sales_lock_rows()
            refunds = popup._refund_get_invoice_refunds()
            popup._refund_check_lines(refunds)
            for refund in refunds:
                refund.check()
            credit_notes = popup._refund_make_credit_notes(moves, refunds, is_modify)
            popup._after_sales_finish_popup(credit_notes)
            if not popup.user_may_post:
                ticket._refund_ask_reviewer(credit_notes)
        made = popup.new_move_ids
        title = self.env._("Refund of %s", ticket.number)
        if is_modify:
            # The new invoices, as the standard has it.
            return ticket._after_sales_open_documents(made, title)
        return ticket._refund_open_credit_notes(made, title)

    def _refund_check_header(self):
        """Check what a client may have written besides invoices and quantities.

        :raise AccessError: if the user may not read the journal
        :raise UserError: saying what to change
        """
        company = self.helpdesk_ticket_id.company_id
        if self.company_id != company:
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
                    company=company.name,
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

    def _refund_check_may_modify(self):
        if not self.user_may_post:
            raise AccessError(
                self.env._(
                    "Reverse and Create Invoice posts the credit note, and you may not "
                    "post. Use Reverse: it makes a draft."
                )
            )
        if self.refund_is_partial:
            raise UserError(
                self.env._(
                    "Reverse and Create Invoice takes the whole invoice back. Use "
                    "Reverse for a part of it."
                )
            )
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The reversal date %(date)s is in the future: the credit note "
                    "would wait until then while the new invoice is made now. Choose "
                    "today or a day before, or use Reverse.",
                    date=fields.Date.to_string(self.date),
                )
            )

    def _refund_check_lines(self, refunds):
        """Check that there is something left of the invoices, and lines of theirs only.

        :param list refunds: an :class:`InvoiceRefund` of each invoice, locked
        :raise UserError: saying what to change
        """
        lines = self.refund_line_ids
        if len(lines.move_line_id) < len(lines):
            raise UserError(
                self.env._("An invoice line is listed twice. Remove one of the two.")
            )
        used_up = [x.invoice for x in refunds if not any(x.left.values())]
        if used_up:
            invoices = self.env["account.move"].union(*used_up)
            raise UserError(invoices._refund_get_used_up_reason())
        invoice_lines = self.env["account.move.line"].union(*[x.lines for x in refunds])
        foreign = lines.move_line_id - invoice_lines
        if foreign:
            raise UserError(
                self.env._(
                    "%(product)s is not a line of the invoices to refund. Remove it.",
                    product=foreign[0].display_name,
                )
            )

    def _refund_make_credit_notes(self, moves, refunds, is_modify):
        """Let the standard popup reverse the invoices, then keep what was chosen.

        :param moves: the invoices, checked and locked
        :param list refunds: an :class:`InvoiceRefund` of each, checked
        :param bool is_modify: see :meth:`reverse_moves`; all is refunded then
        :return: the credit notes, in superuser mode
        """
        popup = self
        if not self.user_may_post:
            # sudo: agents may make a draft credit note without Accounting rights;
            # ticket, invoices, journal and quantities were checked as the user.
            # is_modify, which posts, was refused to them.
            popup = self.sudo()
        before = moves.sudo().reversal_move_ids  # sudo: to tell the new ones by
        context = InvoiceRefund.get_context(refunds, whole=is_modify)
        popup = popup.with_context(**context)
        super(AccountMoveReversal, popup).reverse_moves(is_modify=is_modify)
        # sudo: the agent's own new documents.
        credit_notes = moves.sudo().reversal_move_ids - before
        if not is_modify:
            for refund in refunds:
                refund.apply_to(refund.invoice.reversal_move_ids & credit_notes)
        return credit_notes
