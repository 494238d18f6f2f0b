# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..bought.bought_offer import BoughtOffer


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _bought_get_offers(self):
        """Offer to exchange beside to return: a button of the same popup."""
        offers = {}
        for name, offer in super()._bought_get_offers().items():
            offers[name] = offer
            if name == "use_product_returns":
                offers["exchange"] = BoughtOffer(
                    offer.switch,
                    self.env._("Exchange"),
                    offer.button,
                    offer.refuse,
                    offer.get_context,
                )
        return offers
