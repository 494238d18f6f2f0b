# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .helpdesk_after_sales_scope import AGENTS


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        if any(vals.get("helpdesk_team_ids") for vals in vals_list):
            self.env["helpdesk.ticket.team"]._after_sales_clear_rule_cache()
        return users

    def write(self, vals):
        res = super().write(vals)
        if "helpdesk_team_ids" in vals:
            self.env["helpdesk.ticket.team"]._after_sales_clear_rule_cache()
        return res

    def _after_sales_is_agent(self):
        """Whether the user works with tickets.

        :rtype: bool
        """
        return self.has_group(AGENTS)

    def _after_sales_domain(self, model_name):
        """Domain of the read rules on the agents' group, for one model.

        :param str model_name: a model that inherits ``helpdesk.after.sales.scope``
        :rtype: Domain
        """
        return self.env[model_name].with_user(self)._after_sales_get_domain()
