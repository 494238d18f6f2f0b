# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class AccountMoveLine(models.Model):
    """Discounts on other lines, which are refunded in proportion to these."""

    _inherit = "account.move.line"

    def _refund_is_proportional(self):
        """Whether the line is a discount on other lines, as Sales makes them.

        On the order, or the reward of a coupon, a promotion or a gift card. It belongs
        to the lines that it lowered, so it is refunded in proportion to them.
        """
        self.ensure_one()
        return any(line._is_discount_line() for line in self.sale_line_ids) or (
            bool(self.product_id)
            and self.product_id == self.company_id.sale_discount_product_id
        )

    def _refund_get_discounted(self, lines):
        """Return the lines that this discount lowered.

        Sales makes one discount for each combination of taxes, and lowers no down
        payment; a reward may be for certain products only, a payment by gift card is
        for all.

        :param lines: the invoice's other lines, that are no discounts
        :return: some of these, or all where none can be told
        """
        self.ensure_one()
        lines = lines.filtered(lambda x: not x.is_downpayment) or lines
        reward = self.sale_line_ids.reward_id[:1]
        if reward.program_id.is_payment_program:
            return lines
        if reward.discount_applicability in ("specific", "cheapest"):
            domain = reward._get_discount_product_domain()
            found = lines.filtered(lambda x: x.product_id.filtered_domain(domain))
            if reward.discount_applicability == "cheapest":
                found = found.sorted("price_unit")[:1]
            lines = found or lines
        taxes = self._refund_get_discount_taxes()
        return (
            lines.filtered(lambda x: x._refund_get_discount_taxes() == taxes) or lines
        )

    def _refund_get_discount_taxes(self):
        """Return the taxes by which Sales tells lines apart that it gives a discount.

        Fixed ones stay as they are.
        """
        taxes = self.tax_ids.flatten_taxes_hierarchy()
        return taxes.filtered(lambda x: x.amount_type != "fixed")
