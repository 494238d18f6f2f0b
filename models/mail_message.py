# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, models

# What makes a link act for the customer.
CREDENTIALS = re.compile(r"\b(access_token|hash|auth_signup_token)=[^&\"'\s<>]+")


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [self._after_sales_drop_links(vals) for vals in vals_list]
        )

    @api.model
    def _after_sales_drop_links(self, vals):
        """Store no customer's link in what agents and technicians read of a document.

        A template of a company's own may hold the link, and is rendered in superuser
        mode. The mail keeps it where it has a body of its own, and in its button.

        :param dict vals: values of a message
        :return: these, or a copy without the token of a ticket or visit
        :rtype: dict
        """
        if vals.get("model") not in ("helpdesk.ticket", "project.task"):
            return vals
        if not CREDENTIALS.search(vals.get("body") or ""):
            return vals
        # sudo: whoever posts need not have access to all that this asks.
        document = self.env[vals["model"]].sudo().browse(vals.get("res_id")).exists()
        if document._name == "project.task" and not document.is_fsm:
            return vals
        body = vals["body"]
        # Markup stays Markup.
        return {**vals, "body": type(body)(CREDENTIALS.sub(r"\1=", str(body)))}
