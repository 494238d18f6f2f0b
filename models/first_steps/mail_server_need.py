# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

from odoo.tools import config

from .after_sales_need import AfterSalesNeed


class MailServerNeed(AfterSalesNeed):
    """Mails to customers leave by a server.

    Of Odoo's settings, of its configuration file, or one on the same machine, which
    shows by the mails that it has taken.
    """

    name = "mail_server"
    model = "ir.mail_server"

    def is_missing(self, switch):
        return not self.has_server

    @cached_property
    def has_server(self):
        """Whether mails can leave, for all services."""
        # sudo: a mere yes or no.
        env = self.env["ir.mail_server"].sudo().env
        # Those of single users serve nobody else.
        if env["ir.mail_server"].search_count([("owner_user_id", "=", False)], limit=1):
            return True
        if config["smtp_server"] not in (False, "", "localhost"):
            return True
        sent = [
            ("notification_type", "=", "email"),
            ("notification_status", "=", "sent"),
        ]
        return bool(env["mail.notification"].search_count(sent, limit=1))

    def get_text(self):
        return self.env._("No outgoing mail server is set: customers get no mails.")

    def get_button(self):
        return self.env._("Set a Mail Server")

    def get_advice(self):
        return self.env._("Ask an administrator to set one in Settings.")

    def get_context(self):
        return {}
