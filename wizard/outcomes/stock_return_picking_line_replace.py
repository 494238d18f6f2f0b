# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.asked_once import filter_readable
from ...models.outcomes.replacement_order import ReplacementOrder


class StockReturnPickingLine(models.TransientModel):
    """What is sent for this product."""

    _inherit = "stock.return.picking.line"

    replace_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Replace By",
        help="Empty: the same product. Another one is charged, and what comes back is "
        "refunded.",
    )

    replace_product_domain = fields.Binary(
        compute="_compute_replace_product_domain", export_string_translation=False
    )

    @api.depends("wizard_id.helpdesk_ticket_id")
    def _compute_replace_product_domain(self):
        for line in self:
            domain = line.wizard_id._exchange_get_product_domain()
            line.replace_product_domain = list(domain)

    def _exchange_is_other(self):
        """Whether another product is sent for this line.

        :rtype: bool
        """
        other = self.replace_product_id._origin
        return (
            self.outcome == "replace"
            and bool(other)
            and other != self.product_id._origin
        )

    def _outcome_is_refunded(self):
        return super()._outcome_is_refunded() or self._exchange_is_other()

    # ------------------------------------------------------------------
    # Another product
    # ------------------------------------------------------------------

    def _exchange_check_product(self):
        """Check that the other product can be sent for this line.

        :raise UserError: saying what to choose instead
        """
        popup = self.wizard_id
        other = self.replace_product_id
        if not popup._exchange_offers_other():
            raise UserError(
                self.env._(
                    "Team %(team)s does not offer Refund, and another product is "
                    "replaced by refunding %(product)s. Empty Replace By to send the "
                    "same product.",
                    team=popup.helpdesk_ticket_id.team_id.name,
                    product=self.product_id.display_name,
                )
            )
        domain = popup._exchange_get_product_domain() & Domain("id", "=", other.id)
        if not other.search_count(domain):
            raise UserError(
                self.env._(
                    "%(other)s cannot be sent for %(product)s: choose goods that "
                    "%(company)s sells.",
                    other=other.display_name,
                    product=self.product_id.display_name,
                    company=popup.helpdesk_ticket_id.company_id.name,
                )
            )
        if not other.uom_id._has_common_reference(self.product_id.uom_id):
            raise UserError(
                self.env._(
                    "%(other)s is counted in %(other_unit)s, %(product)s in %(unit)s, "
                    "so how much of it to send is not known. Choose another product, "
                    "or Refund, and sell the other one.",
                    other=other.display_name,
                    other_unit=other.uom_id.name,
                    product=self.product_id.display_name,
                    unit=self.product_id.uom_id.name,
                )
            )
        # sudo: agents need not read all order lines; only compared.
        bought = self.move_id.sudo().sale_line_id.product_id
        if bought and bought.id != self.product_id.id:
            raise UserError(
                self.env._(
                    "%(product)s is part of %(kit)s and is refunded with all of it. "
                    "Empty Replace By to send the same product.",
                    product=self.product_id.display_name,
                    kit=bought.sudo(False).display_name,
                )
            )

    def _exchange_get_price_notice(self):
        """Say what the other product costs more, or less, taxes included.

        :rtype: str
        """
        # sudo: prices of an order; only for deliveries that the user may read, and
        # told is what it comes to.
        move = filter_readable(self.move_id._origin).sudo()
        other = self.replace_product_id._origin.sudo()
        unit = self.uom_id._origin
        if not move or not unit._has_common_reference(other.uom_id):
            return ""
        ticket = self.wizard_id.helpdesk_ticket_id._origin.sudo()
        bought = move.sale_line_id
        order = ReplacementOrder(ticket, bought.order_id, move.picking_id.partner_id)
        currency = order.currency
        price = order.get_price(other, self.quantity, unit)
        values = {
            "other": self.replace_product_id.display_name,
            "product": self.product_id.display_name,
            "price": currency.format(price),
        }
        if not bought.product_uom_qty:
            return self.env._(
                "%(other)s instead of %(product)s costs %(price)s, taxes included.",
                **values,
            )
        quantity = unit._compute_quantity(
            self.quantity, bought.product_uom_id, round=False
        )
        paid = currency.round(bought.price_total * quantity / bought.product_uom_qty)
        values["paid"] = currency.format(paid)
        difference = price - paid
        values["difference"] = currency.format(abs(difference))
        if currency.is_zero(difference):
            return self.env._(
                "%(other)s costs as much as %(product)s: %(price)s, taxes included.",
                **values,
            )
        if difference > 0:
            return self.env._(
                "%(other)s costs %(difference)s more than %(product)s: %(price)s "
                "instead of %(paid)s, taxes included.",
                **values,
            )
        return self.env._(
            "%(other)s costs %(difference)s less than %(product)s: %(price)s instead "
            "of %(paid)s, taxes included.",
            **values,
        )

    # ------------------------------------------------------------------
    # The return move
    # ------------------------------------------------------------------

    def _prepare_move_default_values(self, new_picking):
        # EXTENDS 'stock'
        values = super()._prepare_move_default_values(new_picking)
        if self.wizard_id.helpdesk_ticket_id and self._exchange_is_other():
            values["helpdesk_replace_product_id"] = self.replace_product_id.id
        return values
