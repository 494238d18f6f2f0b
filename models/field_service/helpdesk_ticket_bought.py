# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..bought.bought_offer import BoughtOffer


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _bought_get_offers(self):
        return {
            **super()._bought_get_offers(),
            "use_fsm": BoughtOffer(
                "use_fsm",
                self.env._("Visit"),
                "action_plan_intervention",
                get_context=self._fsm_get_bought_context,
            ),
        }

    def _fsm_get_bought_context(self, row):
        """Return what a visit is called that is about a line.

        :param BoughtRow row: the line
        :rtype: dict
        """
        about = " ".join(filter(None, (row.product.display_name, row.lot.name)))
        return {
            "default_name": self.env._(
                "%(ticket)s: %(product)s", ticket=self.name, product=about
            )
        }
