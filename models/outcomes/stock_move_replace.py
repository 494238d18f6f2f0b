# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .replacement_order import ReplacementOrder


class StockMove(models.Model):
    """What is sent for returned goods, and how much of it was sent already."""

    _inherit = "stock.move"

    helpdesk_replace_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Replace By",
        readonly=True,
        copy=False,
        help="The product that is sent instead, if it is another one.",
    )
    helpdesk_replaced_quantity = fields.Float(
        string="Replaced Quantity",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="For how much of these goods the replacement is on its way, in the "
        "product's unit.",
    )

    # ------------------------------------------------------------------
    # Send
    # ------------------------------------------------------------------

    def _exchange_send(self, quantities):
        """Send the replacements of goods of one return that were not sent yet.

        To be called in superuser mode, with the clean context of whoever it is for.

        :param dict quantities: how much of each return move is to be replaced in all,
            in the product's unit
        :raise UserError: if the warehouse or the order cannot send it
        """
        due = {}
        for move, quantity in quantities.items():
            unit = move.product_id.uom_id
            missing = unit.round(quantity - move.helpdesk_replaced_quantity)
            if unit.compare(missing, 0.0) > 0:
                due[move] = missing
        if not due:
            return
        back = self.picking_id
        known = back._exchange_find_replacement_moves()
        back._exchange_run_rules(
            {x: due[x] for x in due if not x.helpdesk_replace_product_id}
        )
        others = self.filtered(lambda x: x in due and x.helpdesk_replace_product_id)
        by_order = others.grouped(lambda x: x._outcome_get_sale_line().order_id)
        for order, moves in by_order.items():
            ReplacementOrder(
                back.helpdesk_ticket_id, order, back.return_id.partner_id
            ).send({move: due[move] for move in moves}, back)
        for move, quantity in due.items():
            move.helpdesk_replaced_quantity += quantity
        back._exchange_register_replacements(known)

    # ------------------------------------------------------------------
    # Backorders
    # ------------------------------------------------------------------

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        # EXTENDS 'stock'
        names = super()._prepare_merge_moves_distinct_fields()
        return names + ["helpdesk_replace_product_id"]

    def _merge_moves_fields(self):
        # EXTENDS 'stock'
        values = super()._merge_moves_fields()
        if self[:1].helpdesk_outcome:
            replaced = sum(self.mapped("helpdesk_replaced_quantity"))
            values["helpdesk_replaced_quantity"] = replaced
        return values

    def _split(self, qty, restrict_partner_id=False):
        # EXTENDS 'stock': what was sent in advance was sent for what arrives first.
        vals_list = super()._split(qty, restrict_partner_id=restrict_partner_id)
        handed_on = sum(x.get("helpdesk_replaced_quantity", 0.0) for x in vals_list)
        if handed_on:
            # sudo: whoever receives the goods; see PROTECTED.
            self.sudo().helpdesk_replaced_quantity -= handed_on
        return vals_list

    def _outcome_prepare_copy(self, quantity):
        values = super()._outcome_prepare_copy(quantity)
        kept = self.helpdesk_outcome_quantity - quantity
        return {
            **values,
            "helpdesk_replace_product_id": self.helpdesk_replace_product_id.id,
            "helpdesk_replaced_quantity": max(
                self.helpdesk_replaced_quantity - max(kept, 0.0), 0.0
            ),
        }
