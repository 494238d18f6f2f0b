# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _after_sales_get_line(self, row, document):
        line = super()._after_sales_get_line(row, document)
        return {**line, "reason": document.after_sales_reason_id.name or ""}
