# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..helpdesk_after_sales_join import join_names


class SaleOrderLine(models.Model):
    """Another product that is sent for what comes back."""

    _inherit = "sale.order.line"

    helpdesk_return_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Replacement for",
        index="btree_not_null",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The return of a Helpdesk ticket whose goods this product replaces.",
    )

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        # Users may set defaults of their own for any field, and so may a client.
        defaults.pop("helpdesk_return_id", None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("helpdesk_return_id"):
                self._exchange_check_not_entered()
        return super().create(vals_list)

    def write(self, vals):
        if "helpdesk_return_id" in vals:
            self._exchange_check_not_entered()
        return super().write(vals)

    @api.model
    def _exchange_check_not_entered(self):
        """Check that nobody enters what the server alone writes.

        :raise AccessError: if they do
        """
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "What is sent for a return is chosen where the return is made: "
                    "from its ticket."
                )
            )

    def _prepare_procurement_values(self):
        # EXTENDS 'sale_stock'
        values = super()._prepare_procurement_values()
        # sudo: closed to customers, whose payment may confirm an order.
        if back := self.sudo().helpdesk_return_id:
            values["helpdesk_return_id"] = back.id
        return values

    # ------------------------------------------------------------------
    # Refunded
    # ------------------------------------------------------------------

    def _exchange_end_refunded(self, quantities):
        """Lower what was ordered by what was refunded, as another product is sent.

        What is invoiced as ordered would be charged again by the invoice that charges
        the other product. To be called in superuser mode.

        :param dict quantities: what was refunded by line, in its unit
        :return: what somebody has to do by hand, sentence by sentence
        :rtype: list[str]
        """
        sentences = []
        refunded = self.filtered(
            lambda x: (
                x.product_id.invoice_policy == "order"
                and x.product_uom_id.compare(quantities[x], 0.0) > 0
            )
        )
        for order, lines in refunded.grouped("order_id").items():
            if order.locked:
                sentences.append(lines._exchange_get_locked())
                continue
            for line in lines.with_context(skip_procurement=True):
                ordered = line.product_uom_id.round(
                    line.product_uom_qty - quantities[line]
                )
                line.write(
                    {
                        "product_uom_qty": max(ordered, line.qty_delivered),
                        # What less of it would cost today is no matter.
                        "price_unit": line.price_unit,
                        "discount": line.discount,
                    }
                )
        return sentences

    def _exchange_get_locked(self):
        """Say that these lines of one locked order are to be lowered by hand.

        :rtype: str
        """
        return self.env._(
            "Order %(order)s is locked: lower %(products)s on it by hand.",
            order=self.order_id.name,
            products=join_names(self.env, self.product_id.mapped("display_name")),
        )

    # ------------------------------------------------------------------
    # Take back
    # ------------------------------------------------------------------

    def _exchange_take_back(self):
        """Lower what was ordered for returns to what is still sent, or was.

        To be called in superuser mode, once moves of it were cancelled.

        :return: what somebody has to do by hand besides, sentence by sentence
        :rtype: list[str]
        """
        sentences = []
        lines = self.filtered(
            lambda x: (
                x.helpdesk_return_id
                and x.state == "sale"
                and x.product_uom_id.compare(
                    x._get_qty_procurement(), x.product_uom_qty
                )
                < 0
            )
        )
        for order, of_order in lines.grouped("order_id").items():
            goods = order.order_line.filtered(lambda x: not x.display_type)
            if goods <= of_order and not any(x._get_qty_procurement() for x in goods):
                # Nothing else was ordered by it.
                order._action_cancel()
            elif order.locked:
                sentences.append(of_order._exchange_get_locked())
                continue
            else:
                for line in of_order:
                    line.with_context(
                        skip_procurement=True
                    ).product_uom_qty = line._get_qty_procurement()
            invoiced = of_order.filtered(lambda x: x.qty_invoiced > x.product_uom_qty)
            if order.state == "cancel":
                invoiced = of_order.filtered("qty_invoiced")
            if invoiced:
                sentences.append(
                    self.env._(
                        "%(products)s on order %(order)s is invoiced already: credit "
                        "it.",
                        order=order.name,
                        products=join_names(
                            self.env, invoiced.product_id.mapped("display_name")
                        ),
                    )
                )
        return sentences
