# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..notices.notice_step import NoticeStep


class RepairOrder(models.Model):
    """What customers are told of their repairs.

    A repair ends once: then it is *done*, and where the product is with us it is also
    *ready*, for the customer to fetch it. The mail that it is ready says that it is
    done, so where both are switched on only that one goes.
    """

    _inherit = "repair.order"

    @api.model
    def _after_sales_get_notice_steps(self):
        return {
            **super()._after_sales_get_notice_steps(),
            "repair_confirmed": NoticeStep(
                label=self.env._("Repair confirmed"),
                service="use_product_repairs",
                template="helpdesk_mgmt_after_sales.mail_template_repair_confirmed",
            ),
            "repair_done": NoticeStep(
                label=self.env._("Repair done"),
                service="use_product_repairs",
                template="helpdesk_mgmt_after_sales.mail_template_repair_done",
            ),
            "repair_ready": NoticeStep(
                label=self.env._("Ready to be picked up"),
                service="use_product_repairs",
                template="helpdesk_mgmt_after_sales.mail_template_repair_ready",
                includes=("repair_done",),
            ),
        }

    def _after_sales_get_reached_notices(self, initial):
        reached = super()._after_sales_get_reached_notices(initial)
        if initial is not None and "state" not in initial:
            return reached
        before = (initial or {}).get("state", "draft")
        steps = ["repair_done", "repair_ready"]
        if before == "draft" and self.state in ("confirmed", "under_repair"):
            steps.append("repair_confirmed")
        return reached + [x for x in steps if self._after_sales_is_notice_true(x)]

    def _after_sales_is_notice_true(self, step):
        if step == "repair_confirmed":
            return self.state in ("confirmed", "under_repair", "done")
        if step == "repair_done":
            return self.state == "done"
        if step == "repair_ready":
            # What was to come by a return may still be with the customer.
            is_here = not self.picking_id or self.picking_id.state == "done"
            return self.state == "done" and is_here
        return super()._after_sales_is_notice_true(step)
