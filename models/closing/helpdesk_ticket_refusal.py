# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request

from ..helpdesk_after_sales_join import join_names
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

        Of those that are closed already nobody need be told.

        :rtype: recordset
        """
        if not self._closing_is_by_hand():
            return self.browse()
        return self.filtered(
            # sudo: of the team only this setting.
            lambda x: x.sudo().team_id.after_sales_block_closing and not x.closed
        )

    def _closing_get_former(self):
        """Return what popups made from these tickets for somebody else, still open.

        Without them a ticket could be closed by taking its customer away for a moment.

        :return: documents of any models by id of their ticket, in superuser mode
        :rtype: dict[int, list]
        """
        former = defaultdict(list)
        if not self:
            return former
        # sudo: whose and how far a document is does not depend on who asks; on the
        # ticket nothing is told of it but what it is.
        for documents in self.sudo()._after_sales_get_documents():
            made = documents.filtered(
                lambda document: (
                    document.helpdesk_is_made and document._after_sales_is_open()
                )
            )
            for document in made - made._after_sales_filter_of_customer():
                former[document.helpdesk_ticket_id.id].append(document)
        return former

    def _closing_refuse(self, documents):
        """Refuse to close tickets whose team wants their documents to end before.

        :param dict documents: as :meth:`_closing_get_open_documents` returns them
        :raise UserError: with the list of what is open
        """
        refused = self._closing_get_refused()
        former = refused._closing_get_former()
        refused = refused.filtered(lambda x: x.id in documents or x.id in former)
        if not refused:
            return
        # Before anybody is told what is open.
        refused.check_access("write")
        if len(refused) == 1:
            raise UserError(
                refused._closing_get_refusal(
                    documents.get(refused.id, []), former.get(refused.id, [])
                )
            )
        raise UserError(
            self.env._(
                "These tickets cannot be closed yet, because something made from them "
                "is open: %(tickets)s. Finish or cancel that first.",
                tickets=refused._closing_name_tickets(),
            )
        )

    def _closing_get_refusal(self, documents, former):
        """Say why this ticket is not closed.

        :param list documents: what is open, in superuser mode
        :param list former: what was made for somebody else and is open
        :rtype: str
        """
        lines = self._closing_list(documents) + [
            self.env._(
                "%(document_type)s, made while the ticket was another customer's or "
                "company's",
                document_type=document._after_sales_get_label(),
            )
            for document in former[:NAMED]
        ]
        return self.env._(
            "Ticket %(ticket)s cannot be closed yet, because something made from it is "
            "open:\n%(documents)s\nFinish or cancel that first. A Helpdesk manager can "
            "allow it in the After-Sales settings of the team %(team)s.",
            ticket=self.number,
            documents=self._closing_join(lines),
            # sudo: of the team only its name.
            team=self.sudo().team_id.name,
        )

    def _closing_name_tickets(self):
        names = self[:NAMED].mapped("number")
        if len(self) > NAMED:
            names.append(self.env._("%(number)s more", number=len(self) - NAMED))
        return join_names(self.env, names)
