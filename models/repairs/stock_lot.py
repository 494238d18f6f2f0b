# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


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
        first_ids = [id_ for id_ in given if type(id_) is int]
        domain = Domain(domain or Domain.TRUE)
        found = super().name_search(
            name, domain & Domain("id", "in", first_ids), operator, limit
        )
        if limit is None or len(found) < limit:
            found += super().name_search(
                name,
                domain & Domain("id", "not in", first_ids),
                operator,
                limit and limit - len(found),
            )
        return found
