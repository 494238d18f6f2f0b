# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..notices.notice_step import NoticeStep


class StockPicking(models.Model):
    """The customer is told that what was repaired is on its way to them."""

    _inherit = "stock.picking"

    @api.model
    def _after_sales_get_notice_steps(self):
        return {
            **super()._after_sales_get_notice_steps(),
            "repaired_sent": NoticeStep(
                label=self.env._("Repaired goods sent"),
                service="use_product_returns",
                template="helpdesk_mgmt_after_sales.mail_template_repaired_sent",
                default=True,
                # It follows a repair, not every return.
                is_announced=False,
            ),
        }

    def _after_sales_get_reached_notices(self, initial):
        reached = super()._after_sales_get_reached_notices(initial)
        is_new = initial is None or "state" in initial
        if is_new and self._after_sales_is_notice_true("repaired_sent"):
            reached.append("repaired_sent")
        return reached

    def _after_sales_is_notice_true(self, step):
        if step == "repaired_sent":
            return self.helpdesk_document_type == "repaired" and self.state == "done"
        return super()._after_sales_is_notice_true(step)

    def _send_back_get_parcel(self):
        """Return the carrier's number of the parcel, for the customer.

        :return: nothing without one, or where nobody sends by carriers
        :rtype: str
        """
        name = "carrier_tracking_ref"
        return (self[name] or "") if name in self._fields else ""
