# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class StockWarehouse(models.Model):
    """Where returned goods wait until somebody has looked at them."""

    _inherit = "stock.warehouse"

    helpdesk_quarantine_location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Quarantine of Returns",
        domain="[('usage', '=', 'internal')]",
        check_company=True,
        copy=False,
        help="Where goods of a return wait when whoever receives them chooses "
        "Quarantine. Empty: in Quality Control where receipts take three steps, else "
        "in a location Quarantine, which is created with the first such goods.",
    )

    def _disposition_get_quarantine(self):
        """Return where goods of returns wait; create the location if there is none.

        Beside the stock, not within it: nothing there is promised to customers.

        :return: a ``stock.location``
        """
        self.ensure_one()
        chosen = self.helpdesk_quarantine_location_id
        if chosen.active:
            return chosen
        if self.wh_qc_stock_loc_id.active:
            return self.wh_qc_stock_loc_id
        # Written on the warehouse, so of two receipts at once one starts again and
        # finds it.
        self.helpdesk_quarantine_location_id = chosen.create(
            {
                "name": self.env._("Quarantine"),
                "usage": "internal",
                "location_id": self.view_location_id.id,
                "company_id": self.company_id.id,
            }
        )
        return self.helpdesk_quarantine_location_id
