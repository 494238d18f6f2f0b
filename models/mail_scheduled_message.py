# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class MailScheduledMessage(models.Model):
    """Messages to come: open to who wrote them, and scheduled by who may post.

    What they say, and to whom, is checked when they are posted, as their author.
    """

    _name = "mail.scheduled.message"
    _inherit = ["helpdesk.after.sales.attached", "mail.scheduled.message"]
    _after_sales_model_field = "model"

    def _after_sales_get_closed(self):
        # sudo: asked only who wrote it.
        return (
            super()
            ._after_sales_get_closed()
            .filtered(lambda x: x.sudo().create_uid != self.env.user)
        )

    @api.model
    def _check(self, values=None):
        # EXTENDS 'mail', that does not ask which messages a document takes.
        if self.env.su or not self.env.user._after_sales_is_agent():
            return super()._check(values)
        posted = self.filtered(lambda x: x._after_sales_is_posted_by_ticket())
        if values and self._after_sales_may_post(values["model"], values["res_id"]):
            values = None
        return super(MailScheduledMessage, self - posted)._check(values)

    def _after_sales_is_posted_by_ticket(self):
        """Whether a message is the user's, on a document of their ticket.

        :rtype: bool
        """
        # sudo: asked only whose it is.
        message = self.sudo()
        return message.create_uid == self.env.user and self._after_sales_may_post(
            message.model, message.res_id
        )

    @api.model
    def _after_sales_may_post(self, model, res_id):
        """Whether a ticket lets the user post on a document.

        :param str model: the document's model
        :param int res_id: the document's id
        :rtype: bool
        :raise AccessError: if a ticket opens the document, which is not made from it
        """
        document = self.env[model].browse(res_id)
        limited = document._after_sales_get_posted_by_ticket()
        limited._after_sales_check_of_ticket()
        return bool(limited)
