# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskAfterSalesRequest(models.Model):
    """What the demo data has customers ask for."""

    _inherit = "helpdesk.after.sales.request"

    @api.model
    def _make_demo_request(self, partner_id, line_id, wish, reason_id, note):
        """Ask for one piece, as the customer does in the portal.

        :param int partner_id: who asks
        :param int line_id: of a ``sale.order.line`` of theirs that was delivered
        :param str wish: what they would like
        :param int reason_id: what is wrong
        :param str note: what they say
        """
        line = self.env["sale.order.line"].browse(line_id)
        tickets = self.env["helpdesk.ticket"]
        company = line.company_id
        ticket = tickets._request_prepare_ticket(
            self.env["res.partner"].browse(partner_id),
            company,
            company._request_get_team(),
        )
        [piece] = ticket._request_get_pieces(line)
        values = {"wish": wish, "reason_id": reason_id, "note": note}
        self._make_draft(ticket, tickets, [(piece, 1.0)], values)._send()
