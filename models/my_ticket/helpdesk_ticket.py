# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    """The card *What we are doing for you* on the portal page of a ticket."""

    _inherit = "helpdesk.ticket"

    def _after_sales_describe_portal(self, link):
        """Return what the card shows, service by service.

        To be called in superuser mode, once it is clear who looks at the page.

        :param PortalLink link: who looks at it
        :return: see the documents' own method
        :rtype: list[dict]
        """
        self.ensure_one()
        told = []
        for service in self._after_sales_services().values():
            documents = self[service.documents]._after_sales_filter_of_portal(link)
            told += [x._after_sales_describe_portal(link) for x in documents]
        return [values for values in told if values]
