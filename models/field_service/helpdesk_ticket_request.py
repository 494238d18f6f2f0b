# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .visit_wish import VisitWish


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _request_get_wishes(self):
        return {**super()._request_get_wishes(), "visit": VisitWish}
