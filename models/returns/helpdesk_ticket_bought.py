# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..bought.bought_offer import BoughtOffer


class HelpdeskTicket(models.Model):
    """What came back of a line that the customer bought, and whether more can."""

    _inherit = "helpdesk.ticket"

    def _bought_complete_rows(self, rows, names):
        rows = super()._bought_complete_rows(rows, names)
        for row in rows:
            unit = row.line.product_uom_id
            if not unit.is_zero(row.returned):
                row.facts["returned"] = self.env._(
                    "Returned: %(quantity)s", quantity=row.format(row.returned)
                )
            if not unit.is_zero(row.returning):
                row.facts["returning"] = self.env._(
                    "On its way back: %(quantity)s", quantity=row.format(row.returning)
                )
        return rows

    @api.model
    def _bought_get_offers(self):
        return {
            **super()._bought_get_offers(),
            "use_product_returns": BoughtOffer(
                "use_product_returns",
                self.env._("Return"),
                "action_return",
                self._return_get_bought_refusal,
            ),
        }

    def _return_get_bought_refusal(self, row):
        """Say why nothing of a line can be returned.

        :param BoughtRow row: the line
        :rtype: str
        """
        if not row.is_goods:
            return self.env._("There are no goods to take back")
        if not row.deliveries:
            return self.env._("Nothing was delivered yet")
        if row.held <= 0:
            return self.env._("All of it is back or on its way back")
        return ""
