# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from ..new_columns import create_empty_columns


class SaleOrderLine(models.Model):
    """A line by which a coupon gives something, and what that is worth."""

    _inherit = "sale.order.line"

    # For the analysis, which cannot take taxes out of a price. Without a value where
    # the coupon was used before this addon kept it.
    coupon_worth = fields.Monetary(
        compute="_compute_coupon_worth",
        store=True,
        groups=NO_ACCESS,
        export_string_translation=False,
    )

    # Standard has no index here; whether a coupon is used is asked by it.
    _after_sales_coupon_idx = models.Index("(coupon_id) WHERE coupon_id IS NOT NULL")

    def _auto_init(self):
        # A shop has millions of lines, and few of coupons.
        create_empty_columns(self, "coupon_worth")
        return super()._auto_init()

    @api.depends("coupon_id", "product_uom_qty", "price_unit", "price_subtotal")
    def _compute_coupon_worth(self):
        """Compute what the line takes off the order, without taxes.

        A discount is a negative line, a free product one of 100 % off.
        """
        taxes = self.env["account.tax"]
        for line in self:
            if not line.coupon_id:
                line.coupon_worth = False
                continue
            full = 0.0
            if line.price_unit > 0:
                # As the line's subtotal is computed: a price may include taxes.
                base_line = line._prepare_base_line_for_taxes_computation(discount=0.0)
                company = line.company_id or self.env.company
                taxes._add_tax_details_in_base_line(base_line, company)
                taxes._round_base_lines_tax_details([base_line], company)
                full = base_line["tax_details"]["total_excluded_currency"]
            line.coupon_worth = full - line.price_subtotal

    @api.model
    def _has_field_access(self, field, operation):
        # The name of a coupon or gift card is its code.
        if field.name == "coupon_id" and self._after_sales_is_plain():
            return False
        return super()._has_field_access(field, operation)
