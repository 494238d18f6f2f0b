# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

# Of the badge that says how far a return is.
COLOURS = {"open": "info", "done": "success", "cancelled": "secondary"}


class StockPicking(models.Model):
    """What the customer sees of their return on the page of its ticket."""

    _inherit = "stock.picking"

    def _return_prepare_portal(self):
        """Return what the page of the ticket shows of this return, and no more.

        To be called in superuser mode, once it is clear who looks at it.

        :return: its number, what comes back, how far it is, what follows which product
            and what was done
        :rtype: dict
        """
        self.ensure_one()
        state = self._after_sales_get_progress(self.state)
        return {
            "name": self.name,
            "contents": self._after_sales_get_summary(),
            "state": state,
            "colour": COLOURS[state],
            "state_label": self._after_sales_get_state_label(),
            "following": [],
            "told": [],
        }
