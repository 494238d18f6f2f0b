# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .helpdesk_after_sales_reading import forbid_archiving


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    @api.model
    def get_views(self, views, options=None):
        result = super().get_views(views, options)
        if not self.has_access("write"):
            forbid_archiving(result, self._name)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if any(vals.get("user_ids") for vals in vals_list):
            self._after_sales_clear_rule_cache()
        return teams

    def write(self, vals):
        res = super().write(vals)
        if "user_ids" in vals:
            self._after_sales_clear_rule_cache()
        return res

    @api.model
    def _after_sales_clear_rule_cache(self):
        """Let a new member see the tickets of the team at once.

        The ticket rules of helpdesk_mgmt contain the ids of the user's teams, and
        the domains of rules are cached.
        """
        self.env.registry.clear_cache()
