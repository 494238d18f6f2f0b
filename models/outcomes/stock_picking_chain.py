# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..helpdesk_after_sales_date import format_moment


class StockPicking(models.Model):
    """Cause and effect of a return: it arrived, and then."""

    _inherit = "stock.picking"

    def _after_sales_get_chain(self):
        steps = super()._after_sales_get_chain()
        if self.helpdesk_document_type != "return" or self.state == "cancel":
            return steps
        promised = {}
        # Not grouped(): that would fetch what is asked of each anew.
        for move in self.move_ids:
            if move.helpdesk_outcome and move.state != "cancel":
                promised.setdefault(move.helpdesk_outcome, []).append(move)
        if not promised:
            return steps
        steps.append(self._outcome_get_receipt_step())
        classes = self.env["stock.move"]._outcome_get_classes()
        for key, outcome in classes.items():
            if key in promised and (label := outcome.get_label(self.env)):
                steps.append(
                    {
                        "label": label,
                        **self._outcome_get_step(outcome, promised[key]),
                    }
                )
        return steps

    def _outcome_get_receipt_step(self):
        if self.state != "done":
            label = self.env._("Waits for the parcel")
            return {"label": label, "state": "waiting", "notes": []}
        notes = [
            # Not when the transfer was: it is written last, after what followed.
            format_moment(self, max(x.date for x in self.move_ids)),
            # sudo: colleagues are named, whoever reads the ticket.
            self.helpdesk_done_by_id.sudo().name,
        ]
        return {
            "label": self.env._("Goods received"),
            "state": "done",
            "notes": list(filter(None, notes)),
        }

    def _outcome_get_step(self, outcome, moves):
        """Return how far what was promised of some goods of this return is.

        :param outcome: the class of what follows
        :param list moves: the moves with it
        :rtype: dict
        """
        problems = [x.helpdesk_outcome_problem for x in moves]
        problems = list(dict.fromkeys(filter(None, problems)))
        is_made = outcome.is_made(moves)
        names = []
        if is_made:
            names = [self._outcome_describe(x) for x in outcome.get_made(self)]
        if problems:
            return {"state": "stuck", "notes": names + problems}
        if is_made:
            names = names or [self.env._("nothing had to be done")]
            # In advance, nothing is followed up yet.
            followed = [x.helpdesk_followed_on for x in moves]
            moments = [format_moment(self, max(followed))] if all(followed) else []
            return {"state": "done", "notes": [*names, *moments]}
        return {"state": "waiting", "notes": [self.env._("once the goods are here")]}

    @api.model
    def _outcome_describe(self, document):
        """Say what was made, shorter than its own row does.

        :param document: a document of a service
        :rtype: str
        """
        amount = document._after_sales_get_amount()
        what = [
            document._after_sales_get_number(),
            amount and amount[1].format(amount[0]),
        ]
        return self.env._(
            "%(what)s (%(state)s)",
            what=" ".join(filter(None, what)),
            state=document._after_sales_get_state_label(),
        )
