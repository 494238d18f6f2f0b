# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockMove(models.Model):
    """What customers are told of what follows their goods."""

    _inherit = "stock.move"

    def _outcome_get_label(self):
        """Say what follows once these goods have arrived: "Refund".

        :return: nothing if nothing follows, nobody decided yet, or it was made before
            they arrive
        :rtype: str
        """
        self.ensure_one()
        outcome = self._outcome_get_classes().get(self.helpdesk_outcome)
        if not outcome or self.state == "cancel":
            return ""
        # sudo: what was made of it may be closed to who tells the customer.
        if self.state != "done" and outcome.is_made([self.sudo()]):
            return ""
        return outcome.get_label(self.env)
