# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .carrier_need import CarrierNeed

RETURNS = "use_product_returns"


class HelpdeskTicket(models.Model):
    """Returns need a carrier where there are carriers at all."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _after_sales_services(self):
        services = super()._after_sales_services()
        returns = services[RETURNS]
        needs = (*returns.needs, CarrierNeed)
        return {**services, RETURNS: returns._replace(needs=needs)}
