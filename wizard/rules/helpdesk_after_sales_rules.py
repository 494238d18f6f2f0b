# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGERS = "helpdesk_mgmt.group_helpdesk_manager"
# The popup's field that holds the record whose rules these are.
RULED = {
    "company": "company_id",
    "category": "categ_id",
    "product": "product_tmpl_id",
}


class HelpdeskAfterSalesRules(models.TransientModel):
    """The rules of a company, a product category or a product, for Helpdesk managers.

    They are neither administrators, who alone write companies and open the settings,
    nor do they write products; and need not be.
    """

    _name = "helpdesk.after.sales.rules"
    _description = "Return Rules"
    _inherit = "helpdesk.after.sales.input"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    applies_to = fields.Selection(
        selection=[
            ("company", "All products"),
            ("category", "A product category"),
            ("product", "A product"),
        ],
        required=True,
        default="company",
    )
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product Category"
    )
    product_tmpl_id = fields.Many2one(
        comodel_name="product.template",
        string="Product",
        domain="[('type', '=', 'consu'), ('company_id', 'in', (company_id, False))]",
    )
    return_window_days = fields.Integer(
        string="Return Window (Days)",
        compute="_compute_rules",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="How many days after the delivery customers may return what they bought. "
        "Product categories and products can have another number. 0: no window, "
        "returns are possible at any time.",
    )
    is_final_sale = fields.Boolean(
        string="Final Sale",
        compute="_compute_rules",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="It is not taken back.",
    )

    @api.depends("applies_to", "company_id", "categ_id", "product_tmpl_id")
    def _compute_rules(self):
        for popup in self:
            ruled = popup._get_ruled()
            popup.return_window_days = ruled.return_window_days if ruled else 0
            popup.is_final_sale = "is_final_sale" in ruled and ruled.is_final_sale

    def _get_ruled(self):
        """Return the record whose rules these are, or none of its model.

        :return: a company, a product category or a product
        """
        self.ensure_one()
        return self[RULED.get(self.applies_to, "company_id")]

    def action_save(self):
        """Write the rules to the company, the product category or the product.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if the user is no Helpdesk manager of the company, or it is
            somebody else's popup, or they may not read the product
        :raise UserError: if the number of days is negative, or nothing is chosen
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._(
                    "Only Helpdesk managers change the rules of returns. Ask one of "
                    "them."
                )
            )
        if self.create_uid != self.env.user or self.company_id not in (
            self.env.user.company_ids
        ):
            raise AccessError(
                self.env._("Open the rules of your own company from the menu again.")
            )
        if self.return_window_days < 0:
            raise UserError(
                self.env._(
                    "The return window cannot be negative. Enter a number of days, or "
                    "0."
                )
            )
        ruled = self._get_ruled()
        if not ruled:
            raise UserError(
                self.env._("Choose the product category or the product of these rules.")
            )
        ruled.check_access("read")
        # sudo: Helpdesk managers write these rules, though neither companies nor
        # products; who they are and whose company it is was checked.
        ruled = ruled.sudo()
        ruled.return_window_days = self.return_window_days
        if "is_final_sale" in ruled:
            ruled.is_final_sale = self.is_final_sale
        return {"type": "ir.actions.act_window_close"}
