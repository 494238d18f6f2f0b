# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import NO_ACCESS


class LoyaltyGenerateWizard(models.TransientModel):
    _inherit = "loyalty.generate.wizard"

    # Written by us alone: whoever makes coupons need not have access to tickets.
    helpdesk_ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        groups=NO_ACCESS,
        export_string_translation=False,
    )

    def _get_coupon_values(self, partner):
        values = super()._get_coupon_values(partner)
        # sudo: see the field; a salesperson's own wizard has no ticket.
        ticket = self.sudo().helpdesk_ticket_id
        if ticket:
            values["helpdesk_ticket_id"] = ticket.id
            values["helpdesk_company_id"] = ticket.company_id.id
        return values
