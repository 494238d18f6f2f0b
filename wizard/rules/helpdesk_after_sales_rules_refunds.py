# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

PRODUCTS = {
    "goodwill_product_id": "after_sales_goodwill_product_id",
    "fee_product_id": "after_sales_fee_product_id",
}


class HelpdeskAfterSalesRules(models.TransientModel):
    """The products by which a company gives goodwill, and withholds fees."""

    _inherit = "helpdesk.after.sales.rules"

    goodwill_product_id = fields.Many2one(
        comodel_name="product.product",
        default=lambda self: self._get_product("goodwill_product_id"),
        domain="[('type', '=', 'service'), ('company_id', 'in', (company_id, False))]",
        help="By it credit notes give a part of a price back, the customer keeping the "
        "products. Without it, agents can give no goodwill.",
    )
    fee_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Restocking Fee Product",
        default=lambda self: self._get_product("fee_product_id"),
        domain="[('type', '=', 'service'), ('company_id', 'in', (company_id, False))]",
        help="By it credit notes withhold restocking fees. Without it, none are "
        "withheld.",
    )

    def _get_product(self, name):
        # sudo: a setting of the company; who may not read the product sees none.
        product = self.env.company.sudo()[PRODUCTS[name]]
        return product.sudo(False)._filtered_access("read")

    def action_save(self):
        """Write the rules and the products to the company.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if the user is no Helpdesk manager of the company, or it is
            somebody else's popup
        :raise UserError: if a product is another company's
        """
        action = super().action_save()
        if self.applies_to != "company":
            return action
        # sudo: Helpdesk managers write these settings, though no companies; who they
        # are and whose company it is was checked.
        self.company_id.sudo().write(
            {name: self[field].id for field, name in PRODUCTS.items()}
        )
        return action
