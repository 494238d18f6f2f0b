# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain


class StockReturnPicking(models.TransientModel):
    """The Reverse Transfer popup: the standard return, started from a ticket.

    Everything below only acts where the wizard holds a ticket; opened from
    Inventory it is the standard wizard.
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
    return_location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Return Location",
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
        for wizard in self:
            wizard.picking_domain = list(wizard._get_picking_domain())

    @api.depends("helpdesk_ticket_id", "sale_order_id", "product_id", "lot_id")
    def _compute_picking_id(self):
        """Keep the chosen delivery if it still fits; choose the only one that does."""
        for wizard in self:
            picking = wizard.picking_id._origin
            if wizard.helpdesk_ticket_id:
                domain = wizard._get_picking_domain()
                # The order is that of an index: whether there is one or more is all
                # that is asked.
                if not picking or not picking.search_count(
                    domain & Domain("id", "=", picking.id), limit=1
                ):
                    found = picking.search(domain, limit=2, order="id DESC")
                    picking = found if len(found) == 1 else picking.browse()
            wizard.picking_id = picking

    def _get_picking_domain(self, narrowed=True):
        """Return the deliveries to choose from: done ones of the ticket's customer.

        :param bool narrowed: by order, product and lot
        :rtype: Domain
        """
        self.ensure_one()
        domain = Domain.OR(self.helpdesk_ticket_id._get_delivery_domains())
        if narrowed and not domain.is_false():
            if self.sale_order_id:
                domain &= Domain("sale_id", "=", self.sale_order_id._origin.id)
            if self.product_id:
                domain &= Domain("move_ids", "any", self._get_move_domain())
            if self.lot_id:
                lot = self.lot_id._origin
                domain &= Domain("move_line_ids.lot_id", "=", lot.id)
        return domain

    def _get_move_domain(self):
        """Return the moves with the chosen product, or with components of it."""
        product = self.product_id._origin
        return Domain("product_id", "=", product.id) | Domain(
            "sale_line_id.product_id", "=", product.id
        )

    @api.depends("picking_id", "product_return_moves")
    def _compute_after_sales_notice(self):
        return super()._compute_after_sales_notice()

    def _get_notices(self):
        notices = super()._get_notices()
        if self.helpdesk_ticket_id:
            notice = self._get_no_delivery_reason() or self._get_nothing_left_reason()
            notices += [notice] if notice else []
        return notices

    def _get_no_delivery_reason(self):
        """Say why there is no delivery to choose, or nothing if there is one.

        :rtype: str
        """
        pickings = self.env["stock.picking"]
        if self.picking_id or pickings.search_count(
            self._get_picking_domain(), limit=1
        ):
            return ""
        ticket = self.helpdesk_ticket_id
        chosen = self.sale_order_id, self.product_id, self.lot_id
        if not any(chosen):
            return self.env._(
                "Nothing was delivered to %(customer)s by %(company)s yet.",
                customer=ticket.commercial_partner_id.display_name,
                company=ticket.company_id.name,
            )
        return self.env._(
            "No done delivery to %(customer)s contains %(chosen)s. Empty Sales Order, "
            "Product or Lot/Serial Number to see all deliveries.",
            customer=ticket.commercial_partner_id.display_name,
            chosen=" / ".join(record.display_name for record in chosen if record),
        )

    def _get_nothing_left_reason(self):
        lines = self.product_return_moves
        if not lines or any(not x._is_zero(x.returnable_quantity) for x in lines):
            return ""
        return self.env._(
            "%(delivery)s: nothing left to return, all is back or on its way back.",
            delivery=self.picking_id.name,
        )

    # ------------------------------------------------------------------
    # What of it
    # ------------------------------------------------------------------

    @api.depends("helpdesk_ticket_id", "product_id", "lot_id")
    def _compute_moves_locations(self):
        # EXTENDS 'stock'
        from_ticket = self.filtered("helpdesk_ticket_id")
        res = super(StockReturnPicking, self - from_ticket)._compute_moves_locations()
        for wizard in from_ticket:
            # The standard field is computed in superuser mode.
            vals_list = wizard.sudo(False)._prepare_return_lines()
            wizard.product_return_moves = [
                Command.clear(),
                *map(Command.create, vals_list),
            ]
        return res

    def _prepare_return_lines(self):
        """Return a line per delivered product, and per lot of a tracked one.

        :return: values of ``stock.return.picking.line``
        :rtype: list[dict]
        """
        self.ensure_one()
        lines = self.env["stock.return.picking.line"]
        defaults = lines.default_get(list(lines._fields))
        delivery = self.picking_id._origin._filtered_access("read")
        moves = delivery.move_ids.filtered(lambda x: x._is_delivered())
        if self.product_id:
            # sudo: to compare products of order lines.
            moves = moves.sudo().filtered_domain(self._get_move_domain()).sudo(False)
        vals_list = []
        for move in moves:
            unit = move._get_return_unit()
            lots = move._get_delivered_lots()
            if self.lot_id and self.lot_id._origin in lots:
                lots = self.lot_id._origin
            # sudo: returns that the user may not read count, too.
            returnable = move.sudo()._get_returnable()
            total = sum(returnable.values())
            for lot in lots or [lots]:
                quantity = max(0.0, min(returnable.get(lot, 0.0), total))
                total -= quantity
                vals_list.append(
                    {
                        **defaults,
                        **self._prepare_stock_return_picking_line_vals_from_move(move),
                        "lot_id": lot.id,
                        "quantity": unit.round(
                            move.product_id.uom_id._compute_quantity(
                                quantity, unit, round=False
                            )
                        ),
                    }
                )
        return vals_list

    @api.depends("product_return_moves.product_id")
    def _compute_has_tracking(self):
        for wizard in self:
            trackings = set(wizard.product_return_moves.product_id.mapped("tracking"))
            wizard.has_tracking = bool(trackings - {"none"})

    # ------------------------------------------------------------------
    # Where to
    # ------------------------------------------------------------------

    @api.depends("picking_id", "helpdesk_ticket_id")
    def _compute_return_location_id(self):
        for wizard in self:
            location = self.env["stock.location"]
            if wizard.helpdesk_ticket_id and wizard.picking_id:
                location = wizard._get_default_return_location()
            wizard.return_location_id = location

    def _get_default_return_location(self):
        values = self._prepare_picking_default_values_based_on(self.picking_id._origin)
        return self.env["stock.location"].browse(values["location_dest_id"])

    @api.depends("helpdesk_ticket_id")
    def _compute_return_location_domain(self):
        for wizard in self:
            wizard.return_location_domain = list(wizard._get_return_location_domain())

    def _get_return_location_domain(self):
        company = self.helpdesk_ticket_id.company_id
        return Domain("usage", "=", "internal") & Domain("company_id", "=", company.id)

    @api.depends("return_location_id", "product_return_moves.move_id")
    def _compute_return_route(self):
        for wizard in self:
            wizard.return_route = False
            if wizard.helpdesk_ticket_id and wizard.return_location_id:
                moves = wizard.product_return_moves.move_id._origin
                steps = wizard._get_return_steps(moves[:1])
                if len(steps) > 1:
                    wizard.return_route = " > ".join(steps.mapped("display_name"))

    def _get_return_steps(self, move):
        """Return the locations that the goods of a delivery pass through, the last
        one being where they end.

        :param move: the delivered ``stock.move``
        :rtype: recordset of ``stock.location``
        """
        first = self._get_default_return_location()
        chosen = self.return_location_id._origin
        steps = first
        if move:
            rules = self.env["stock.rule"]
            values = {
                "route_ids": move.route_ids,
                "warehouse_id": self._get_return_type().warehouse_id,
                "packaging_uom_id": move.packaging_uom_id,
            }
            while rule := rules._get_push_rule(move.product_id, steps[-1], values):
                if rule.location_dest_id in steps:
                    break
                steps += rule.location_dest_id
        if chosen == first:
            return steps
        if len(steps) > 1 and chosen._child_of(steps[-1]):
            return steps[:-1] + chosen
        # Out of reach of the steps, or there is but one: directly.
        return chosen

    def _get_return_type(self):
        delivery_type = self.picking_id._origin.picking_type_id
        return delivery_type.return_picking_type_id or delivery_type

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
        if not self.helpdesk_ticket_id:
            return super().action_create_returns()
        wizard = self._after_sales_start()
        if not wizard._get_created_picking():
            wizard._make_return()
        return wizard.helpdesk_ticket_id._after_sales_open(
            wizard._get_created_picking(), self.env._("Return")
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
        wizard = self._after_sales_start()
        if not wizard._get_created_picking():
            for line in wizard.product_return_moves:
                line.quantity = line.returnable_quantity
        return wizard.action_create_returns()

    def _get_created_picking(self):
        """Return the return that this popup has made, if any, as the current user.

        :rtype: recordset of ``stock.picking``
        """
        # sudo: closed to clients, because it is written by us alone.
        return self.sudo().created_picking_id.sudo(self.env.su)

    def _prepare_picking_default_values(self):
        # EXTENDS 'stock'
        values = super()._prepare_picking_default_values()
        if self.helpdesk_ticket_id:
            steps = self._get_return_steps(self.product_return_moves.move_id[:1])
            values["helpdesk_ticket_id"] = self.helpdesk_ticket_id.id
            values["location_dest_id"] = steps[0].id
        return values

    def _make_return(self):
        """Check all, then let the standard wizard make the return."""
        self.ensure_one()
        # Whoever calls, the checks are his.
        wizard = self.sudo(False)
        wizard._check_delivery()
        wizard._check_return_location()
        # sudo: deliveries are locked by writing to them.
        wizard._lock_deliveries_sudo()
        wizard._check_return_lines()
        # sudo: agents may return goods without Inventory rights; ticket, delivery,
        # products, lots, quantities and location were checked as the user.
        wizard_sudo = wizard.sudo().with_context(helpdesk_keep_returns=True)
        wizard_sudo.created_picking_id = wizard_sudo._create_return()
        wizard_sudo.created_picking_id._after_sales_register()

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    def _check_delivery(self):
        """Check that the chosen delivery can be returned from this ticket.

        :raise UserError: saying why not
        """
        self.ensure_one()
        ticket = self.helpdesk_ticket_id
        picking = self.picking_id
        if not picking:
            raise UserError(
                self._get_no_delivery_reason()
                or self.env._("Choose the delivery to return.")
            )
        if picking.search_count(
            self._get_picking_domain(narrowed=False) & Domain("id", "=", picking.id)
        ):
            return
        if picking.has_access("read") and picking.state != "done":
            raise UserError(
                self.env._(
                    "Delivery %(delivery)s is not done yet, so there is nothing to "
                    "return. Cancel or change it in Inventory.",
                    delivery=picking.name,
                )
            )
        raise UserError(
            self.env._(
                "The chosen transfer cannot be returned from ticket %(ticket)s: choose "
                "a done delivery of %(company)s to %(customer)s.",
                ticket=ticket.number,
                company=ticket.company_id.name,
                customer=ticket.commercial_partner_id.display_name,
            )
        )

    def _check_return_location(self):
        """Check where the goods are to end.

        :raise UserError: if it is not an internal location of the ticket's company
        """
        self.ensure_one()
        location = self.return_location_id
        if not location:
            raise UserError(
                self.env._("Choose the Return Location where the goods shall end.")
            )
        if not location.search_count(
            self._get_return_location_domain() & Domain("id", "=", location.id)
        ):
            raise UserError(
                self.env._(
                    "The chosen Return Location is not one of %(company)s where goods "
                    "are stored. Choose an internal location.",
                    company=self.helpdesk_ticket_id.company_id.name,
                )
            )

    def _lock_deliveries_sudo(self):
        """Let only one return of the same goods be made at a time.

        What was sent again after a return shares its goods with the first delivery.
        """
        # sudo: see the caller.
        deliveries = self.picking_id.sudo()
        moves = deliveries.move_ids
        while moves := moves.origin_returned_move_id:
            deliveries |= moves.picking_id
        self._after_sales_lock(deliveries)

    def _check_return_lines(self):
        """Check every line, whatever a client wrote to it.

        :raise UserError: saying what to change
        """
        self.ensure_one()
        lines = self.product_return_moves
        for line in lines:
            line._check_product()
        if all(line._is_zero(line.quantity) for line in lines):
            raise UserError(
                self.env._(
                    "Nothing to return from %(delivery)s: enter the Quantity of at "
                    "least one product.",
                    delivery=self.picking_id.name,
                )
            )
        for move, move_lines in lines.grouped("move_id").items():
            move_lines._check_quantities(move)
