# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class AccountMoveReversal(models.TransientModel):
    """The Refund popup: the standard reversal, started from a ticket.

    Everything below only acts where the wizard holds a ticket; opened from
    Accounting it is the standard wizard.
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
    refund_total = fields.Monetary(
        string="Total to Refund",
        compute="_compute_refund_amounts",
        help="Taxes included.",
    )
    refund_totals = fields.Char(
        string="Totals to Refund", compute="_compute_refund_amounts"
    )
    refund_is_partial = fields.Boolean(compute="_compute_refund_amounts")
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
        for wizard in self:
            domain = wizard._get_invoice_domain()
            if not domain.is_false():
                credited = self._get_invoices_sudo()._get_fully_credited(domain)
                domain &= Domain("id", "not in", credited.ids)
            wizard.invoice_domain = list(domain)

    @api.depends("helpdesk_ticket_id", "sale_order_id", "product_id", "lot_id")
    def _compute_move_ids(self):
        """Keep the chosen invoices that still fit; choose the only one that does."""
        from_ticket = self.filtered("helpdesk_ticket_id")
        for wizard in from_ticket:
            domain = Domain(wizard.invoice_domain)
            moves = wizard.move_ids._origin.filtered_domain(domain)
            if not moves:
                found = moves.search(domain, limit=2)
                moves = found if len(found) == 1 else moves
            wizard.move_ids = moves
        for wizard in (self - from_ticket).filtered(lambda x: not x.id):
            wizard.move_ids = wizard.move_ids._origin

    @api.depends("move_ids")
    def _compute_journal_id(self):
        # EXTENDS 'account': the standard keeps the first journal though the invoice
        # changes.
        from_ticket = self.filtered("helpdesk_ticket_id")
        for wizard in from_ticket:
            journals = wizard.move_ids.journal_id.filtered("active")
            wizard.journal_id = journals[:1]
        return super(AccountMoveReversal, self - from_ticket)._compute_journal_id()

    @api.depends("move_ids")
    def _compute_refund_line_ids(self):
        from_ticket = self.filtered("helpdesk_ticket_id")
        # There are none to look for in a wizard opened from Accounting.
        (self - from_ticket).filtered(lambda x: not x.id).refund_line_ids = False
        for wizard in from_ticket:
            kept = wizard.refund_line_ids.filtered(
                lambda x, moves=wizard.move_ids._origin: x.move_id in moves
            )
            new = (wizard.move_ids._origin - kept.move_id)._get_product_lines()
            # sudo: credit notes made elsewhere count too; the lines are read as the
            # user just above.
            quantities = new.sudo()._get_refundable_quantities()
            wizard.refund_line_ids = [
                Command.delete(line.id) for line in wizard.refund_line_ids - kept
            ] + [
                Command.create({"move_line_id": line.id, "quantity": quantity})
                for line, quantity in quantities.items()
                if quantity
            ]

    @api.depends("refund_line_ids.quantity", "refund_line_ids.move_line_id")
    def _compute_refund_amounts(self):
        for wizard in self:
            totals = {}
            partial = False
            for move, choice in wizard._get_choice_by_invoice().items():
                total, __ = move._get_refund_preview(choice)
                totals[move.currency_id] = totals.get(move.currency_id, 0.0) + total
                partial = partial or move._is_partial_refund(choice)
            wizard.refund_is_partial = partial
            wizard.refund_total = sum(totals.values()) if len(totals) == 1 else 0.0
            wizard.refund_totals = " + ".join(
                currency.format(total) for currency, total in totals.items()
            )

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

    # ------------------------------------------------------------------
    # How much of them
    # ------------------------------------------------------------------

    def _get_readable_moves_sudo(self):
        """Return the chosen invoices that the user may read, for computing only."""
        # sudo: taxes, accounts and other people's credit notes enter the computation;
        # _check_invoices and the readable fields of the lines guard the result.
        return self.move_ids._origin._filtered_access("read").sudo()

    def _get_choice_by_invoice(self):
        """Return what the lines ask to refund of each invoice.

        :return: ``{invoice: {invoice line: (quantity, unit price)}}``, the invoices
            in superuser mode, for computing only
        :rtype: dict
        """
        self.ensure_one()
        choice = {}
        for move in self._get_readable_moves_sudo():
            quantities = {
                line.move_line_id.sudo(): line.quantity
                for line in self.refund_line_ids
                if line.move_line_id.move_id.id == move.id
            }
            choice[move] = move._get_refund_choice(quantities)
        return choice

    def _check_quantities(self, moves_sudo):
        """Check what is to be refunded of each invoice against what is left.

        :param moves_sudo: the invoices, locked
        :raise UserError: saying what to change
        """
        lines = self.refund_line_ids
        if len(lines.move_line_id) < len(lines):
            raise UserError(
                self.env._("An invoice line is listed twice. Remove one of the two.")
            )
        invoice_lines = moves_sudo._get_product_lines()
        left = invoice_lines._get_refundable_quantities()
        credited_moves = moves_sudo - invoice_lines.filtered(left.get).move_id
        if credited_moves:
            raise UserError(
                self.env._(
                    "%(invoices)s: nothing left to refund, credited by %(notes)s.",
                    invoices=", ".join(credited_moves.mapped("name")),
                    notes=", ".join(
                        credited_moves._get_credit_notes().mapped("display_name")
                    ),
                )
            )
        for line in lines:
            if line.move_line_id.sudo() not in invoice_lines:
                raise UserError(
                    self.env._(
                        "%(product)s is not a line of the invoices to refund. Remove "
                        "it.",
                        product=line.move_line_id.display_name,
                    )
                )
            line._check_quantity(left[line.move_line_id.sudo()])
        for move in moves_sudo:
            chosen = lines.filtered(lambda x, move=move: x.move_id.id == move.id)
            if not chosen.filtered("quantity"):
                raise UserError(
                    self.env._(
                        "Nothing of invoice %(invoice)s is to be refunded. Enter a "
                        "quantity, or remove the invoice.",
                        invoice=move.name,
                    )
                )
        self._check_totals()

    def _check_totals(self):
        for move, choice in self._get_choice_by_invoice().items():
            total, __ = move._get_refund_preview(choice)
            if move.currency_id.compare_amounts(total, 0.0) < 0:
                raise UserError(
                    self.env._(
                        "The refund of invoice %(invoice)s would be negative. Raise "
                        "the quantities of its products, or lower those of its "
                        "discounts and down payments.",
                        invoice=move.name,
                    )
                )
            edited = move._has_edited_credit_notes()
            if move._takes_all_that_is_left(choice) and not edited:
                continue
            left = move._get_refundable_amounts()[move]
            if total - left > move._get_refund_tolerance():
                raise UserError(
                    self.env._(
                        "Of invoice %(invoice)s only %(left)s can still be refunded. "
                        "Lower the quantities.",
                        invoice=move.name,
                        left=move.currency_id.format(max(left, 0.0)),
                    )
                )

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
        wizard = self._after_sales_start()
        ticket = wizard.helpdesk_ticket_id
        if not wizard.new_move_ids:
            # sudo: rules filter what is read of the chosen invoices; all of them
            # must be the user's.
            moves = wizard.sudo().move_ids.sudo(False)
            wizard._check_invoices(moves)
            if is_modify:
                wizard._check_may_modify()
            self._after_sales_lock(moves)
            # sudo: see _get_readable_moves_sudo.
            wizard._check_quantities(moves.sudo())
            wizard._make_credit_notes(moves, is_modify)
        return ticket._after_sales_open(
            wizard.new_move_ids, self.env._("Refund of %s", ticket.number)
        )

    def _check_may_modify(self):
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

    def _make_credit_notes(self, moves, is_modify):
        """Let the standard wizard reverse the invoices, then keep what was chosen.

        :param moves: the invoices, checked and locked
        :return: the credit notes, in superuser mode
        """
        wizard = self
        if not self.user_may_post:
            # sudo: agents may make a draft credit note without Accounting rights;
            # ticket, invoices, journal and quantities were checked as the user.
            # is_modify, which posts, was refused to them.
            wizard = self.sudo()
        before = moves.sudo().reversal_move_ids  # sudo: to tell the new ones by
        choice = self._get_choice_by_invoice()
        super(AccountMoveReversal, wizard).reverse_moves(is_modify=is_modify)
        # sudo: the agent's own new documents.
        credit_notes = moves.sudo().reversal_move_ids - before
        if not is_modify:
            for credit_note in credit_notes:
                credit_note._keep_refund_choice(choice[credit_note.reversed_entry_id])
        credit_notes._after_sales_register()
        reviewer = self.helpdesk_ticket_id.team_id.refund_reviewer_id
        if reviewer and not self.user_may_post:
            for credit_note in credit_notes:
                credit_note.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=reviewer.id,
                    summary=self.env._("Check and post this refund"),
                    note=self.env._(
                        "%(agent)s made it from ticket %(ticket)s.",
                        agent=self.env.user.name,
                        ticket=self.helpdesk_ticket_id.display_name,
                    ),
                )
        return credit_notes
