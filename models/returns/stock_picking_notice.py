# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..notices.notice_step import NoticeStep


class StockPicking(models.Model):
    """What customers are told of their returns."""

    _inherit = "stock.picking"

    @api.model
    def _after_sales_get_notice_steps(self):
        return {
            **super()._after_sales_get_notice_steps(),
            "return_prepared": NoticeStep(
                label=self.env._("Return prepared"),
                service="use_product_returns",
                template="helpdesk_mgmt_after_sales.mail_template_return_prepared",
                default=True,
            ),
            "goods_received": NoticeStep(
                label=self.env._("Goods received"),
                service="use_product_returns",
                template="helpdesk_mgmt_after_sales.mail_template_goods_received",
            ),
        }

    def _after_sales_get_reached_notices(self, initial):
        reached = super()._after_sales_get_reached_notices(initial)
        if initial is None and self._after_sales_is_notice_true("return_prepared"):
            reached.append("return_prepared")
        is_new = initial is None or "state" in initial
        if is_new and self._after_sales_is_notice_true("goods_received"):
            reached.append("goods_received")
        return reached

    def _after_sales_is_notice_true(self, step):
        is_return = self.helpdesk_document_type == "return"
        if step == "return_prepared":
            # Whose goods are here needs no slip any more.
            return is_return and self.state not in ("done", "cancel")
        if step == "goods_received":
            return is_return and self.state == "done"
        return super()._after_sales_is_notice_true(step)

    def _after_sales_get_notice_partner(self):
        # EXTENDS: who opened the ticket sends the parcel, whoever got the delivery.
        # sudo: as there.
        return self._return_get_slip_partner().sudo()

    def _return_get_received(self):
        """Return what came back, for the customer.

        :return: tuples of a product's name and its quantity with its unit
        :rtype: list
        """
        self.ensure_one()
        # sudo: the customer's own goods, whoever received them.
        moves = self.sudo().move_ids.filtered(lambda x: x.state == "done")
        return [
            (move.product_id.display_name, f"{move.quantity:g} {move.product_uom.name}")
            for move in moves
        ]
