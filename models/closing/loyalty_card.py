# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, models


class LoyaltyCard(models.Model):
    """A coupon that expires has ended, too, though nobody did anything."""

    _inherit = "loyalty.card"

    @api.model
    def _cron_closing_ask(self):
        """Ask to close the tickets whose last open document expired yesterday.

        Yesterday is that of the shop's time zone, by which coupons expire. Called once
        a day, as the superuser.
        """
        today = self.env["loyalty.program"]._coupon_get_today(self.env.company)
        expired = self.search(
            [
                ("helpdesk_ticket_id.team_id.after_sales_ask_close", "=", True),
                ("helpdesk_ticket_id.closed", "=", False),
                ("expiration_date", "=", today - timedelta(days=1)),
            ]
        )
        for ticket in expired.helpdesk_ticket_id:
            ticket._closing_ask()
