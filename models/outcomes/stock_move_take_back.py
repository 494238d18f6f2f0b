# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import models

from ..helpdesk_after_sales_join import join_names

OPEN = ("draft", "waiting", "confirmed", "partially_available", "assigned")


class StockMove(models.Model):
    """What was sent in advance for goods that do not come back after all."""

    _inherit = "stock.move"

    def _action_cancel(self):
        # EXTENDS 'stock'. Not filtered(): that would fetch what is asked of each move
        # alone.
        ids = [x.id for x in self if x.helpdesk_replaced_quantity and x.state in OPEN]
        res = super()._action_cancel()
        if ids:
            keep = bool(self.env.context.get("helpdesk_keep_replacements"))
            context = {
                key: value
                for key, value in self.env.context.items()
                if key in ("lang", "tz", "allowed_company_ids")
            }
            # sudo: whoever cancels a return need not have access to its replacement,
            # its order or its ticket. The context is theirs no more, either.
            moves = self.browse(ids).sudo().with_context(context)
            for picking, of_picking in moves.grouped("picking_id").items():
                sentences = of_picking._exchange_take_back(
                    {x: x.helpdesk_replaced_quantity for x in of_picking}, keep
                )
                picking._exchange_log_left(sentences)
        return res

    def _exchange_take_back(self, quantities, keep=False):
        """Cancel what was sent in advance for goods that do not come back.

        As far as it is still here. To be called in superuser mode.

        :param dict quantities: for how much of each of these moves of one return, in
            its product's unit
        :param bool keep: whether to cancel nothing, only to say what is sent
        :return: what cannot be taken back, sentence by sentence
        :rtype: list[str]
        """
        # What was sent in advance was sent for the return before it was split.
        first = self.picking_id._exchange_get_first()
        sent = first._exchange_find_replacement_moves()
        lines = sent.sale_line_id.filtered("helpdesk_return_id")
        sentences = []
        for (product, other), moves in self.grouped(
            lambda x: (x.product_id, x.helpdesk_replace_product_id)
        ).items():
            quantity = sum(quantities[move] for move in moves)
            if other:
                quantity = product.uom_id._compute_quantity(quantity, other.uom_id)
                of_product = sent.filtered(
                    lambda x, other=other: (
                        x.sale_line_id in lines and x.sale_line_id.product_id == other
                    )
                )
            else:
                of_product = sent.filtered(
                    lambda x, product=product: (
                        x.product_id == product and x.sale_line_id not in lines
                    )
                )
            missing = of_product._exchange_cancel_part(
                other or product, 0.0 if keep else quantity, quantity
            )
            if missing:
                sentences.append(moves._exchange_describe_sent(of_product, missing))
        return sentences if keep else sentences + lines._exchange_take_back()

    def _exchange_cancel_part(self, product, quantity, promised):
        """Cancel so much of these replacement moves, in each of their steps.

        :param product: what is sent
        :param float quantity: how much, in the product's unit
        :param float promised: how much of it is not owed any more
        :return: how much of that was sent already
        :rtype: float
        """
        unit = product.uom_id
        if any(move.product_id != product for move in self):
            # The components of a kit: all of it, or nothing.
            whole = sum(self.sale_line_id.mapped("product_uom_qty"))
            is_whole = unit.compare(quantity, whole) >= 0
            if is_whole and "done" not in self.mapped("state"):
                self._action_cancel()
                return 0.0
            return promised if "done" in self.mapped("state") else 0.0
        taken = defaultdict(float)
        for move in self.filtered(lambda x: x.state in OPEN).sorted("id", reverse=True):
            step = move.location_id, move.location_dest_id
            take = min(quantity - taken[step], move.product_qty)
            if unit.compare(take, 0.0) <= 0:
                continue
            taken[step] += take
            if unit.compare(take, move.product_qty) >= 0:
                move._action_cancel()
                continue
            left = unit._compute_quantity(move.product_qty - take, move.product_uom)
            move.product_uom_qty = left
            move._action_assign()
        missing = promised - max(taken.values(), default=0.0)
        arrived = sum(
            x.product_qty
            for x in self
            if x.state == "done" and x.location_dest_id.usage == "customer"
        )
        # What was cancelled before is not at the customer.
        return unit.round(max(min(missing, arrived), 0.0))

    def _exchange_describe_sent(self, sent, quantity):
        product = self.helpdesk_replace_product_id or self.product_id
        return self.env._(
            "%(quantity)g %(unit)s of %(product)s were sent for it already "
            "(%(transfers)s) and cannot be taken back: ask the customer for the goods, "
            "or charge them.",
            quantity=quantity,
            unit=product.uom_id.name,
            product=product.display_name,
            transfers=join_names(
                self.env,
                sent.picking_id.filtered(lambda x: x.state == "done").mapped("name"),
            ),
        )
