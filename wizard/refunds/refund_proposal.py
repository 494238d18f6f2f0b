# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import float_round

from ...models.asked_once import filter_readable
from ...models.refunds.invoice_credits import InvoiceCredits


class RefundProposal:
    """What a Refund popup proposes of the invoices chosen in it.

    What the ticket is about, at what is left of it: the lines of its product, of a
    lot no more than was delivered of it. Without product it is about all. As goodwill
    no pieces are refunded; on shipping and other services it can be given, too.
    """

    def __init__(self, popup):
        """Take invoices, product and lot from a popup.

        :param popup: one ``account.move.reversal``
        """
        popup.ensure_one()
        self.product = popup.product_id._origin
        self.lot = popup.lot_id._origin
        self.is_goodwill = popup.refund_goodwill
        self.order_lines = self.lot and popup._after_sales_get_lot_lines()
        self.bought_line = popup._bought_get_line()
        invoices = filter_readable(popup.move_ids._origin)
        taken = InvoiceCredits.of(invoices)
        # Quantity by invoice line, of those of which there is something left.
        self.left = {
            line: left
            for line in invoices._refund_get_product_lines()
            if (left := taken[line.move_id].left.get(line))
        }
        # sudo: order lines and deliveries that the user may not read tell what an
        # invoice line is about; only for invoices that they may read.
        self.about = {
            line: self._get_quantity(line.sudo())
            for line in self.left
            if self._is_about(line.sudo())
        }

    @property
    def key(self):
        """What it is made for; for another product or lot all is proposed anew."""
        key = f"{self.product.id or ''}/{self.lot.id or ''}"
        if self.bought_line:
            key += f"/{self.bought_line.id}"
        return f"{key}/goodwill" if self.is_goodwill else key

    def get_quantities(self, whole_invoice):
        """Return the lines to list, those that the ticket is about first.

        :param bool whole_invoice: also those that it is not about, at 0
        :return: quantity to refund by invoice line
        :rtype: dict
        """
        if not whole_invoice:
            return self.about
        return self.about | dict.fromkeys(self.left.keys() - self.about.keys(), 0.0)

    def _is_about(self, line):
        if self.is_goodwill and line._refund_is_proportional():
            return False
        if not self.product or line._refund_is_proportional():
            return True
        if self.is_goodwill and line.product_id.type == "service":
            return True
        if self.lot and not line.sale_line_ids & self.order_lines.sudo():
            return False
        if self.bought_line and self.bought_line.sudo() not in line.sale_line_ids:
            return False
        return line.product_id == self.product

    def _get_quantity(self, line):
        if self.is_goodwill:
            return 0.0
        left = self.left[line]
        if not self.lot or line._refund_is_proportional():
            return left
        delivered = line.sale_line_ids.move_ids.move_line_ids.filtered(
            lambda x: (
                x.lot_id == self.lot
                and x.state == "done"
                and x.location_dest_id.usage == "customer"
            )
        )
        quantity = sum(delivered.mapped("quantity_product_uom"))
        if line.product_uom_id:
            quantity = self.product.uom_id._compute_quantity(
                quantity, line.product_uom_id, round=False
            )
        digits = line._refund_get_quantity_digits()
        return min(left, float_round(quantity, precision_digits=digits))
