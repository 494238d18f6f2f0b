# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ..asked_once import remember


class HelpdeskTicket(models.Model):
    """The card *What we are doing for you* on the portal page of a ticket."""

    _inherit = "helpdesk.ticket"

    def _after_sales_describe_portal(self, link):
        """Return what the card shows, service by service.

        To be called in superuser mode, once it is clear who looks at the page.

        :param PortalLink link: who looks at it
        :return: see the documents' own method
        :rtype: list[dict]
        """
        self.ensure_one()
        told = []
        # Of many documents each question is asked once.
        with remember(self.env, reads_only=True):
            for switch in self._after_sales_services():
                for document in self._after_sales_get_portal_documents(link, switch):
                    told.append(document._after_sales_describe_portal(link))
        return [values for values in told if values]

    def _after_sales_get_portal_documents(self, link, switch):
        """Return the documents of a service that who looks at the page may see.

        :param PortalLink link: who looks at it
        :param str switch: the team's switch of the service
        :return: in superuser mode, drafts among them
        """
        documents = self[self._after_sales_services()[switch].documents]
        return documents._after_sales_filter_of_portal(link)

    def _after_sales_get_portal_document(self, link, switch, document_id):
        """Return one of the documents that the card shows.

        :param PortalLink link: who looks at it
        :param str switch: the team's switch of a service, as a client sent it
        :param int document_id: as a client sent it
        :return: in superuser mode; None if there is none that they see
        """
        if switch not in self._after_sales_services():
            return None
        for document in self._after_sales_get_portal_documents(link, switch):
            if document.id == document_id and document._after_sales_is_told():
                return document
        return None

    @api.model
    def _after_sales_count_portal(self):
        """Count what is being done for the customer who is logged in.

        That is what the cards on the pages of their tickets show as not over yet.

        :return: nothing for who has no tickets, and for employees
        :rtype: int
        """
        if self.env.user._is_internal() or not self.has_access("read"):
            return 0
        customer = self.env.user.partner_id.commercial_partner_id
        # As the user: tickets of theirs, and of colleagues as far as they read those.
        tickets = self._search([("commercial_partner_id", "=", customer.id)])
        domain = Domain("ticket_id", "in", tickets) & Domain("state", "=", "open")
        for service in self._after_sales_services().values():
            # sudo: of these tickets' documents they are only counted.
            documents = self.env[self._fields[service.documents].comodel_name].sudo()
            shown = Domain(documents._after_sales_get_portal_domain())
            if not shown.is_true():
                domain &= Domain("res_model", "!=", documents._name) | Domain(
                    "res_id", "in", documents._search(shown)
                )
        # sudo: as above.
        return self.env["helpdesk.after.sales.document"].sudo().search_count(domain)
