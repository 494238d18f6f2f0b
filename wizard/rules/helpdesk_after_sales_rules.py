# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

MANAGERS = "helpdesk_mgmt.group_helpdesk_manager"


class HelpdeskAfterSalesRules(models.TransientModel):
    """The rules of a company, for Helpdesk managers.

    They are neither administrators, who alone write companies and open the settings,
    nor need they be.
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
    return_window_days = fields.Integer(
        string="Return Window (Days)",
        default=lambda self: self.env.company.return_window_days,
        help="How many days after the delivery customers may return what they bought. "
        "Product categories and products can have another number. 0: no window, "
        "returns are possible at any time.",
    )

    def action_save(self):
        """Write the rules to the company.

        :return: an action that closes the popup
        :rtype: dict
        :raise AccessError: if the user is no Helpdesk manager of the company, or it is
            somebody else's popup
        :raise UserError: if the number of days is negative
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
        # sudo: Helpdesk managers write these rules, though no companies; who they are
        # and whose company it is was checked.
        self.company_id.sudo().return_window_days = self.return_window_days
        return {"type": "ir.actions.act_window_close"}
