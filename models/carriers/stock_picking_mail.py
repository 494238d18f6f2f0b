# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from pathlib import PurePosixPath

from odoo import models


def _get_ending(attachment):
    return PurePosixPath(attachment.name).suffix


class StockPicking(models.Model):
    """The carrier's label goes to the customer with the return slip."""

    _inherit = "stock.picking"

    def _label_is_made(self):
        """Whether the carrier's label comes with the mails about this return.

        :rtype: bool
        """
        return bool(self._label_get())

    def _after_sales_announce_reports(self, reports):
        # EXTENDS: whatever template the agent chooses, the customer needs the label
        # where they get the slip.
        attachments = super()._after_sales_announce_reports(reports)
        slip = self.env.ref("helpdesk_mgmt_after_sales.action_report_return_slip")
        if slip not in reports or self.helpdesk_document_type != "return":
            return attachments
        # As the user: the composer gathers its files as the superuser.
        self.sudo(False)._return_check_slip()
        for name, label in self._label_get_files():
            # A copy of the sender's own, as they attach any file. By another name: what
            # has the carrier's is one of the carrier's labels.
            attachments |= label.copy(
                {"name": name, "res_model": "mail.compose.message", "res_id": 0}
            ).sudo(self.env.su)
        return attachments

    def _after_sales_get_notice_attachments(self, notice, partner):
        files = super()._after_sales_get_notice_attachments(notice, partner)
        if notice.step == "return_prepared":
            files += [(name, label.raw) for name, label in self._label_get_files()]
        return files

    def _label_get_files(self):
        """Return the labels with the names that tell the customer what they are.

        :return: tuples of a name and an ``ir.attachment`` in superuser mode
        :rtype: list
        """
        name = self.env._("Return Label - %(transfer)s", transfer=self.name)
        # Numbers of documents hold slashes, which no name of a file does.
        name = name.replace("/", "_")
        labels = self._label_get().sorted("id")
        return [
            (f"{name}{f' ({number})' if number > 1 else ''}{_get_ending(label)}", label)
            for number, label in enumerate(labels, 1)
        ]
