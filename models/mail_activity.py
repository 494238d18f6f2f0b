# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import models


class MailActivity(models.Model):
    """Activities of documents: for their makers, and those who are to do them.

    That one was closed which the server scheduled to have an agent's work checked is
    logged, on the document and on its ticket.
    """

    _name = "mail.activity"
    _inherit = ["helpdesk.after.sales.attached", "mail.activity"]

    def write(self, vals):
        logs = []
        if "active" in vals and not vals["active"]:
            logs = self._after_sales_get_closing_logs(
                lambda what, who: self.env._(
                    "%(activity)s: marked as done by %(user)s.", activity=what, user=who
                )
            )
        res = super().write(vals)
        self._after_sales_log_closing(logs)
        return res

    def unlink(self):
        logs = self._after_sales_get_closing_logs(
            lambda what, who: self.env._(
                "%(activity)s: cancelled by %(user)s.", activity=what, user=who
            )
        )
        res = super().unlink()
        self._after_sales_log_closing(logs)
        return res

    def _after_sales_get_closed(self):
        user = self.env.user
        # sudo: asked only whose it is.
        return (
            super()
            ._after_sales_get_closed()
            .filtered(lambda x: user not in (x.sudo().user_id, x.sudo().create_uid))
        )

    def _after_sales_get_closing_logs(self, get_text):
        """Return what to log where once these activities are closed.

        :param get_text: makes the sentence of the activity's name and the user's
        :return: pairs of a document and a sentence
        :rtype: list[tuple]
        """
        check = self.env["ir.model.data"]._xmlid_to_res_id(
            "helpdesk_mgmt_after_sales.mail_activity_type_refund_check"
        )
        if not check:
            # The type was deleted; else each activity without a type would count.
            return []
        # sudo: whoever closes one need not read all that is told of it. And anybody may
        # choose the type for a document that has no ticket, or for no document.
        closing = self.sudo().filtered(
            lambda x: (
                x.active
                and x.activity_type_id.id == check
                and x.res_model in self.env
                and "helpdesk_ticket_id" in self.env[x.res_model]._fields
            )
        )
        return [
            (
                self.env[activity.res_model].sudo().browse(activity.res_id),
                get_text(activity.display_name, self.env.user.name),
            )
            for activity in closing
        ]

    def _after_sales_log_closing(self, logs):
        """Log what :meth:`_after_sales_get_closing_logs` returned."""
        for document, text in logs:
            # It may have gone together with its document.
            if document.exists() and document.helpdesk_ticket_id:
                document.message_post(body=text)
                document.helpdesk_ticket_id.message_post(
                    body=Markup("%s %s") % (document._get_html_link(), text)
                )
