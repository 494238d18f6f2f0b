# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """A document made elsewhere that is linked to a ticket of its customer, or was."""

    _inherit = "helpdesk.after.sales.mixin"

    @api.model
    def _after_sales_get_linkable_domain(self, ticket):
        """Return what can be linked to a ticket: its customer's, of no ticket yet.

        :param ticket: a ticket with a customer
        :rtype: Domain
        """
        customer = ticket.commercial_partner_id
        return (
            Domain("helpdesk_ticket_id", "=", False)
            & Domain("partner_id", "child_of", customer.id)
            & Domain("company_id", "in", (False, ticket.company_id.id))
        )

    def _after_sales_link(self, ticket, switch):
        """Link documents to a ticket, and log it on both sides.

        After the checks: ticket, service and documents are the user's.

        :param ticket: the ticket
        :param str switch: the team's switch of the service
        """
        # sudo: agents have no right to write documents in the apps; the link is
        # theirs to set, as if they had made the document.
        for document in self.sudo():
            document._after_sales_lock_rows()
            document.write(
                {"helpdesk_ticket_id": ticket.id, "helpdesk_service": switch}
            )
            self._after_sales_log_link(
                document,
                ticket,
                self.env._("Linked: %(document)s", document=document._get_html_link()),
                self.env._("Linked to ticket %(ticket)s", ticket=ticket.display_name),
            )

    def action_after_sales_remove_link(self):
        """Take a document off its ticket that was linked to it; it stays in its app.

        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the document is of no ticket, was made from it, or the
            team does not offer its service
        """
        ticket = self._after_sales_check_ticket()
        # sudo: closed to clients; as above.
        document = self.sudo()
        if document.helpdesk_is_made:
            raise UserError(
                self.env._(
                    "%(document)s was made from ticket %(ticket)s: it belongs to it. "
                    "Undo it instead, if it was a mistake.",
                    document=document.display_name,
                    ticket=ticket.number,
                )
            )
        document._after_sales_lock_rows()
        was_open = document._after_sales_is_open()
        document.helpdesk_ticket_id = False
        self._after_sales_log_link(
            document,
            ticket,
            self.env._(
                "Not linked any more: %(document)s", document=document._get_html_link()
            ),
            self.env._(
                "Not linked to ticket %(ticket)s any more", ticket=ticket.display_name
            ),
        )
        if was_open:
            # sudo: as where a document ends.
            ticket.sudo()._closing_ask()

    def _after_sales_check_ticket(self):
        """Check that the user may act on this document from its ticket.

        :return: the ticket
        :raise AccessError: if the user may not read the document, or not write the
            ticket
        :raise UserError: if it is of no ticket, or the team does not offer its service
        """
        self.ensure_one()
        self.check_access("read")
        ticket = self.helpdesk_ticket_id
        if not ticket or self.helpdesk_service not in ticket._after_sales_services():
            raise UserError(
                self.env._(
                    "%(document)s is not linked to a ticket any more. Cancel it in its "
                    "app.",
                    document=self.display_name,
                )
            )
        ticket._after_sales_check_service(self.helpdesk_service)
        return ticket

    @api.model
    def _after_sales_log_link(self, document, ticket, on_ticket, on_document):
        # sudo: as above; the author stays the current user.
        ticket.sudo().message_post(body=on_ticket, subtype_xmlid="mail.mt_note")
        document.message_post(body=on_document, subtype_xmlid="mail.mt_note")
