# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    """A ticket is not done while something is to follow its returns."""

    _inherit = "helpdesk.ticket"

    def _closing_is_waited_for(self):
        # Also what is stuck.
        moves = self.return_ids.move_ids
        return super()._closing_is_waited_for() or any(
            x._outcome_is_due() for x in moves
        )
