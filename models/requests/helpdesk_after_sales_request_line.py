# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..bought.bought_row import format_number
from .request_piece import is_counted


class HelpdeskAfterSalesRequestLine(models.Model):
    """One thing that a customer asks something about, and how much of it."""

    _name = "helpdesk.after.sales.request.line"
    _description = "Line of an After-Sales Request"
    _inherit = "helpdesk.after.sales.scope"
    _after_sales_parents = ("request_id",)
    _order = "id"

    request_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    order_id = fields.Many2one(related="sale_line_id.order_id", string="Sales Order")
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Lot/Serial Number",
        readonly=True,
        ondelete="set null",
    )
    quantity = fields.Float(string="Asked For", digits="Product Unit", readonly=True)
    granted_quantity = fields.Float(
        string="Granted", digits="Product Unit", readonly=True
    )
    product_uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    state = fields.Selection(related="request_id.state", store=True)

    _check_quantity = models.Constraint(
        "CHECK (quantity > 0)", "Ask for a quantity of more than 0."
    )

    @property
    def _open_quantity(self):
        """How much was asked for and not granted yet, in the line's unit."""
        return max(
            0.0, self.product_uom_id.round(self.quantity - self.granted_quantity)
        )

    def _get_words(self):
        """Return what this is about: "2 × Lamp", "0.5 kg Tea", "Lamp (SN-1)".

        :rtype: str
        """
        product = self.product_id.with_context(display_default_code=False)
        name = product.display_name
        if self.lot_id:
            name = f"{name} ({self.lot_id.name})"
            if self.lot_id.product_id.tracking == "serial":
                return name
        quantity = format_number(self.product_uom_id, self.quantity)
        if is_counted(self.product_uom_id):
            return f"{quantity} × {name}"
        return f"{quantity} {self.product_uom_id.name} {name}"
