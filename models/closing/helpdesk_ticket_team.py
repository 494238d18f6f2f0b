# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    after_sales_block_closing = fields.Boolean(
        string="Refuse to close with open documents",
        tracking=True,
        help="Nobody closes a ticket by hand as long as anything made from it is "
        "open. Without it they are warned.",
    )
    after_sales_ask_close = fields.Boolean(
        string="Ask to close",
        tracking=True,
        help="Once all that was made from a ticket is done, whoever it is assigned to "
        "gets an activity that asks them to close it.",
    )
