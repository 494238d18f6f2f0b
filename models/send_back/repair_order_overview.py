# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import html2plaintext


class RepairOrder(models.Model):
    """What a repair that is sent back tells the overview and the customer."""

    _inherit = "repair.order"

    def _after_sales_get_related(self):
        return [*super()._after_sales_get_related(), *self.helpdesk_delivery_ids]

    def _after_sales_get_chain(self):
        steps = super()._after_sales_get_chain()
        deliveries = self.helpdesk_delivery_ids._send_back_filter_valid()
        label = self.env._("Send back")
        for delivery in deliveries:
            state = "done" if delivery.state == "done" else "waiting"
            note = delivery._outcome_describe(delivery)
            steps.append({"label": label, "state": state, "notes": [note]})
        if not deliveries and self._send_back_is_automatic():
            if self.state in ("draft", "confirmed", "under_repair"):
                notes = [self.env._("once it is repaired")]
                steps.append({"label": label, "state": "waiting", "notes": notes})
            elif notes := self._send_back_get_problems():
                steps.append({"label": label, "state": "stuck", "notes": notes})
        return steps

    def _send_back_get_problems(self):
        """Return why what was repaired could not be sent by itself.

        :rtype: list[str]
        """
        questions = self.activity_ids.filtered(
            lambda x: x.activity_type_id == self._send_back_get_question_type()
        )
        return [html2plaintext(x.note or "") for x in questions]

    def _after_sales_is_notice_true(self, step):
        # What is being sent is not to be fetched.
        if step == "repair_ready" and (
            self.helpdesk_delivery_ids._send_back_filter_valid()
        ):
            return False
        return super()._after_sales_is_notice_true(step)
