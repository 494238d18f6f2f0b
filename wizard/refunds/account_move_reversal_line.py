# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare


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
    amount = fields.Monetary(compute="_compute_amount", help="Taxes included.")

    @api.depends("move_line_id", "is_proportional")
    def _compute_name(self):
        for line in self:
            name = line.product_id.display_name or line.move_line_id.name
            line.name = (
                self.env._("%s (in proportion)", name) if line.is_proportional else name
            )

    @api.depends("move_line_id")
    def _compute_from_move_line(self):
        readable = self.move_line_id._filtered_access("read")
        # sudo: deliveries and credit notes that the user may not read count; only
        # for invoice lines that he may read.
        left = readable.sudo()._get_refundable_quantities()
        for line in self:
            move_line = (line.move_line_id & readable).sudo()
            line.refundable_quantity = left.get(move_line, 0.0)
            line.credited_quantity = move_line.quantity - line.refundable_quantity
            line.lot_names = ", ".join(move_line._get_delivered_lots().mapped("name"))
            line.is_proportional = (
                bool(move_line) and move_line._is_proportional_discount()
            )

    @api.depends("wizard_id.refund_line_ids.quantity")
    def _compute_amount(self):
        # The taxes of an invoice are computed together.
        for wizard in self.wizard_id:
            amounts = {}
            for move, choice in wizard._get_choice_by_invoice().items():
                amounts |= move._get_refund_preview(choice)[1]
            for line in self & wizard.refund_line_ids:
                line.amount = amounts.get(line.move_line_id.id, 0.0)
        (self - self.wizard_id.refund_line_ids).amount = 0.0

    @api.model
    def _after_sales_get_ids(self, vals, onchange):
        pairs = super()._after_sales_get_ids(vals, onchange)
        if not onchange:
            self._check_decimals(vals)
        return pairs

    @api.model
    def _check_decimals(self, vals):
        # Before the ORM takes the value, because the field rounds silently.
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

    def _check_quantity(self, left):
        """Check the quantity to refund against what is left.

        :param float left: in the invoice line's unit and with its sign
        :raise UserError: saying what to change
        """
        self.ensure_one()
        if self.is_proportional:
            return
        move_line = self.move_line_id
        if self.quantity * move_line.quantity < 0:
            raise UserError(
                self.env._(
                    "The quantity of %(product)s must have the sign it has on invoice "
                    "%(invoice)s (%(quantity)g).",
                    product=self.name,
                    invoice=move_line.move_id.name,
                    quantity=move_line.quantity,
                )
            )
        if move_line._is_over(left - self.quantity):
            raise UserError(
                self.env._(
                    "Of %(product)s on invoice %(invoice)s %(left)s can still be "
                    "refunded, not %(quantity)s. Lower the quantity.",
                    product=self.name,
                    invoice=move_line.move_id.name,
                    left=move_line._format_quantity(left),
                    quantity=move_line._format_quantity(self.quantity),
                )
            )
