# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..helpdesk_after_sales_join import join_names


class HelpdeskAfterSalesRestockingFee(models.Model):
    """What is withheld of a refund, by reason and product category."""

    _name = "helpdesk.after.sales.restocking.fee"
    _description = "Restocking Fee"
    _order = "company_id, id"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.reason",
        ondelete="cascade",
        domain="[('company_id', 'in', (company_id, False))]",
        help="Why the customer is refunded; empty: for whatever reason.",
    )
    categ_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Category",
        ondelete="cascade",
        help="Of which products; empty: of all. A product's nearest category wins.",
    )
    fee_type = fields.Selection(
        selection=[("percent", "Percentage"), ("amount", "Amount per piece")],
        required=True,
        default="percent",
    )
    percent = fields.Float(
        string="Fee (%)",
        digits=(16, 2),
        help="Of what is refunded of the products. 0: no fee.",
    )
    amount = fields.Monetary(
        string="Fee per Piece (incl. tax)",
        help="For each piece, taxes included. Never more than is refunded of it.",
    )

    _is_percentage = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)",
        "The fee must be a percentage between 0 and 100.",
    )
    _is_positive = models.Constraint(
        "CHECK (amount >= 0)", "The fee per piece cannot be negative."
    )
    _is_unique = models.UniqueIndex(
        "(company_id, COALESCE(reason_id, 0), COALESCE(categ_id, 0))",
        "There is a fee for this reason and product category already. Change that one.",
    )

    @api.depends("fee_type", "percent", "amount", "reason_id", "categ_id")
    def _compute_display_name(self):
        for fee in self:
            what = f"{fee.percent:g} %"
            if fee.fee_type == "amount":
                what = (fee.currency_id or self.env.company.currency_id).format(
                    fee.amount
                )
            about = [fee.reason_id.display_name, fee.categ_id.display_name]
            fee.display_name = join_names(self.env, filter(None, [what, *about]))

    @api.model
    def _get_applying(self, products, company, reason):
        """Return the fee that applies to each product: of its nearest category.

        Of two for the same category, the one for the reason.

        :param products: ``product.product`` records, in superuser mode
        :param company: the company that refunds
        :param reason: why, or none
        :return: the fee by product; none where nothing is to be withheld
        :rtype: dict
        """
        # sudo: what a shop withholds is no secret of the agent who proposes it; the
        # rules of categories and reasons need not let them read these.
        fees = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("reason_id", "in", (False, reason.id)),
            ]
        )
        by_place = {(fee.categ_id.id, fee.reason_id.id): fee for fee in fees}
        applying = {}
        for product in products if fees else ():
            path = (product.categ_id.parent_path or "").split("/")
            for categ_id in [*(int(x) for x in reversed(path) if x), False]:
                fee = by_place.get((categ_id, reason.id)) or by_place.get(
                    (categ_id, False)
                )
                if fee:
                    if fee[fee.fee_type]:
                        applying[product] = fee
                    break
        return applying
