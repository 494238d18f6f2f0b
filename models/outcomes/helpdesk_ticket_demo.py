# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskTicket(models.Model):
    """Returns on their way, and arrived, for the demo data."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _outcome_make_demo_return(
        self, ticket_id, user_id, product_id, outcome=None, disposition=None
    ):
        """Return one piece from a ticket.

        :param int ticket_id: a ticket whose customer has one delivery of the product
        :param int user_id: the agent
        :param int product_id: a ``product.product``
        :param str outcome: what is to follow; by default what the team proposes
        :param str disposition: what becomes of it; by default it has not arrived yet
        """
        ticket = self.browse(ticket_id).with_user(user_id)
        action = ticket.action_return()
        popups = ticket.env[action["res_model"]].with_context(action["context"])
        popup = popups.create({})
        for line in popup.product_return_moves:
            line.quantity = 1.0 if line.product_id.id == product_id else 0.0
            line.outcome = outcome or line.outcome
        popup.action_create_returns()
        if disposition:
            back = self.browse(ticket_id).return_ids
            back.move_line_ids.helpdesk_disposition = disposition
            back.move_ids.picked = True
            back.button_validate()
