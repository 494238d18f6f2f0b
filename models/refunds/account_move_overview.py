# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..helpdesk_after_sales_join import join_names

PAID = ("paid", "in_payment")


class AccountMove(models.Model):
    """What a credit note tells the overview."""

    _inherit = "account.move"

    # Not the ticket's link: the new invoice is no document that Helpdesk made.
    after_sales_origin_id = fields.Many2one(
        comodel_name="account.move",
        string="Made with Credit Note",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
        help="The credit note made together with this new invoice.",
    )
    after_sales_new_invoice_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="after_sales_origin_id",
        string="New Invoices",
        readonly=True,
    )

    @api.model
    def _after_sales_get_conditions(self, alias):
        move_type = self._after_sales_get_column(alias, "move_type")
        return [
            *super()._after_sales_get_conditions(alias),
            SQL("%s = 'out_refund'", move_type),
        ]

    @api.model
    def _after_sales_get_row(self, alias):
        column = self._after_sales_get_column
        model = "account.move.line"
        product = column("item", "product_id", model)

        def of_lines(expression):
            return self._after_sales_select_content(
                expression,
                SQL("account_move_line item"),
                SQL(
                    "%s = %s AND %s = 'product' AND %s IS NOT NULL AND %s",
                    column("item", "move_id", model),
                    SQL.identifier(alias, "id"),
                    column("item", "display_type", model),
                    product,
                    self._refund_is_of_pieces("item"),
                ),
                product,
            )

        return {
            **super()._after_sales_get_row(alias),
            "product_id": of_lines(SQL("min(%s)", product)),
            # In the product's unit, whatever the lines are in.
            "quantity": of_lines(
                SQL(
                    "sum(%s)",
                    self._after_sales_in_product_unit(
                        column("item", "quantity", model),
                        column("item", "product_uom_id", model),
                        product,
                    ),
                )
            ),
            "uom_id": of_lines(self._after_sales_get_product_unit(product)),
            "amount": SQL("-%s", column(alias, "amount_total_signed")),
        }

    @api.model
    def _refund_is_of_pieces(self, alias):
        """Return the condition that a credit note's line is no goodwill and no fee.

        :param str alias: the line
        :rtype: SQL
        """
        kind = self._after_sales_get_column(alias, "refund_kind", "account.move.line")
        return SQL("COALESCE(%s, '') NOT IN ('goodwill', 'fee')", kind)

    @api.model
    def _after_sales_get_state(self, alias):
        # As _after_sales_get_common_state has it.
        column = self._after_sales_get_column
        return SQL(
            """CASE WHEN %(state)s = 'posted' AND %(total)s <= (
                SELECT sum(%(taken_back)s) FROM account_move reversal
                WHERE %(reversed)s = %(note)s
                    AND %(reversal_state)s = 'posted'
                    AND %(reversal_type)s = 'out_invoice'
                    AND %(reversal_currency)s = %(currency)s
            ) THEN 'cancelled' ELSE %(otherwise)s END""",
            state=column(alias, "state"),
            total=column(alias, "amount_total"),
            taken_back=column("reversal", "amount_total"),
            reversed=column("reversal", "reversed_entry_id"),
            note=SQL.identifier(alias, "id"),
            reversal_state=column("reversal", "state"),
            reversal_type=column("reversal", "move_type"),
            reversal_currency=column("reversal", "currency_id"),
            currency=column(alias, "currency_id"),
            otherwise=super()._after_sales_get_state(alias),
        )

    def _after_sales_get_common_state(self):
        state = super()._after_sales_get_common_state()
        # What was taken back is no refund any more.
        return "cancelled" if state == "done" and self._refund_get_undoing() else state

    def _refund_get_undoing(self):
        """Return the posted invoices by which Invoicing took all of it back.

        :return: nothing if it is not posted, or only a part of it was taken back
        :rtype: list
        """
        if self.state != "posted":
            return []
        # sudo: what became of it does not depend on who asks; only numbers are told.
        note = self.sudo()
        # One by one, so that what is fetched is fetched for all documents of a list.
        reversals = [
            move
            for move in note.reversal_move_ids
            if move.state == "posted"
            and move.move_type == "out_invoice"
            and move.currency_id == note.currency_id
        ]
        total = sum(move.amount_total for move in reversals)
        if note.currency_id.compare_amounts(total, note.amount_total) < 0:
            return []
        return reversals

    def _after_sales_get_contents(self):
        # Not filtered first: that would fetch the products of each document anew.
        return [
            (line.product_id, line.quantity, line.product_uom_id)
            for line in self.invoice_line_ids
            if line.product_id and not line._refund_is_money_only()
        ]

    def _after_sales_get_amount(self):
        return self.amount_total, self.currency_id

    def _after_sales_get_title(self):
        if summary := self._after_sales_get_summary():
            return self.env._("Refund of %(products)s", products=summary)
        products = {
            line.refunded_line_id.product_id.name or line.refunded_line_id.name
            for line in self.invoice_line_ids
            if line.refund_kind == "goodwill" and line.refunded_line_id
        }
        if products:
            names = join_names(self.env, sorted(filter(None, products)))
            return self.env._("Goodwill on %(product)s", product=names)
        return self.env._("Refund")

    def _after_sales_get_number(self):
        # A draft has none yet.
        return self.name or ""

    def _after_sales_get_state_label(self):
        if self.state != "posted":
            return super()._after_sales_get_state_label()
        if undoing := self._refund_get_undoing():
            names = join_names(self.env, [move.name for move in undoing])
            return self.env._("Reversed by %(invoices)s", invoices=names)
        if self.payment_state == "partial":
            return self.env._("Posted, partly paid out")
        if self.payment_state not in PAID:
            return self.env._("Posted, to pay out")
        if self._refund_is_set_off():
            return self.env._("Posted, set off against the invoice")
        return self.env._("Posted, paid out")

    def _refund_is_set_off(self):
        """Whether no money went out: the customer owes so much less of an invoice.

        :rtype: bool
        """
        # One by one, so that what is fetched is fetched for all documents of a list.
        matched = [
            partial.debit_move_id.move_id
            for item in self.line_ids
            if item.account_id.account_type == "asset_receivable"
            for partial in item.matched_debit_ids
        ]
        return bool(matched) and all(
            move.move_type == "out_invoice" for move in matched
        )

    def _after_sales_get_related(self):
        invoices = self.reversed_entry_id | self.after_sales_new_invoice_ids
        return [*super()._after_sales_get_related(), *invoices]

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _after_sales_get_undo_refusal(self):
        refusal = super()._after_sales_get_undo_refusal()
        if not refusal and self.posted_before:
            return self.env._(
                "%(document)s was posted before, and is an accountant's now. Ask "
                "somebody from Invoicing to cancel it.",
                document=self.display_name,
            )
        return refusal

    def _after_sales_get_done_refusal(self):
        return self.env._(
            "%(document)s is posted: it cannot be undone any more. Ask somebody from "
            "Invoicing to reverse it.",
            document=self.display_name,
        )

    def _after_sales_undo(self):
        self.button_cancel()
        # Nobody need check and post it any more.
        self.activity_unlink(
            ["helpdesk_mgmt_after_sales.mail_activity_type_refund_check"]
        )

    @api.model
    def _after_sales_get_linkable_domain(self, ticket):
        domain = super()._after_sales_get_linkable_domain(ticket)
        return domain & Domain("move_type", "=", "out_refund")
