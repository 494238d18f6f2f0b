# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...models.asked_once import filter_readable
from ...models.helpdesk_after_sales_join import join_names


class StockReturnPickingLine(models.TransientModel):
    """One delivered product, or one lot of it, and how much of it to return."""

    _name = "stock.return.picking.line"
    _inherit = ["stock.return.picking.line", "helpdesk.after.sales.input"]

    _after_sales_agents_only = True

    # related_sudo=False: a line written by RPC must not show a delivery that its
    # writer may not read.
    move_quantity = fields.Float(related_sudo=False)
    tracking = fields.Selection(related="product_id.tracking", related_sudo=False)
    lot_id = fields.Many2one(comodel_name="stock.lot", string="Lot/Serial Number")
    delivered_lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        string="Delivered Lots/Serials",
        compute="_compute_delivered_lot_ids",
    )
    delivered_quantity = fields.Float(
        string="Delivered",
        digits="Product Unit",
        compute="_compute_from_move",
    )
    returned_quantity = fields.Float(
        string="Already Returned",
        digits="Product Unit",
        compute="_compute_from_move",
        help="What is back or on its way back.",
    )
    returnable_quantity = fields.Float(
        string="Returnable",
        digits="Product Unit",
        compute="_compute_from_move",
    )

    @api.depends("move_id", "wizard_id.helpdesk_ticket_id")
    def _compute_uom_id(self):
        # EXTENDS 'stock'
        res = super()._compute_uom_id()
        for line in self.filtered("wizard_id.helpdesk_ticket_id"):
            if line.move_id:
                line.uom_id = line.move_id._origin._return_get_unit()
        return res

    @api.depends("move_id")
    def _compute_delivered_lot_ids(self):
        for line in self:
            line.delivered_lot_ids = line.move_id._origin._return_get_delivered_lots()

    @api.depends("move_id", "lot_id", "uom_id")
    def _compute_from_move(self):
        readable = filter_readable(self.move_id._origin)
        # sudo: returns that the user may not read count, too; only for deliveries
        # that they may read.
        balances = {
            move: (move._return_get_quantities_by_lot(), move._return_get_returnable())
            for move in readable.sudo()
        }
        for line in self:
            move = line.move_id._origin.sudo()  # sudo: as in the balances
            delivered, returnable = balances.get(move, ({}, {}))
            lot = line.lot_id._origin
            left = max(0.0, min(returnable.get(lot, 0.0), sum(returnable.values())))
            line.delivered_quantity = line._return_convert(delivered.get(lot, 0.0))
            line.returnable_quantity = line._return_convert(left)
            line.returned_quantity = line.delivered_quantity - line.returnable_quantity

    def _return_convert(self, quantity):
        """Convert a quantity from the product's unit to the line's, rounded."""
        if not self.uom_id:
            return quantity
        quantity = self.product_id.uom_id._compute_quantity(
            quantity, self.uom_id, round=False
        )
        return self.uom_id.round(quantity)

    def _return_get_names(self):
        """Return what these lines are about, each product or lot once.

        :rtype: list[str]
        """
        names = []
        for line in self:
            name = line.product_id.display_name
            names.append(f"{name} ({line.lot_id.name})" if line.lot_id else name)
        return list(dict.fromkeys(names))

    def _return_is_zero(self, quantity):
        """Whether a quantity is nothing in the line's unit."""
        return self.uom_id.is_zero(quantity) if self.uom_id else not quantity

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    def _return_check(self, delivery):
        """Check all lines of a popup, whatever a client wrote to them.

        :param delivery: the ``stock.picking`` to return
        :raise UserError: saying what to change
        """
        # Once for all lines: what the user may read of it, too.
        moves = delivery._return_get_moves(None)
        for line in self:
            line._return_check_product(delivery, moves)
        self.wizard_id._return_check_left()
        if all(line._return_is_zero(line.quantity) for line in self):
            raise UserError(
                self.env._(
                    "Nothing to return from %(delivery)s: enter the Quantity of at "
                    "least one product.",
                    delivery=delivery.name,
                )
            )
        for move, lines in self.grouped("move_id").items():
            lines._return_check_quantities(move)

    def _return_check_product(self, delivery, moves):
        """Check that the line's product and lot were delivered.

        :param delivery: the ``stock.picking`` to return
        :param moves: the ``stock.move`` records by which it delivered something
        :raise UserError: saying what to change
        """
        self.ensure_one()
        move = self.move_id
        if move not in moves or move.product_id != self.product_id:
            raise UserError(
                self.env._(
                    "%(product)s was not delivered by %(delivery)s. Remove its line.",
                    product=self.product_id.display_name,
                    delivery=delivery.name,
                )
            )
        lots = move._return_get_delivered_lots()
        if self.lot_id != self.lot_id & lots:
            raise UserError(
                self.env._(
                    "%(lot)s of %(product)s was not delivered by %(delivery)s. Choose "
                    "one of: %(lots)s.",
                    lot=self.lot_id.name,
                    product=self.product_id.display_name,
                    delivery=delivery.name,
                    lots=join_names(self.env, lots.mapped("name")) or "-",
                )
            )
        if lots and not self.lot_id and not self._return_is_zero(self.quantity):
            raise UserError(
                self.env._(
                    "Choose which lot or serial number of %(product)s is returned.",
                    product=self.product_id.display_name,
                )
            )
        if self.uom_id.compare(self.quantity, 0.0) < 0:
            raise UserError(
                self.env._(
                    "The quantity of %(product)s cannot be negative.",
                    product=self.product_id.display_name,
                )
            )
        if self.product_id.tracking == "serial" and self.lot_id:
            if self.uom_id.compare(self.quantity, round(self.quantity)) != 0:
                raise UserError(
                    self.env._(
                        "%(lot)s of %(product)s is one piece: return 1 of it, or 0.",
                        lot=self.lot_id.name,
                        product=self.product_id.display_name,
                    )
                )

    def _return_check_quantities(self, move):
        """Check the lines of one delivered move against what is left to return.

        :param move: the move, which the user may read
        :raise UserError: saying how much is left
        """
        # sudo: returns that the user may not read count, too.
        returnable = move.sudo()._return_get_returnable()
        for lot, lines in self.grouped("lot_id").items():
            lines._return_check_quantity(returnable.get(lot, 0.0))
        self._return_check_quantity(sum(returnable.values()))

    def _return_check_quantity(self, returnable):
        """Check what these lines return together.

        :param float returnable: what is left, in the product's unit
        :raise UserError: saying how much is left
        """
        line = self[:1]
        left = max(0.0, line._return_convert(returnable))
        quantity = sum(self.mapped("quantity"))
        if line.uom_id.compare(quantity, left) > 0:
            product = line.product_id.display_name
            if line.lot_id and len(self.lot_id) == 1:
                product = f"{product} ({line.lot_id.name})"
            raise UserError(
                self.env._(
                    "Of %(product)s in %(delivery)s, %(left)g %(unit)s can still be "
                    "returned, not %(quantity)g. What is back or on its way back "
                    "counts as returned.",
                    product=product,
                    delivery=line.move_id.picking_id.name,
                    left=left,
                    unit=line.uom_id.name,
                    quantity=quantity,
                )
            )

    # ------------------------------------------------------------------
    # The return move
    # ------------------------------------------------------------------

    def _prepare_move_default_values(self, new_picking):
        # EXTENDS 'stock'
        values = super()._prepare_move_default_values(new_picking)
        popup = self.wizard_id
        if not popup.helpdesk_ticket_id:
            return values
        steps = popup.picking_id._return_get_steps(
            popup.return_location_id, self.move_id
        )
        values["location_dest_id"] = steps[0].id
        if len(steps) > 1 and popup.return_location_id != steps[0]:
            values["location_final_id"] = steps[-1].id
        if self.lot_id:
            delivered = self.move_id.move_line_ids.filtered(
                lambda x: x.lot_id == self.lot_id
            )
            values["move_line_ids"] = [
                Command.create(
                    {
                        "product_id": self.product_id.id,
                        "product_uom_id": self.uom_id.id,
                        "lot_id": self.lot_id.id,
                        "quantity": self.quantity,
                        "package_id": delivered[:1].result_package_id.id,
                        "owner_id": delivered[:1].owner_id.id,
                        "picking_id": new_picking.id,
                        "location_id": values["location_id"],
                        "location_dest_id": values["location_dest_id"],
                        "company_id": new_picking.company_id.id,
                    }
                )
            ]
        return values
