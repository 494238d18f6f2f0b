# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicketRepairWizard(models.TransientModel):
    """What the Repair Reference popup asks approval for."""

    _inherit = "helpdesk.ticket.repair.wizard"

    def _approval_describe(self):
        name = self.lot_id.name or self.product_id.display_name
        return self.env._("Repair under warranty: %(product)s", product=name), 0.0

    def _approval_check_choice(self):
        res = super()._approval_check_choice()
        self._check_values()
        return res
