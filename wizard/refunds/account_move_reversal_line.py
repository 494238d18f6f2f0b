# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

from ...models.asked_once import filter_readable
from ...models.helpdesk_after_sales_join import join_names
from ...models.refunds.invoice_credits import InvoiceCredits


class AccountMoveReversalLine(models.TransientModel):
    """One invoice line in the Refund popup, and how much of it to refund."""

    _name = "account.move.reversal.line"
    _description = "Line of the Refund popup"
    _inherit = "helpdesk.after.sales.input"

    wizard_id = fields.Many2one(
        comodel_name="account.move.reversal",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # related_sudo=False on all: a line written by RPC must not show an invoice that
    # its writer may not read.
    move_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Invoice Line",
        required=True,
        ondelete="cascade",
    )
    move_id = fields.Many2one(related="move_line_id.move_id", related_sudo=False)
    product_id = fields.Many2one(related="move_line_id.product_id", related_sudo=False)
    name = fields.Char(compute="_compute_name", string="Description")
    currency_id = fields.Many2one(
        related="move_line_id.currency_id", related_sudo=False
    )
    product_uom_id = fields.Many2one(
        related="move_line_id.product_uom_id", related_sudo=False
    )
    invoiced_quantity = fields.Float(
        related="move_line_id.quantity", string="Invoiced", related_sudo=False
    )
    price_unit = fields.Float(
        related="move_line_id.price_unit", string="Price", related_sudo=False
    )
    lot_names = fields.Char(string="Lot/Serial", compute="_compute_from_move_line")
    credited_quantity = fields.Float(
        string="Credited",
        digits="Product Unit",
        compute="_compute_from_move_line",
    )
    refundable_quantity = fields.Float(
        string="Refundable",
        digits="Product Unit",
        compute="_compute_from_move_line",
    )
    is_proportional = fields.Boolean(compute="_compute_from_move_line")
    quantity = fields.Float(string="To Refund", digits="Product Unit")
    goodwill_percent = fields.Float(
        string="Goodwill (%)",
        digits=(16, 2),
        help="How much of what is left of the price to give back, the products staying "
        "with the customer.",
    )
    goodwill_amount = fields.Monetary(
        string="Goodwill (incl. tax)",
        help="How much of the price to give back, taxes included, the products staying "
        "with the customer.",
    )
    goodwill_left = fields.Monetary(
        string="Left (incl. tax)",
        compute="_compute_amount",
        help="What is left of the price after the pieces that are refunded now: that "
        "much can be given as goodwill.",
    )
    amount = fields.Monetary(string="Amount (incl. tax)", compute="_compute_amount")

    @api.depends("move_line_id", "is_proportional")
    def _compute_name(self):
        for line in self:
            name = line.product_id.display_name or line.move_line_id.name
            line.name = (
                self.env._("%s (in proportion)", name) if line.is_proportional else name
            )

    @api.depends("move_line_id")
    def _compute_from_move_line(self):
        # sudo: credit notes, deliveries and order lines that the user may not read
        # count; only for invoice lines that they may read.
        readable = filter_readable(self.move_line_id).sudo()
        left = {}
        for taken in InvoiceCredits.of(readable.move_id).values():
            left |= taken.left
        lots = readable._refund_get_delivered_lots()
        for line in self:
            move_line = line.move_line_id.sudo()
            if move_line not in readable:
                move_line = move_line.browse()
            line.refundable_quantity = left.get(move_line, 0.0)
            line.credited_quantity = move_line.quantity - line.refundable_quantity
            line.lot_names = join_names(
                self.env, [lot.name for lot in lots.get(move_line, ())]
            )
            line.is_proportional = (
                bool(move_line) and move_line._refund_is_proportional()
            )

    @api.depends("wizard_id.refund_line_amounts", "wizard_id.refund_line_money")
    def _compute_amount(self):
        for wizard, lines in self.grouped("wizard_id").items():
            amounts = wizard.refund_line_amounts or {}
            money = wizard.refund_line_money or {}
            for line in lines:
                line.goodwill_left = money.get(str(line.move_line_id.id), 0.0)
                line.amount = amounts.get(str(line.move_line_id.id), 0.0)

    def _is_chosen(self):
        """Whether something of the invoice line is to be refunded."""
        return bool(self.quantity or self.goodwill_percent or self.goodwill_amount)

    @api.model
    def _after_sales_get_ids(self, vals, onchange):
        pairs = super()._after_sales_get_ids(vals, onchange)
        if not onchange:
            self._check_decimals(vals)
        return pairs

    @api.model
    def _check_decimals(self, vals):
        # Before the ORM takes the value, because the field rounds silently.
        percent = vals.get("goodwill_percent")
        if isinstance(percent, int | float) and not 0 <= percent <= 100:
            raise ValidationError(
                self.env._("The goodwill must be a percentage between 0 and 100.")
            )
        amount = vals.get("goodwill_amount")
        if isinstance(amount, int | float) and amount < 0:
            raise ValidationError(
                self.env._("The goodwill must be an amount above zero.")
            )
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        try:
            quantity = float(vals.get("quantity") or 0.0)
            if not math.isfinite(quantity):
                raise ValueError(quantity)
            off = float_compare(quantity, round(quantity, digits), digits + 4)
        except (TypeError, ValueError):
            raise ValidationError(
                self.env._("The quantity to refund must be a number.")
            ) from None
        if off:
            raise ValidationError(
                self.env._(
                    "The quantity %(quantity)s has too many decimals: %(digits)s at "
                    "most.",
                    quantity=quantity,
                    digits=digits,
                )
            )
