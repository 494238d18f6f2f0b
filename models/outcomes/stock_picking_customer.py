# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockPicking(models.Model):
    """What customers are told of what follows their return, and of what was done."""

    _inherit = "stock.picking"

    def _outcome_get_following(self, told=()):
        """Return what follows which goods of this return, for its customer.

        :param told: values of ``helpdesk_outcome`` of which they are told already
        :return: tuples of a product's name and what follows it; none of what nothing
            follows, or nobody decided yet
        :rtype: list
        """
        self.ensure_one()
        # sudo: the customer's own goods, whoever tells them.
        lines = [
            (move.product_id.display_name, move._outcome_get_label())
            for move in self.sudo().move_ids
            if move.helpdesk_outcome not in told
        ]
        # Each lot may have a move of its own.
        return [line for line in dict.fromkeys(lines) if line[1]]

    def _outcome_get_told(self):
        """Say to the customer what was done about this return.

        Also before it arrives: what replaces it may be sent in advance.

        :return: sentences by value of ``helpdesk_outcome``, of those of which there is
            something to say
        :rtype: dict
        """
        self.ensure_one()
        # sudo: what was made is the customer's, and each outcome says what they may
        # know of it.
        picking = self.sudo()
        classes = picking.env["stock.move"]._outcome_get_classes()
        # Not grouped(): that would fetch what is asked of each anew.
        promised = {move.helpdesk_outcome for move in picking.move_ids}
        told = {
            key: outcome.tell_customer(picking)
            for key, outcome in classes.items()
            if key in promised
        }
        return {key: sentences for key, sentences in told.items() if sentences}
