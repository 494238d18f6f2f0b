# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, models

# Of what expired longer ago nobody is asked any more.
MOST_DAYS = 30


class LoyaltyCard(models.Model):
    """A coupon that expires has ended, too, though nobody did anything."""

    _inherit = "loyalty.card"

    @api.model
    def _cron_closing_ask(self):
        """Ask to close the tickets whose last open document expired by yesterday.

        Yesterday is that of the shop's time zone, by which coupons expire. Called once
        a day, as the superuser; also of the days on which it could not run.
        """
        today = self.env["loyalty.program"]._coupon_get_today(self.env.company)
        expired = self.search(
            [
                ("helpdesk_ticket_id.team_id.after_sales_ask_close", "=", True),
                ("helpdesk_ticket_id.closed", "=", False),
                ("expiration_date", ">=", self._closing_get_first_day(today)),
                ("expiration_date", "<", today),
            ]
        )
        for ticket in expired.helpdesk_ticket_id:
            ticket._closing_ask()

    @api.model
    def _closing_get_first_day(self, today):
        """Return from which expiry date on nobody has been asked yet.

        :param datetime.date today: where the shop is
        :rtype: datetime.date
        """
        yesterday = today - timedelta(days=1)
        cron = self.env.ref(
            "helpdesk_mgmt_after_sales.ir_cron_closing_ask", raise_if_not_found=False
        )
        if not cron or not cron.lastcall:
            return yesterday
        # Whatever had expired before the day of its last run, that one has asked.
        programs = self.env["loyalty.program"]
        first_day = programs._coupon_get_today(self.env.company, cron.lastcall)
        if cron.first_failure_date:
            # A failed run is a last one, too, and has asked nothing.
            failed_on = programs._coupon_get_today(
                self.env.company, cron.first_failure_date
            )
            first_day = min(first_day, failed_on - timedelta(days=1))
        return max(first_day, today - timedelta(days=MOST_DAYS))
