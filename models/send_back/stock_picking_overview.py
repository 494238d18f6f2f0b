# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockPicking(models.Model):
    """What the delivery of repaired goods tells the overview."""

    _inherit = "stock.picking"

    def _send_back_is_delivery(self):
        return self.helpdesk_document_type == "repaired"

    def _after_sales_get_label(self):
        if self._send_back_is_delivery():
            return self.env._("Repaired goods")
        return super()._after_sales_get_label()

    def _after_sales_get_title(self):
        if self._send_back_is_delivery():
            return self.env._(
                "Repaired goods: %(products)s",
                products=self._after_sales_get_summary(),
            )
        return super()._after_sales_get_title()

    def _after_sales_get_state_label(self):
        if self._send_back_is_delivery():
            if self.state == "done":
                return self.env._("Sent")
            if self.state != "cancel":
                return self.env._("To be sent")
        return super()._after_sales_get_state_label()

    def _after_sales_get_related(self):
        related = super()._after_sales_get_related()
        if self._send_back_is_delivery():
            related += [*self.helpdesk_repair_id, *self.return_id]
        return related

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _return_get_begun_refusal(self):
        if self._send_back_is_delivery():
            return self.env._(
                "Part of %(document)s is sent, or is being packed just now. Ask the "
                "warehouse to stop it.",
                document=self.display_name,
            )
        return super()._return_get_begun_refusal()

    def _after_sales_get_done_refusal(self):
        if self._send_back_is_delivery():
            return self.env._(
                "%(document)s is sent: it cannot be undone any more.",
                document=self.display_name,
            )
        return super()._after_sales_get_done_refusal()
