# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskTicket(models.Model):
    """A return on its way, for the demo data."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _outcome_make_demo_return(self, ticket_id, user_id, product_id):
        """Return one piece from a ticket, with what the team proposes to follow.

        :param int ticket_id: a ticket whose customer has one delivery of the product
        :param int user_id: the agent
        :param int product_id: a ``product.product``
        """
        ticket = self.browse(ticket_id).with_user(user_id)
        action = ticket.action_return()
        popups = ticket.env[action["res_model"]].with_context(action["context"])
        popup = popups.create({})
        for line in popup.product_return_moves:
            line.quantity = 1.0 if line.product_id.id == product_id else 0.0
        popup.action_create_returns()
