# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from .common_outcomes import OutcomeCommon


class DispositionCommon(OutcomeCommon):
    """A shop whose warehouse decides what becomes of what comes back."""

    def _choose(self, picking, *choices, user=None):
        """Choose what becomes of each line of a return, as the warehouse does."""
        lines = picking.move_line_ids.with_user(user or self.warehouseman)
        for line, choice in zip(lines, choices, strict=True):
            line.helpdesk_disposition_choice = choice

    def _split_line(self, picking, quantity, choice):
        """Choose something for a part of what is expected, on a line of its own."""
        line = picking.move_line_ids.with_user(self.warehouseman)
        line.quantity -= quantity
        line.create(
            {
                "move_id": line.move_id.id,
                "picking_id": picking.id,
                "product_id": line.product_id.id,
                "product_uom_id": line.product_uom_id.id,
                "location_id": line.location_id.id,
                "location_dest_id": line.location_dest_id.id,
                "lot_id": line.lot_id.id,
                "quantity": quantity,
                "helpdesk_disposition_choice": choice,
            }
        )

    def _held(self, product, **values):
        """Return what there is of a product by location, in the warehouse or lost.

        What was in stock before is left out.
        """
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id.usage", "in", ("internal", "inventory")),
                *((name, "=", value.id) for name, value in values.items()),
            ]
        )
        return {quant.location_id: quant.quantity for quant in quants if quant.quantity}

    def _quarantine(self):
        return self.warehouse.helpdesk_quarantine_location_id

    def _scrap_location(self):
        return self.env["stock.location"].search(
            [("company_id", "=", self.company.id), ("usage", "=", "inventory")],
            order="id",
            limit=1,
        )

    def _add_vendor(self, product, name="Maker"):
        vendor = self.env["res.partner"].create({"name": name})
        product.seller_ids = [Command.create({"partner_id": vendor.id})]
        return vendor

    def _sent_back(self, picking):
        """Return the transfers that take goods of a return back to vendors."""
        return self.env["stock.picking"].search([("origin", "=", picking.name)])
