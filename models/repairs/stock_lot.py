# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ..name_search import search_names


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Offer first what the context names, of what is found anyway.

        The Repair popup names what its customer received (``repair_first_lot_ids``).
        """
        given = self.env.context.get("repair_first_lot_ids")
        if not isinstance(given, list | tuple):
            return super().name_search(name, domain, operator, limit)
        first = Domain("id", "in", [id_ for id_ in given if type(id_) is int])
        return search_names(super().name_search, name, domain, operator, limit, first)
