# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    """What the team lets its agents do on a ticket."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "helpdesk.after.sales.lock"]

    def _limit_get_all(self, switch):
        """Return the limits of a service that this ticket's team has set.

        :param str switch: the team's switch of the service
        :rtype: list[AfterSalesLimit]
        """
        self.ensure_one()
        names = self.team_id._limit_get_set(switch)
        if not names:
            return []
        service = self._after_sales_services()[switch]
        return [limit(self) for limit in service.limits if limit.__name__ in names]
