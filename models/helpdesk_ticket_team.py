# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    use_credit_notes = fields.Boolean(
        string="Refunds",
        tracking=True,
        help="Issue credit notes to refund a customer, or adjust the remaining "
        "amount due.",
    )
    use_coupons = fields.Boolean(
        string="Coupons",
        tracking=True,
        help="Offer discounts and free products through an existing coupon program.",
    )
    use_product_returns = fields.Boolean(
        string="Returns",
        tracking=True,
        help="Initiate a product return from a customer through a reverse transfer.",
    )
    use_product_repairs = fields.Boolean(
        string="Repairs",
        tracking=True,
        help="Create repair orders for broken or faulty products.",
    )
    use_fsm = fields.Boolean(
        string="Field Service",
        tracking=True,
        help="Plan onsite interventions through the Field Service application.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if any(vals.get("user_ids") for vals in vals_list):
            self._clear_ticket_rule_cache()
        return teams

    def write(self, vals):
        res = super().write(vals)
        if "user_ids" in vals:
            self._clear_ticket_rule_cache()
        return res

    @api.model
    def _clear_ticket_rule_cache(self):
        """Let a new member see the tickets of the team at once.

        The ticket rules of helpdesk_mgmt contain the ids of the user's teams, and
        the domains of rules are cached.
        """
        self.env.registry.clear_cache()
