# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError

from .return_disposition import ReturnDisposition


class VendorDisposition(ReturnDisposition):
    """The goods go back to whom they were bought from, by a transfer of their own."""

    gives_away = True

    def is_set_apart(self, line):
        return True

    def follow_up(self):
        for vendor, lines in self.lines.grouped(self._get_vendor).items():
            self._send(vendor, lines)
        return []

    def _get_vendor(self, line):
        """Return from whom the goods of a line were bought, or usually are.

        :raise UserError: if that is not known
        """
        orders = line.lot_id
        # Purchase knows of which order the very piece came.
        if "purchase_order_ids" in orders._fields and orders.purchase_order_ids:
            return orders.purchase_order_ids.sorted("id")[-1:].partner_id
        vendor = line.product_id._prepare_sellers()[:1].partner_id
        if not vendor:
            raise UserError(
                self.env._(
                    "%(product)s cannot go back to its vendor: none is known. Add the "
                    "vendor on the product's Purchase tab, then press Try Again on "
                    "%(transfer)s.",
                    product=line.product_id.display_name,
                    transfer=self.picking.name,
                )
            )
        return vendor

    def _send(self, vendor, lines):
        """Make the transfer that takes goods back to a vendor, ready to be sent.

        :param vendor: a ``res.partner``
        :param lines: the lines with their goods
        :raise UserError: if there is no operation type for it
        """
        picking_type = lines[:1]._disposition_get_warehouse().out_type_id
        if not picking_type:
            raise UserError(
                self.env._(
                    "%(transfer)s was received for no warehouse, so its goods cannot "
                    "be sent from one. Make the transfer to %(vendor)s by hand.",
                    transfer=self.picking.name,
                    vendor=vendor.display_name,
                )
            )
        there = vendor.with_company(self.picking.company_id).property_stock_supplier
        transfer = self.env["stock.picking"].create(
            {
                "partner_id": vendor.id,
                "picking_type_id": picking_type.id,
                "location_id": self.picking.location_dest_id.id,
                "location_dest_id": there.id,
                "origin": self.picking.name,
                "company_id": self.picking.company_id.id,
            }
        )
        self.env["stock.move"].create(
            [self._prepare_move(line, transfer) for line in lines]
        )
        transfer.action_confirm()
        transfer.action_assign()
        transfer._check_entire_pack()
        for record in (self.picking, self.picking.helpdesk_ticket_id):
            record.message_post(
                body=self.env._(
                    "Goods of %(return)s go back to %(vendor)s: %(transfer)s",
                    vendor=vendor.display_name,
                    transfer=transfer._get_html_link(),
                    **{"return": self.picking._get_html_link()},
                ),
                subtype_xmlid="mail.mt_note",
            )

    def _prepare_move(self, line, transfer):
        of_both = {
            "picking_id": transfer.id,
            "product_id": line.product_id.id,
            "location_id": line.location_dest_id.id,
            "location_dest_id": transfer.location_dest_id.id,
            "company_id": transfer.company_id.id,
        }
        return {
            **of_both,
            "product_uom": line.product_uom_id.id,
            "product_uom_qty": line.quantity,
            # Exactly these, not others that the warehouse has.
            "move_line_ids": [
                Command.create(
                    {
                        **of_both,
                        "product_uom_id": line.product_uom_id.id,
                        "quantity": line.quantity,
                        "lot_id": line.lot_id.id,
                        "owner_id": line.owner_id.id,
                        "package_id": line.result_package_id.id,
                    }
                )
            ],
        }
