# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskAfterSalesApproval(models.Model):
    """A request that waits, for the demo shop."""

    _inherit = "helpdesk.after.sales.approval"

    @api.model
    def _make_demo_request(self, ticket_id, user_id, note):
        """Ask for the refund that a ticket proposes, as an agent does.

        :param int ticket_id: a ticket whose refund is beyond its team's limit
        :param int user_id: the agent
        :param str note: what they say
        """
        ticket = self.env["helpdesk.ticket"].browse(ticket_id).with_user(user_id)
        action = ticket.action_refund()
        popups = ticket.env[action["res_model"]].with_context(action["context"])
        # As the form fills it in.
        defaults = popups.default_get(list(popups._fields))
        popup = popups.new({**defaults, "approval_note": note})
        values = popups._approval_get_values(popup)
        popups.create(self._prepare_popup(popups, values)).action_ask_approval()
