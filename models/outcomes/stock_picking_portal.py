# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockPicking(models.Model):
    """What follows a return, on the page of its ticket."""

    _inherit = "stock.picking"

    def _after_sales_get_portal_steps(self):
        steps = super()._after_sales_get_portal_steps()
        if not steps or not self._return_is_return():
            return steps
        promised = {x.helpdesk_outcome for x in self.move_ids if x.state != "cancel"}
        classes = self.env["stock.move"]._outcome_get_classes()
        for key, outcome in classes.items():
            if key in promised and (name := outcome.get_portal_step(self.env)):
                is_reached = outcome.is_ended(self)
                steps.append(
                    {"name": name, "is_reached": is_reached, "is_current": False}
                )
        # The last one that is reached, in whatever order they came.
        reached = [step for step in steps if step["is_reached"]]
        for step in steps:
            step["is_current"] = step is reached[-1]
        return steps

    def _after_sales_get_portal_facts(self, link):
        facts = super()._after_sales_get_portal_facts(link)
        # A cancelled return is followed by nothing.
        if not self._return_is_return() or self.state == "cancel":
            return facts
        told = self._outcome_get_told()
        # What was done says more than what was to follow.
        following = self._outcome_get_following(set(told))
        labels = {x._outcome_get_label() for x in self.move_ids if x.state != "cancel"}
        if following and len(labels) == 1:
            # All of it: no product needs its name once more.
            following = [("", following[0][1])]
        facts += [self._outcome_describe_following(*line) for line in following]
        return facts + [sentence for each in told.values() for sentence in each]

    def _outcome_describe_following(self, product, what):
        """Say what follows, to the customer.

        :param str product: which goods; nothing for all of them
        :param str what: follows them
        :rtype: str
        """
        if product:
            what = self.env._("%(what)s (%(product)s)", what=what, product=product)
        if self.state == "done":
            return self.env._("What follows: %(what)s", what=what)
        return self.env._("When it arrives: %(what)s", what=what)
