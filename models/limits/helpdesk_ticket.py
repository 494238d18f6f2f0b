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
        service = self._after_sales_services().get(switch)
        limits = [limit(self) for limit in service.limits] if service else []
        return [limit for limit in limits if limit.is_set]
