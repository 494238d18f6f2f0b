# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request

from .helpdesk_ticket import NAMED


class HelpdeskTicket(models.Model):
    """A team may refuse that people close a ticket before all has ended."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _closing_is_by_hand(self):
        """Whether somebody of the company acts: no customer, no mail, no schedule.

        :rtype: bool
        """
        if self.env.su or not self.env.user._is_internal():
            return False
        # A scheduled action may run as anybody, in a transaction of its own. A client
        # may send its key, too, but not in a transaction of its own.
        by_client = request and request.env and request.env.cr is self.env.cr
        return bool(by_client or not self.env.context.get("cron_id"))

    def _closing_get_refused(self):
        """Return those of these tickets that may not be closed with open documents.

        :rtype: recordset
        """
        if not self._closing_is_by_hand():
            return self.browse()
        # sudo: of the team only this setting.
        return self.filtered(lambda x: x.sudo().team_id.after_sales_block_closing)

    def _closing_refuse(self, documents):
        """Refuse to close tickets whose team wants their documents to end before.

        :param dict documents: as :meth:`_closing_get_open_documents` returns them
        :raise UserError: with the list of what is open
        """
        refused = self.browse(documents)._closing_get_refused()
        if not refused:
            return
        if len(refused) == 1:
            raise UserError(refused._closing_get_refusal(documents[refused.id]))
        raise UserError(
            self.env._(
                "These tickets cannot be closed yet, because something made from them "
                "is open: %(tickets)s. Finish or cancel that first.",
                tickets=refused._closing_name_tickets(),
            )
        )

    def _closing_get_refusal(self, documents):
        return self.env._(
            "Ticket %(ticket)s cannot be closed yet, because something made from it is "
            "open:\n%(documents)s\nFinish or cancel that first. A Helpdesk manager can "
            "allow it in the After-Sales settings of the team %(team)s.",
            ticket=self.number,
            documents=self._closing_join(documents),
            # sudo: of the team only its name.
            team=self.sudo().team_id.name,
        )

    def _closing_name_tickets(self):
        names = self[:NAMED].mapped("number")
        if len(self) > NAMED:
            names.append(self.env._("%(number)s more", number=len(self) - NAMED))
        return ", ".join(names)
