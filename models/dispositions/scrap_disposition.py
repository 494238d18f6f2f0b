# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError

from .return_disposition import ReturnDisposition


class ScrapDisposition(ReturnDisposition):
    """The goods are thrown away, as the standard Scrap button does it."""

    gives_away = True

    def is_set_apart(self, line):
        return True

    def follow_up(self):
        company = self.picking.company_id
        if not self.env["stock.location"].search_count(
            [("company_id", "=", company.id), ("usage", "=", "inventory")], limit=1
        ):
            raise UserError(
                self.env._(
                    "%(company)s has no location for scrap. An Inventory administrator "
                    "can create one, with Inventory Loss as its type.",
                    company=company.name,
                )
            )
        scraps = self.env["stock.scrap"].create(
            [self._prepare_scrap(line) for line in self.lines]
        )
        for scrap in scraps:
            if not scrap.check_available_qty():
                raise UserError(
                    self.env._(
                        "%(product)s of %(transfer)s cannot be scrapped: it is no "
                        "longer in %(location)s. Scrap it where it is.",
                        product=scrap.product_id.display_name,
                        transfer=self.picking.name,
                        location=scrap.location_id.display_name,
                    )
                )
        scraps.do_scrap()
        return []

    def _prepare_scrap(self, line):
        return {
            "product_id": line.product_id.id,
            "product_uom_id": line.product_uom_id.id,
            "scrap_qty": line.quantity,
            "lot_id": line.lot_id.id,
            "owner_id": line.owner_id.id,
            "package_id": line.result_package_id.id,
            "location_id": line.location_dest_id.id,
            "picking_id": self.picking.id,
            "company_id": self.picking.company_id.id,
            "origin": self.picking.name,
        }
