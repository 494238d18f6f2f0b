# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..as_server import as_server
from .request_bounds import check_bounds


class HelpdeskAfterSalesRequest(models.Model):
    """Photos and videos of a request: with the draft first, then with the ticket."""

    _inherit = "helpdesk.after.sales.request"

    def _get_files(self):
        """Return the photos and videos of drafts.

        :return: ``ir.attachment`` records
        """
        return self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )

    def _add_files(self, files):
        """Keep photos and videos: with the draft, or on the ticket once it is sent.

        To be called in superuser mode.

        :param list files: of ``RequestFile``
        :return: the new ``ir.attachment`` records
        :raise UserError: if it is too much for this hour
        """
        self.ensure_one()
        size = sum(len(file.content) for file in files)
        check_bounds(self.customer_id, size)
        self.file_bytes += size
        self.changed_on = fields.Datetime.now()
        ticket = self.ticket_id
        seen = 0 if ticket else len(self._get_files())
        names = {
            True: self.env._("Photo %(number)s"),
            False: self.env._("Video %(number)s"),
        }
        return self.env["ir.attachment"].create(
            [
                {
                    "name": f"{names[file.is_photo] % {'number': number}}"
                    f".{file.extension}",
                    "raw": file.content,
                    "mimetype": file.mimetype,
                    "res_model": ticket._name if ticket else self._name,
                    "res_id": ticket.id or self.id,
                }
                for number, file in enumerate(files, seen + 1)
            ]
        )

    def _complete(self, files):
        """Add photos and videos to a request that waits for an answer.

        Whoever works on the ticket is told by a message of the customer's. To be called
        in superuser mode.

        :param list files: of ``RequestFile``
        :raise UserError: if it is answered already, or too much for this hour
        """
        if self.state != "requested":
            raise UserError(
                self.env._(
                    "We have answered this already. Write us a message on the page of "
                    "your ticket, and add the photos there."
                )
            )
        attachments = self._add_files(files)
        # As the server: of a customer the standard takes no file that is kept already.
        as_server(self.ticket_id).message_post(
            body=self.env._("Photos for: %s", self.name),
            author_id=self.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=attachments.ids,
        )

    def _move_files(self):
        """Hand the draft's photos and videos over to the ticket.

        :return: ``ir.attachment`` records
        """
        files = self._get_files()
        files.write({"res_model": self.ticket_id._name, "res_id": self.ticket_id.id})
        return files
