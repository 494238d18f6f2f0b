# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL, float_compare, float_is_zero, float_repr

from .refund_tax_data import ExactTaxData


class AccountMoveLine(models.Model):
    """The link from a credit note's line to the invoice line, and what it takes of it.

    Over 300 lines: half of them say which lines without that link count.
    """

    _name = "account.move.line"
    _inherit = ["account.move.line", "helpdesk.after.sales.scope"]

    _after_sales_parents = ("move_id",)

    refunded_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Credited Invoice Line",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        help="The line of the customer invoice that this line of a credit note "
        "credits.",
    )
    refund_kind = fields.Selection(
        selection=[
            ("goodwill", "Goodwill"),
            ("fee", "Restocking Fee"),
            ("share", "At what was really paid"),
        ],
        string="Refunded as",
        copy=False,
        readonly=True,
        help="What a credit note's line takes of the credited invoice line: goodwill "
        "some of its price but no piece, a fee nothing; at what was really paid, a "
        "piece is worth its share of what goodwill has left of the price.",
    )

    def _copy_data_extend_business_fields(self, values):
        # EXTENDS 'account'
        res = super()._copy_data_extend_business_fields(values)
        # This context key is how account.move._reverse_moves says that it copies
        # in order to reverse. Set for every reversal, also those of Accounting.
        if (
            "move_reverse_cancel" in self.env.context
            and self.move_id.move_type == "out_invoice"
            and self.display_type == "product"
        ):
            values["refunded_line_id"] = self.id
            exact = self.env.context.get(ExactTaxData.CONTEXT_KEY)
            if isinstance(exact, ExactTaxData) and self.id in exact:
                values["extra_tax_data"] = exact[self.id]
        return res

    def _compute_cumulated_balance(self):
        # EXTENDS 'account': it sums up entries without asking who may read them.
        if self._after_sales_is_plain():
            self.cumulated_balance = 0.0
            return None
        return super()._compute_cumulated_balance()

    # ------------------------------------------------------------------
    # What is left to refund of an invoice line
    # ------------------------------------------------------------------

    def _refund_get_quantity_digits(self):
        return self.env["decimal.precision"].precision_get("Product Unit")

    def _refund_is_zero_quantity(self, quantity):
        return float_is_zero(
            quantity, precision_digits=self._refund_get_quantity_digits()
        )

    def _refund_format_quantity(self, quantity):
        """Return a quantity as people write it: no more decimals than needed."""
        text = float_repr(quantity, self._refund_get_quantity_digits())
        return text.rstrip("0").rstrip(".") if "." in text else text

    def _refund_is_over(self, left):
        """Whether a remaining quantity lies beyond zero, seen from the line's sign.

        An invoice holds negative quantities too: down payments it deducts.
        """
        self.ensure_one()
        sign = -1 if self.quantity < 0 else 1
        digits = self._refund_get_quantity_digits()
        return float_compare(sign * left, 0.0, precision_digits=digits) < 0

    def _refund_get_delivered_lots(self):
        """Return the lots and serial numbers delivered for each of these lines.

        :return: lots by line
        :rtype: dict
        """
        done = self.sale_line_ids.move_ids.filtered(
            lambda x: x.state == "done" and x.location_dest_id.usage == "customer"
        )
        lots = {move: move.move_line_ids.lot_id for move in done}
        return {
            line: self.env["stock.lot"].union(
                *[
                    lots[move]
                    for move in line.sale_line_ids.move_ids
                    if move in lots and move.product_id == line.product_id
                ]
            )
            for line in self
        }

    def _refund_get_credit_lines(self):
        """Return the lines of credit notes, not cancelled, that may credit these.

        What is linked to one of them; what has no link, but is on a credit note that
        reverses their invoice or is of their order lines.
        """
        if not self:
            return self
        rel = self.env["sale.order.line"]._fields["invoice_lines"]
        moves = self.env["account.move"]._fields

        def column(alias, name):
            return SQL.identifier(alias, name, to_flush=self._fields[name])

        # Three ways, each by an index: in one OR all journal items are looked through.
        candidates = SQL(
            """(
                SELECT item.id FROM account_move_line item
                WHERE %(linked)s = ANY(%(lines)s)
                UNION
                SELECT item.id FROM account_move refund
                JOIN account_move_line item ON %(move)s = refund.id
                WHERE %(reversed)s = ANY(%(moves)s) AND %(linked)s IS NULL
                UNION
                SELECT item.id FROM sale_order_line_invoice_rel rel
                JOIN account_move_line item ON item.id = %(rel_item)s
                WHERE rel.order_line_id = ANY(%(order_lines)s) AND %(linked)s IS NULL
            )""",
            linked=column("item", "refunded_line_id"),
            move=column("item", "move_id"),
            reversed=SQL.identifier(
                "refund", "reversed_entry_id", to_flush=moves["reversed_entry_id"]
            ),
            rel_item=SQL.identifier("rel", "invoice_line_id", to_flush=rel),
            lines=self.ids,
            moves=self.move_id.ids,
            order_lines=self.sale_line_ids.ids,
        )
        return self.search(
            [
                ("id", "in", candidates),
                ("display_type", "=", "product"),
                ("parent_state", "!=", "cancel"),
                ("move_id.move_type", "=", "out_refund"),
            ]
        )

    def _refund_filter_credit_lines(self, lines):
        """Return those of these lines of credit notes that may credit some lines.

        :param lines: invoice lines
        """
        found = self.filtered(
            lambda x: (
                x.refunded_line_id in lines
                if x.refunded_line_id
                else x.move_id.reversed_entry_id in lines.move_id
                or x.sale_line_ids & lines.sale_line_ids
            )
        )
        # What is read of them is read of all.
        return found.with_prefetch(self.ids)

    def _refund_get_rival_lines(self):
        """Return these invoice lines and others invoiced from the same order lines.

        One order line may be invoiced in parts: what a credit note made from the
        order credits is shared out among all of them.
        """
        return self | self.sale_line_ids.invoice_lines.filtered(
            lambda x: (
                x.display_type == "product"
                and x.parent_state == "posted"
                and x.move_id.move_type == "out_invoice"
            )
        )

    def _refund_is_money_only(self):
        """Whether this line of a credit note takes no pieces of the credited line."""
        return self.refund_kind in ("goodwill", "fee")

    def _refund_is_edited_credit(self, lines):
        """Whether this line of a credit note credits none of the lines at its price.

        :param lines: invoice lines
        """
        self.ensure_one()
        if self._refund_is_money_only():
            # At any price, which is read of its entry; but of the line it is for.
            origin = self.refunded_line_id
            sign = -1 if self.refund_kind == "fee" else 1
            return (
                not origin
                or self.currency_id != origin.currency_id
                or self.tax_ids != origin.tax_ids
                or sign * self.price_subtotal < 0
            )
        if self.refunded_line_id:
            origins = self.refunded_line_id
        else:
            origins = lines.filtered(
                lambda x: not self.sale_line_ids or self.sale_line_ids & x.sale_line_ids
            )
        return not any(
            line.product_id == self.product_id
            and (
                line.price_unit == self.price_unit
                or self.refund_kind == "share"
                or line._refund_is_proportional()
            )
            and line.currency_id == self.currency_id
            and line.discount == self.discount
            and line.tax_ids == self.tax_ids
            for line in origins
        )

    def _refund_get_credits(self, from_orders=True, found=None):
        """Find for each invoice line what credits it.

        Every credit note that is not cancelled counts, drafts too: a draft already
        lowers the order's invoiced quantity. Lines linked to the invoice line come
        first; those without a link (made from the sales order, or before this addon
        was there) are matched by sales order line and product, and by the reversed
        invoice if there is one. Goodwill and fees take no quantity.

        :param bool from_orders: count the credit notes that reverse no invoice
        :param found: what :meth:`_refund_get_credit_lines` found of these lines and
            their rivals, if that was asked already; among others
        :return: by line, a list of (line of a credit note, how much of it credits the
            line: quantity in the invoice line's unit and with its sign)
        :rtype: dict
        """
        lines = self._refund_get_rival_lines()
        if found is None:
            refunds = lines._refund_get_credit_lines()
        else:
            refunds = found._refund_filter_credit_lines(lines)
        taken = {line: [] for line in lines}
        if not from_orders:
            refunds = refunds.filtered("move_id.reversed_entry_id")
        for refund in refunds.filtered("refunded_line_id"):
            line = refund.refunded_line_id
            is_money_only = refund._refund_is_money_only()
            quantity = 0.0 if is_money_only else refund._refund_convert_quantity(line)
            taken[line].append((refund, quantity))
        for refund in refunds.filtered(
            lambda x: not (x.refunded_line_id or x._refund_is_money_only())
        ):
            refund._refund_share_out(lines.sorted("id"), taken)
        return taken

    def _refund_convert_quantity(self, line):
        """Return this line's quantity in the unit of another line."""
        if self.product_uom_id and line.product_uom_id:
            return self.product_uom_id._compute_quantity(
                self.quantity, line.product_uom_id, round=False
            )
        return self.quantity

    def _refund_share_out(self, lines, found):
        """Add an unlinked credit note line to the invoice lines it may credit.

        :param lines: invoice lines
        :param dict found: see :meth:`_refund_get_credits`, changed in place
        """
        self.ensure_one()
        invoice = self.move_id.reversed_entry_id
        candidates = lines.filtered(
            lambda x: (
                x.quantity * self.quantity > 0
                and (not invoice or x.move_id == invoice)
                and (not self.sale_line_ids or self.sale_line_ids & x.sale_line_ids)
            )
        )
        same_product = candidates.filtered(lambda x: x.product_id == self.product_id)
        # Somebody may have changed the product; the order line still tells.
        candidates = same_product or candidates.filtered(
            lambda x: self.sale_line_ids & x.sale_line_ids
        )
        share = 1.0
        for line in candidates:
            quantity = self._refund_convert_quantity(line) * share
            room = line.quantity - sum(x for __, x in found[line])
            last = line == candidates[-1]
            if abs(quantity) <= abs(room) or last:
                found[line].append((self, quantity))
                return
            if not line._refund_is_over(room):
                found[line].append((self, room))
                share *= 1 - room / quantity

    def _refund_get_quantities_left(self):
        """Return what is left to refund of each invoice line.

        Whoever asks has checked that the user may read the lines.

        :return: quantity in the line's unit and with its sign, by line; 0.0 where
            nothing is left
        :rtype: dict
        """
        # sudo: credit notes that the user may not read count too.
        return self._refund_get_left_of(self.sudo()._refund_get_credits())

    def _refund_get_left_of(self, taken):
        """Return what credits leave to refund of each invoice line.

        :param dict taken: see :meth:`_refund_get_credits`
        :return: see :meth:`_refund_get_quantities_left`
        :rtype: dict
        """
        digits = self._refund_get_quantity_digits()
        quantities = {}
        for line in self:
            left = line.quantity - sum(quantity for __, quantity in taken[line])
            nothing = line._refund_is_over(left) or float_is_zero(left, digits)
            quantities[line] = 0.0 if nothing else round(left, digits)
        return quantities
