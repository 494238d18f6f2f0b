# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import NO_ACCESS


class LoyaltyCard(models.Model):
    """In which company a coupon counts for the limit of its customer."""

    _inherit = "loyalty.card"

    # Of the ticket as it was when the coupon was made: agents may move their tickets to
    # another company. Empty for a coupon that was linked. Written by us alone.
    helpdesk_company_id = fields.Many2one(
        comodel_name="res.company",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )
