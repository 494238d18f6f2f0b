# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .refund_outcome import RefundOutcome
from .return_outcome import ReturnOutcome


class ReplaceOutcome(ReturnOutcome):
    """The same, or another product, is sent for exactly what has arrived.

    What was sent for it in advance is not sent again. What another product is sent
    for is refunded, and that one is charged by its order.
    """

    updates_order = True

    @classmethod
    def get_label(cls, env):
        return env._("Replacement")

    @classmethod
    def get_portal_step(cls, env):
        return env._("Replaced")

    @classmethod
    def get_made(cls, picking):
        # Not of both at once: what is found with the return is fetched with it.
        pickings = picking.helpdesk_replacement_move_ids.picking_id
        if (first := picking._exchange_get_first()) != picking:
            pickings |= first.helpdesk_replacement_move_ids.picking_id
        return pickings.filtered(lambda x: x._exchange_is_last_step())

    @classmethod
    def is_made(cls, moves):
        return super().is_made(moves) or all(
            # Another product is to be refunded besides.
            not move.helpdesk_replace_product_id
            and move.product_id.uom_id.compare(
                move.helpdesk_replaced_quantity, move.helpdesk_outcome_quantity
            )
            >= 0
            for move in moves
        )

    def follow_up(self):
        self.moves._exchange_send(
            {move: sum(move._outcome_get_arrived().values()) for move in self.moves}
        )
        sentences = self._take_back()
        if others := self.moves.filtered("helpdesk_replace_product_id"):
            lines = others.sale_line_id
            invoiced = {line: line.qty_invoiced for line in lines}
            sentences += RefundOutcome(others).follow_up()
            sentences += lines._exchange_end_refunded(
                {line: invoiced[line] - line.qty_invoiced for line in lines}
            )
        return sentences

    def _take_back(self):
        """Take back what was sent in advance for what was received as not coming.

        :return: what cannot be taken back, sentence by sentence
        :rtype: list[str]
        """
        missing = {}
        for move in self.moves:
            # Whatever arrived: about another serial number the agent decides.
            arrived = sum(move._return_get_quantities_by_lot().values())
            quantity = move.helpdesk_replaced_quantity - arrived
            if move.product_id.uom_id.compare(quantity, 0.0) > 0:
                missing[move] = quantity
        moves = self.moves.filtered(lambda x: x in missing)
        sentences = moves._exchange_take_back(missing) if moves else []
        for move, quantity in missing.items():
            move.helpdesk_replaced_quantity -= quantity
        return sentences
