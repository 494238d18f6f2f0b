# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import NO_ACCESS


class HelpdeskAfterSalesPopup(models.AbstractModel):
    """What a popup makes grants the request that it was opened for.

    Opened from the ticket's own button, too: an agent need not care from where.
    """

    _inherit = "helpdesk.after.sales.popup"

    # Written by us alone: what it names is granted.
    request_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.request",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )

    def _after_sales_finish_popup(self, documents):
        # sudo: closed to clients; the ticket was checked, and of its own requests
        # only what these documents give is counted.
        documents_sudo = documents.sudo()
        if documents_sudo and self._after_sales_switch:
            ticket = self.sudo()[self._after_sales_ticket_field]  # sudo: as above
            request = self._request_find(ticket, documents_sudo)
            if request:
                request._grant(documents_sudo)
        return super()._after_sales_finish_popup(documents)

    def _request_find(self, ticket, documents):
        """Return the request that these documents grant.

        :param ticket: one ``helpdesk.ticket``, in superuser mode
        :param documents: new documents of it, in superuser mode
        :return: one ``helpdesk.after.sales.request``, or none
        """
        # sudo: see the caller.
        request = self.sudo().request_id
        if request.ticket_id == ticket:
            # Decided by somebody else meanwhile: then it is not granted once more.
            return request
        for request in ticket.request_ids.sorted("id"):
            wish = request.state == "requested" and request._get_wish()
            if wish and any(
                wish.get_granted(line, list(documents)) for line in request.line_ids
            ):
                return request
        return request.browse()
