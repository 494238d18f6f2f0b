# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class LoyaltyGenerateWizard(models.TransientModel):
    _inherit = "loyalty.generate.wizard"

    helpdesk_ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", export_string_translation=False
    )

    def _get_coupon_values(self, partner):
        values = super()._get_coupon_values(partner)
        if self.helpdesk_ticket_id:
            values["helpdesk_ticket_id"] = self.helpdesk_ticket_id.id
        return values
