# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...models.refunds.invoice_refund import InvoiceRefund
from .refund_proposal import RefundProposal
from .refundable_invoices import RefundableInvoices


class AccountMoveReversal(models.TransientModel):
    """The Refund popup: the standard reversal, started from a ticket.

    Everything below only acts where the popup holds a ticket; opened from Accounting
    it is the standard one. Which invoices it offers is said by
    :class:`RefundableInvoices`, what is refunded of each by :class:`InvoiceRefund`.

    Here are its choices and its buttons; ``_amounts.py`` says what comes of them,
    ``_check.py`` what is refused.
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
