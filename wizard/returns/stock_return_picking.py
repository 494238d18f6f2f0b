# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ...models.asked_once import find_readable, remember


class StockReturnPicking(models.TransientModel):
    """The Reverse Transfer popup: the standard return, started from a ticket.

    Everything below only acts where the popup holds a ticket; opened from
    Inventory it is the standard one. What can be returned, how much of it and on
    which way is asked of the ticket, of the delivery and of its moves. What it tells
    the agent is in ``stock_return_picking_notice.py``.

    Over 300 lines: half of them are fields and what computes them.
    """

    _name = "stock.return.picking"
    _inherit = ["stock.return.picking", "helpdesk.after.sales.order.popup"]

    _after_sales_switch = "use_product_returns"
    _after_sales_agents_only = True

    picking_id = fields.Many2one(
        string="Delivery to Return",
        compute="_compute_picking_id",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )
    picking_domain = fields.Binary(
        compute="_compute_picking_domain", export_string_translation=False
    )
    has_tracking = fields.Boolean(
        compute="_compute_has_tracking", export_string_translation=False
    )
    has_returned = fields.Boolean(
        compute="_compute_has_returned", export_string_translation=False
    )
    return_location_id = fields.Many2one(
        comodel_name="stock.location",
        compute="_compute_return_location_id",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="Where the goods end. Where receipts take several steps, they pass "
        "through these first.",
    )
    return_location_domain = fields.Binary(
        compute="_compute_return_location_domain", export_string_translation=False
    )
    return_route = fields.Char(string="On the way", compute="_compute_return_route")
    # Written by us alone: what it names is opened, and logged in superuser mode.
    created_picking_id = fields.Many2one(
        comodel_name="stock.picking",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )

    @api.model
    def default_get(self, fields):
        res = super().default_get(fields)
        if res.get("helpdesk_ticket_id"):
            # A dropped key is computed.
            res.pop("picking_id", None)
        # The standard adds what the client's context names.
        self._after_sales_check_input([res])
        return res

    # ------------------------------------------------------------------
    # Which delivery
    # ------------------------------------------------------------------

    @api.depends("helpdesk_ticket_id", "sale_order_id", "product_id", "lot_id")
    def _compute_picking_domain(self):
        for popup in self:
            popup.picking_domain = list(popup._return_get_picking_domain())

    @api.depends("helpdesk_ticket_id", "sale_order_id", "product_id", "lot_id")
    def _compute_picking_id(self):
        """Keep the chosen delivery if it still fits; choose the only one that does."""
        for popup in self:
            picking = popup.picking_id._origin
            if popup.helpdesk_ticket_id:
                if not picking or not picking.search_count(
                    popup._return_get_picking_domain(picking), limit=1
                ):
                    # Whether there is one or more is all that is asked.
                    found = picking.search(
                        popup._return_get_picking_domain(), limit=2, order="id DESC"
                    )
                    picking = found if len(found) == 1 else picking.browse()
            popup.picking_id = picking

    def _return_get_picking_domain(self, picking=None):
        """Return the deliveries to choose from.

        :param picking: only this ``stock.picking``, if any
        :rtype: Domain
        """
        self.ensure_one()
        return self.helpdesk_ticket_id._return_get_delivery_domain(
            order=self.sale_order_id._origin,
            product=self.product_id._origin,
            lot=self.lot_id._origin,
            picking=picking,
        )

    # ------------------------------------------------------------------
    # What of it
    # ------------------------------------------------------------------

    @api.depends("helpdesk_ticket_id", "product_id", "lot_id")
    def _compute_moves_locations(self):
        # EXTENDS 'stock'
        from_ticket = self.filtered("helpdesk_ticket_id")
        res = super(StockReturnPicking, self - from_ticket)._compute_moves_locations()
        for popup in from_ticket:
            # The standard field is computed in superuser mode.
            vals_list = popup.sudo(False)._return_prepare_lines()
            popup.product_return_moves = [
                Command.clear(),
                *map(Command.create, vals_list),
            ]
        return res

    def _return_prepare_lines(self):
        """Return a line per delivered product, and per lot of a tracked one.

        :return: values of ``stock.return.picking.line``
        :rtype: list[dict]
        """
        self.ensure_one()
        lines = self.env["stock.return.picking.line"]
        defaults = lines.default_get(list(lines._fields))
        delivery = find_readable(self.picking_id._origin)
        vals_list = []
        moves = delivery._return_get_moves(self.product_id._origin)
        if bought_line := self._bought_get_line():
            moves = moves.filtered(
                # sudo: agents need not read all order lines; only compared.
                lambda x: x.sudo().sale_line_id.id == bought_line.id
            )
        for move in moves:
            lots = move._return_get_delivered_lots()
            if self.lot_id and self.lot_id._origin in lots:
                lots = self.lot_id._origin
            for lot, quantity in move._return_get_proposal(lots).items():
                vals_list.append(
                    {
                        **defaults,
                        **self._prepare_stock_return_picking_line_vals_from_move(move),
                        "lot_id": lot.id,
                        "quantity": quantity,
                    }
                )
        return vals_list

    @api.depends("product_return_moves.product_id")
    def _compute_has_tracking(self):
        for popup in self:
            trackings = set(popup.product_return_moves.product_id.mapped("tracking"))
            popup.has_tracking = bool(trackings - {"none"})

    @api.depends("product_return_moves.returned_quantity")
    def _compute_has_returned(self):
        for popup in self:
            popup.has_returned = any(
                popup.product_return_moves.mapped("returned_quantity")
            )

    # ------------------------------------------------------------------
    # Where to
    # ------------------------------------------------------------------

    @api.depends("picking_id", "helpdesk_ticket_id")
    def _compute_return_location_id(self):
        for popup in self:
            location = False
            if popup.helpdesk_ticket_id:
                if picking := find_readable(popup.picking_id._origin):
                    location = picking._return_get_entry_location()
            popup.return_location_id = location

    @api.depends("helpdesk_ticket_id")
    def _compute_return_location_domain(self):
        for popup in self:
            ticket = popup.helpdesk_ticket_id
            popup.return_location_domain = list(ticket._return_get_location_domain())

    @api.depends("return_location_id", "product_return_moves.move_id")
    def _compute_return_route(self):
        for popup in self:
            popup.return_route = False
            picking = find_readable(popup.picking_id._origin)
            location = popup.return_location_id._origin
            if popup.helpdesk_ticket_id and picking and location:
                moves = popup.product_return_moves.move_id._origin
                steps = picking._return_get_steps(location, moves[:1])
                if len(steps) > 1:
                    popup.return_route = " > ".join(steps.mapped("display_name"))

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_create_returns(self):
        """Make and confirm the return; from a ticket, exactly what its popup lists.

        Whoever may write the ticket may return what was delivered to its customer.
        Pressed again, it opens what it made.

        :return: a window action on the return
        :rtype: dict
        :raise AccessError: if the popup or the ticket is not the user's
        :raise UserError: saying what to change; nothing is written then
        """
        # EXTENDS 'stock'
        # sudo: only whether there is one; the user is checked next.
        if not self.sudo().helpdesk_ticket_id:
            return super().action_create_returns()
        popup = self._after_sales_start_popup()
        if not popup._return_get_created():
            popup._return_make()
        return popup.helpdesk_ticket_id._after_sales_open_documents(
            popup._return_get_created(), self.env._("Return")
        )

    def action_create_returns_all(self):
        """Return all that is left to return of the lines, whatever their quantity.

        :return: a window action on the return
        :rtype: dict
        :raise AccessError: see :meth:`action_create_returns`
        :raise UserError: see :meth:`action_create_returns`
        """
        # EXTENDS 'stock'
        if not self.helpdesk_ticket_id:
            return super().action_create_returns_all()
        popup = self._after_sales_start_popup()
        if not popup._return_get_created():
            for move, lines in popup.product_return_moves.grouped("move_id").items():
                # Not the sum of what is left of each lot: others may be returned
                # whose lots are not known yet.
                left = move._return_get_proposal(lines.lot_id) if move else {}
                for line in lines:
                    line.quantity = left.pop(line.lot_id, 0.0)
        return popup.action_create_returns()

    def _return_get_created(self):
        """Return the return that this popup has made, if any, as the current user.

        :rtype: recordset of ``stock.picking``
        """
        # sudo: closed to clients, because it is written by us alone.
        return self.sudo().created_picking_id.sudo(self.env.su)

    def _prepare_picking_default_values(self):
        # EXTENDS 'stock'
        values = super()._prepare_picking_default_values()
        if self.helpdesk_ticket_id:
            moves = self.product_return_moves.move_id
            steps = self.picking_id._return_get_steps(
                self.return_location_id, moves[:1]
            )
            values["helpdesk_ticket_id"] = self.helpdesk_ticket_id.id
            values["location_dest_id"] = steps[0].id
        return values

    def _return_make(self):
        """Check all, then let the standard popup make the return.

        :raise UserError: saying what to change
        """
        self.ensure_one()
        # Whoever calls, the checks are theirs.
        popup = self.sudo(False)
        with remember(self.env):
            popup._return_check_delivery()
            popup.helpdesk_ticket_id._return_check_location(popup.return_location_id)
            # sudo: deliveries are locked by writing to them.
            popup._return_lock_deliveries_sudo()
            popup.product_return_moves._return_check(popup.picking_id)
            # sudo: agents may return goods without Inventory rights; ticket, delivery,
            # products, lots, quantities and location were checked as the user.
            popup_sudo = popup.sudo().with_context(helpdesk_keep_returns=True)
            popup_sudo.created_picking_id = popup_sudo._create_return()
            popup._after_sales_finish_popup(popup_sudo.created_picking_id)

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    def _return_check_delivery(self):
        """Check that the chosen delivery can be returned from the ticket.

        :raise UserError: saying why not
        """
        self.ensure_one()
        if not self.picking_id:
            raise UserError(
                self._return_get_no_delivery_reason()
                or self.env._("Choose the delivery to return.")
            )
        self.helpdesk_ticket_id._return_check_delivery(self.picking_id)

    def _return_lock_deliveries_sudo(self):
        """Let only one return of the same goods be made at a time.

        What was sent again after a return shares its goods with the first delivery.
        """
        # sudo: see the caller.
        deliveries = self.picking_id.sudo()
        moves = deliveries.env["stock.move"].search_fetch(
            [
                ("picking_id", "in", deliveries.ids),
                ("origin_returned_move_id", "!=", False),
            ],
            ["origin_returned_move_id"],
        )
        while moves := moves.origin_returned_move_id:
            deliveries |= moves.picking_id
        deliveries._after_sales_lock_rows()
