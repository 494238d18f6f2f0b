# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

from odoo import Command


class ReplacementOrder:
    """The order by which another product is sent for what comes back; no model.

    A line on the order that delivered it, as long as that takes one. Else a new order
    with the same terms, for the same customer.
    """

    def __init__(self, ticket, order, partner):
        """Take what was bought.

        :param ticket: the ``helpdesk.ticket``, in superuser mode
        :param order: the ``sale.order`` that delivered it, or none
        :param partner: the ``res.partner`` to whom it was delivered
        """
        self.ticket = ticket
        self.env = ticket.env
        self.order = order
        self.partner = partner

    @property
    def goes_on(self):
        """Whether the order that delivered it takes another line."""
        return self.order.state == "sale" and not self.order.locked

    def _prepare_new(self):
        """Return the values of an order of somebody who had none."""
        return {
            "partner_id": self.ticket.partner_id.id,
            "partner_shipping_id": self.partner.id or self.ticket.partner_id.id,
            "company_id": self.ticket.company_id.id,
            "origin": self.ticket.number,
            "user_id": False,
        }

    def prepare_line(self, product, quantity, unit):
        """Return the values of the line, priced by its order.

        :param product: the other ``product.product``
        :param float quantity: how much came back
        :param unit: the ``uom.uom`` of the quantity
        :rtype: dict
        """
        return {
            "product_id": product.id,
            "product_uom_qty": unit._compute_quantity(quantity, product.uom_id),
            "product_uom_id": product.uom_id.id,
        }

    # ------------------------------------------------------------------
    # Before
    # ------------------------------------------------------------------

    @cached_property
    def _draft(self):
        orders = self.env["sale.order"]
        if self.order:
            return orders.new(origin=self.order)
        return orders.new(self._prepare_new())

    @property
    def currency(self):
        """The currency of the order."""
        return self._draft.currency_id

    def get_price(self, product, quantity, unit):
        """Return what the other product is going to cost, taxes included.

        :param product: see :meth:`prepare_line`
        :param float quantity: see :meth:`prepare_line`
        :param unit: see :meth:`prepare_line`
        :return: in the currency of the order
        :rtype: float
        """
        values = self.prepare_line(product, quantity, unit)
        line = self.env["sale.order.line"].new(values | {"order_id": self._draft.id})
        return line.price_total

    # ------------------------------------------------------------------
    # Now
    # ------------------------------------------------------------------

    def send(self, quantities, back):
        """Order the other products; the rules of the warehouse send them.

        :param dict quantities: quantity by move of the return, in its product's unit
        :param back: the ``stock.picking`` for whose goods they are sent
        """
        vals_list = [
            {
                **self.prepare_line(
                    move.helpdesk_replace_product_id, quantity, move.product_id.uom_id
                ),
                "helpdesk_return_id": back.id,
            }
            for move, quantity in quantities.items()
        ]
        if self.goes_on:
            order = self.order
            self.env["sale.order.line"].create(
                [{**vals, "order_id": order.id} for vals in vals_list]
            )
        else:
            order = self._make_order([Command.create(vals) for vals in vals_list])
        order.message_post_with_source(
            "mail.message_origin_link",
            render_values={"self": order, "origin": back, "edit": self.goes_on},
            subtype_xmlid="mail.mt_note",
        )
        for move, quantity in quantities.items():
            self.ticket.message_post(
                body=self.env._(
                    "%(other)s is sent for %(quantity)g %(unit)s of %(product)s, on "
                    "order %(order)s.",
                    other=move.helpdesk_replace_product_id.display_name,
                    quantity=quantity,
                    unit=move.product_id.uom_id.name,
                    product=move.product_id.display_name,
                    order=order.name,
                ),
                subtype_xmlid="mail.mt_note",
            )

    def _make_order(self, lines):
        if self.order:
            order = self.order.copy({"order_line": lines, "origin": self.order.name})
        else:
            order = self.env["sale.order"].create(
                {**self._prepare_new(), "order_line": lines}
            )
        order.action_confirm()
        return order
