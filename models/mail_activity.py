# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailActivity(models.Model):
    """Activities of documents: for their makers, and those who are to do them."""

    _name = "mail.activity"
    _inherit = ["helpdesk.after.sales.attached", "mail.activity"]

    def _after_sales_get_closed(self):
        user = self.env.user
        # sudo: asked only whose it is.
        return super()._after_sales_get_closed().filtered(
            lambda x: user not in (x.sudo().user_id, x.sudo().create_uid)
        )
