# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..notices.notice_step import NoticeStep


class AccountMove(models.Model):
    """What customers are told of their credit notes."""

    _inherit = "account.move"

    @api.model
    def _after_sales_get_notice_steps(self):
        return {
            **super()._after_sales_get_notice_steps(),
            "credit_note_posted": NoticeStep(
                label=self.env._("Credit note posted"),
                service="use_credit_notes",
                template="helpdesk_mgmt_after_sales.mail_template_credit_note_posted",
                default=True,
            ),
        }

    def _after_sales_get_reached_notices(self, initial):
        reached = super()._after_sales_get_reached_notices(initial)
        is_new = initial is None or "state" in initial
        if is_new and self._after_sales_is_notice_true("credit_note_posted"):
            reached.append("credit_note_posted")
        return reached

    def _after_sales_is_notice_true(self, step):
        if step == "credit_note_posted":
            return self.state == "posted" and self._refund_is_from_ticket()
        return super()._after_sales_is_notice_true(step)
