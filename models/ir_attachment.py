# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IrAttachment(models.Model):
    """Files on a document that a ticket opens: as open as the messages they came with.

    Standard Odoo gives them to whoever reads the document.
    """

    _name = "ir.attachment"
    _inherit = ["helpdesk.after.sales.attached", "ir.attachment"]

    def _after_sales_get_closed(self, *, message=None):
        """Return those of these files that are closed to who reads by a ticket.

        What is the value of a field is read with the field.

        :param message: a message that opens none of them, because it is new
        :rtype: recordset
        """
        closed = self._after_sales_get_about_closed()
        # sudo: asked only with which messages they came.
        closed = closed.sudo().filtered(
            lambda x: not x.res_field and not x.public and x.create_uid != self.env.user
        )
        if not closed:
            return self.browse()
        messages = (
            self.env["mail.message"]
            .sudo()
            .search([("attachment_ids", "in", closed.ids)])
        )
        if message:
            messages -= message
        messages = messages.sudo(False)
        readable = messages._filtered_access("read").sudo()
        return (closed - readable.attachment_ids).with_env(self.env)
