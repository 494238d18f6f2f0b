# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class RepairOrder(models.Model):
    """What a repair that is sent back tells the overview and the customer."""

    _inherit = "repair.order"

    def _after_sales_get_related(self):
        return [*super()._after_sales_get_related(), *self.helpdesk_delivery_ids]

    def _after_sales_is_notice_true(self, step):
        # What is being sent is not to be fetched.
        if step == "repair_ready" and (
            self.helpdesk_delivery_ids._send_back_filter_valid()
        ):
            return False
        return super()._after_sales_is_notice_true(step)
