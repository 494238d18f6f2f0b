# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailFollowers(models.Model):
    """Followers of a document that a ticket opens: open to who reads it otherwise.

    Standard Odoo gives all followers to every employee.
    """

    _name = "mail.followers"
    _inherit = ["helpdesk.after.sales.attached", "mail.followers"]

    def _after_sales_get_closed(self):
        closed = super()._after_sales_get_closed()
        # sudo: asked only whether it is the user.
        return closed.filtered(
            lambda x: x.sudo().partner_id != self.env.user.partner_id
        )
