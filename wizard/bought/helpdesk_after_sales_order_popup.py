# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml.builder import E

from odoo import api, fields, models


class HelpdeskAfterSalesOrderPopup(models.AbstractModel):
    """A popup that was opened with one line of what the customer bought.

    Of an order with the same product on several lines, it proposes that one.
    """

    _inherit = "helpdesk.after.sales.order.popup"

    bought_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        export_string_translation=False,
    )

    @api.model
    def _after_sales_add_notice(self, form):
        res = super()._after_sales_add_notice(form)
        # What is proposed hangs on it before the popup is saved.
        form.insert(0, E.field(name="bought_line_id", invisible="1"))
        return res

    def _bought_get_line(self):
        """Return the line that this popup is about, as long as it still is.

        :return: none once order or product were changed, or if it was opened otherwise
        :rtype: recordset of ``sale.order.line``, in superuser mode
        """
        self.ensure_one()
        lines = self.env["sale.order.line"].sudo()
        # A popup opened from its own app has none to look for.
        if not self.helpdesk_ticket_id:
            return lines
        # sudo: only compared; that the user may read it was checked when it came in.
        line = lines.browse(self.bought_line_id._origin.id)
        if line.product_id != self.product_id._origin:
            return lines
        if self.sale_order_id and line.order_id != self.sale_order_id._origin:
            return lines
        return line
