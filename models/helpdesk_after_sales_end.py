# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """What follows on the ticket when a document has ended."""

    _inherit = "helpdesk.after.sales.mixin"

    def _after_sales_log_origin(self):
        res = super()._after_sales_log_origin()
        # Some are made and ended in one go, of which nothing is tracked.
        # sudo: as below.
        for document in self.sudo():
            if not document._after_sales_is_open():
                document.helpdesk_ticket_id._closing_ask()
        return res

    def _after_sales_announce_end(self, initial_state):
        res = super()._after_sales_announce_end(initial_state)
        progress = self._after_sales_get_progress(self[self._after_sales_state_field])
        if progress not in ("open", self._after_sales_get_progress(initial_state)):
            # sudo: the warehouse or accounting user who ends a document need not have
            # access to the ticket, whose agent waits for it all the same.
            self.helpdesk_ticket_id.sudo()._closing_ask()
        return res
