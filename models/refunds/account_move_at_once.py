# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class AccountMove(models.Model):
    """Credit notes that a team posts at once, for whoever checks them afterwards."""

    _inherit = "account.move"

    refund_posted_at_once = fields.Boolean(
        string="Posted at once",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="A refund from a ticket, within what its team posts without a check.",
    )
