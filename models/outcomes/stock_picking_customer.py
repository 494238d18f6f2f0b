# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockPicking(models.Model):
    """What customers are told of what follows their return, and of what was done."""

    _inherit = "stock.picking"

    def _outcome_get_following(self):
        """Return what follows which goods of this return, for its customer.

        :return: tuples of a product's name and what follows it; none of what nothing
            follows, or nobody decided yet
        :rtype: list
        """
        self.ensure_one()
        # sudo: the customer's own goods, whoever tells them.
        lines = [
            (move.product_id.display_name, move._outcome_get_label())
            for move in self.sudo().move_ids
        ]
        # Each lot may have a move of its own.
        return [line for line in dict.fromkeys(lines) if line[1]]

    def _return_prepare_portal(self):
        # EXTENDS: a cancelled return is followed by nothing.
        values = super()._return_prepare_portal()
        told = self._outcome_get_told()
        # What was done says more than what was to follow.
        is_open = self.state != "cancel" and not told
        following = self._outcome_get_following() if is_open else []
        moves = self.move_ids.filtered(lambda x: x.state != "cancel")
        labels = {move._outcome_get_label() for move in moves}
        if len(labels) == 1:
            # All of it: no product needs its name once more.
            following = [("", label) for label in labels if following]
        return {**values, "following": following, "told": told}

    def _outcome_get_told(self):
        """Say to the customer what was done about this return.

        :return: sentence by sentence
        :rtype: list[str]
        """
        self.ensure_one()
        if self.state != "done":
            return []
        # sudo: what was made is the customer's, and each outcome says what they may
        # know of it.
        picking = self.sudo()
        classes = picking.env["stock.move"]._outcome_get_classes()
        # Not grouped(): that would fetch what is asked of each anew.
        promised = {move.helpdesk_outcome for move in picking.move_ids}
        return [
            told
            for key, outcome in classes.items()
            if key in promised
            for told in outcome.tell_customer(picking)
        ]
