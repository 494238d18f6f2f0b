# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..asked_once import find_readable, note_readable, recall

# Of whoever has more deliveries or orders than these, each delivery is asked.
MANY = 1000


class StockPicking(models.Model):
    """Whose delivery a transfer is, and what of it can be returned on which way."""

    _inherit = "stock.picking"

    # Only to search by.
    helpdesk_customer_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customers of the Delivery",
        compute="_compute_helpdesk_customer_ids",
        search="_search_helpdesk_customer_ids",
        export_string_translation=False,
    )

    # The order of the list, which standard Odoo sorts all transfers for: the first of a
    # customer's many deliveries are met by it.
    _after_sales_order_idx = models.Index("(priority DESC, scheduled_date, id DESC)")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_helpdesk_customer_ids(self):
        orders = self.sale_id._filtered_access("read")
        for picking in self:
            partners = picking.partner_id | (picking.sale_id & orders).partner_id
            picking.helpdesk_customer_ids = partners.commercial_partner_id

    @api.model
    def _search_helpdesk_customer_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._return_get_customer_domain(value)

    @api.model
    def _return_get_customer_domain(self, customer_ids, one=False):
        """Return the done deliveries of customers.

        A delivery is theirs when they or a contact of theirs is its partner, or the
        customer of its order: the delivery's own partner may be somebody else, to whom
        the goods were shipped. Either way has an index, but none answers one OR of
        both. So the few deliveries of most customers are found on both ways, while of
        whoever has very many the first ones are soon met.

        :param customer_ids: ids of commercial partners
        :param bool one: whether it is asked of one delivery
        :rtype: Domain
        """
        # All as the user, who must not learn whose the orders are that they may not
        # read.
        partners = self.env["res.partner"].with_context(active_test=False)
        partner_ids = partners._search(
            [("commercial_partner_id", "in", list(customer_ids))]
        ).get_result_ids()
        if not partner_ids:
            return Domain.FALSE
        if not one and not self._return_has_many(partner_ids):
            return self._return_get_done_domain() & self._return_find_few(partner_ids)
        orders = self.env["sale.order"]._search([("partner_id", "in", partner_ids)])
        if one:
            return self._return_get_done_domain() & self._return_ask_each(
                partner_ids, orders
            )
        return self._return_get_done_ids_domain() & self._return_ask_each(
            partner_ids, orders
        )

    @api.model
    def _return_has_many(self, partner_ids):
        few = SQL(" UNION ALL ").join(
            SQL(
                "(SELECT FROM %s WHERE partner_id IN %s LIMIT %s)",
                SQL.identifier(table),
                partner_ids,
                MANY + 1,
            )
            for table in ("stock_picking", "sale_order")
        )
        [(count,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) few", few))
        return count > MANY

    @api.model
    def _return_get_done_domain(self):
        """Return the transfers that delivered something to a customer.

        :rtype: Domain
        """
        return Domain(
            [
                ("state", "=", "done"),
                ("picking_type_code", "=", "outgoing"),
                # What goes back to a vendor is outgoing, too, and so are returns to
                # a warehouse that has no operation type for them.
                ("location_dest_id.usage", "in", ("customer", "transit")),
            ]
        )

    @api.model
    def _return_get_done_ids_domain(self):
        """Return the same, so that PostgreSQL knows how many they are.

        :rtype: Domain
        """
        # sudo: the code of a transfer's type is read in superuser mode, too.
        types = self.env["stock.picking.type"].sudo().with_context(active_test=False)
        locations = self.env["stock.location"].with_context(active_test=False)
        types = types.search([("code", "=", "outgoing")])
        locations = locations.search([("usage", "in", ("customer", "transit"))])
        return Domain(
            [
                ("state", "=", "done"),
                ("picking_type_id", "in", types.ids),
                ("location_dest_id", "in", locations.ids),
            ]
        )

    @api.model
    def _return_find_few(self, partner_ids):
        """Return the transfers of partners, found on both ways.

        :param tuple partner_ids: ids of partners
        :rtype: Domain
        """
        # sudo: to ask the rules of orders, dear as they are, for those alone whose
        # goods went to somebody else.
        elsewhere = self.sudo().search_fetch(
            [
                ("sale_id", "any", [("partner_id", "in", partner_ids)]),
                ("partner_id", "not in", partner_ids),
            ],
            ["sale_id"],
            order="id",
        )
        orders = elsewhere.sale_id.sudo(self.env.su)._filtered_access("read")
        elsewhere = elsewhere.filtered(lambda x: x.sale_id in orders)
        # Each side has an index, and the ids on it are known.
        return Domain("partner_id", "in", partner_ids) | Domain(
            "id", "in", elsewhere.ids
        )

    @api.model
    def _return_ask_each(self, partner_ids, orders):
        """Return the transfers of partners, asking each transfer for its own.

        :param tuple partner_ids: ids of partners
        :param orders: the query of their orders
        :rtype: Domain
        """
        # Not EXISTS: for that PostgreSQL would collect all of the orders first.
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%(partner)s IN %(partners)s"
                # CASE: the rules of orders are dear, and mostly not needed.
                " OR CASE WHEN (SELECT partner_id FROM sale_order after_sales_order"
                " WHERE id = %(order)s) IN %(partners)s"
                " THEN (SELECT id FROM sale_order after_sales_order"
                " WHERE id = %(order)s AND id IN %(orders)s) IS NOT NULL END)",
                partner=model._after_sales_get_column(alias, "partner_id"),
                partners=partner_ids,
                order=model._after_sales_get_column(alias, "sale_id"),
                orders=orders.subselect(),
            )
        )

    # ------------------------------------------------------------------
    # What of a delivery can be returned, and on which way
    # ------------------------------------------------------------------

    def _return_get_moves(self, product):
        """Return the moves by which this delivery delivered something.

        :param product: only those with this ``product.product`` or with components of
            it; none for all
        :rtype: recordset of ``stock.move``
        """
        moves = self.env["stock.move"]
        if self:
            # With all their fields, in one query.
            moves = moves.search_fetch([("picking_id", "in", self._origin.ids)])
        note_readable(moves)
        moves = moves.filtered(lambda x: x._return_is_delivered())
        if product:
            # sudo: to compare products of order lines.
            domain = moves._return_get_product_domain(product)
            moves = moves.sudo().filtered_domain(domain).sudo(False)
        return moves

    def _return_get_left(self):
        """Return of what the customer still has something.

        :return: quantity by delivered ``stock.move``, in the product's unit
        :rtype: dict
        """
        # sudo: returns that the user may not read count, too; of deliveries that they
        # may read.
        moves = find_readable(self._origin)._return_get_moves(None).sudo()
        left = {move: sum(move._return_get_returnable().values()) for move in moves}
        return {
            move: quantity
            for move, quantity in left.items()
            if move.product_id.uom_id.compare(quantity, 0.0) > 0
        }

    def _return_get_steps(self, location, move):
        """Return the locations that goods of this delivery pass through on their way.

        They enter where standard Odoo receives them. Where receipts take several
        steps, the rules of the warehouse lead on from there.

        :param location: the ``stock.location`` where the goods shall end
        :param move: the ``stock.move`` that delivered them, whose product and routes
            choose the rules; none for a receipt in one step
        :return: the locations in their order; the last one is where the goods end
        """
        steps = entry = self._return_get_entry_location()
        if move and recall(
            self.env, ("push", entry), lambda: self._return_has_push_rule(entry)
        ):
            steps = self._return_get_pushed_locations(entry, move)
        if location == entry:
            return steps
        if len(steps) > 1 and location._child_of(steps[-1]):
            return steps[:-1] + location
        # Out of reach of the steps, or there is but one: directly.
        return location

    def _return_get_pushed_locations(self, entry, move):
        """Return the locations to which the rules lead goods on from their entry.

        :param entry: the ``stock.location`` where they are received
        :param move: see :meth:`_return_get_steps`
        :return: the locations in their order, the entry first
        """
        product = move.product_id
        values = {
            "route_ids": move.route_ids,
            "warehouse_id": self._return_get_operation_type().warehouse_id,
            "packaging_uom_id": move.packaging_uom_id,
        }

        def find():
            steps = entry
            rules = self.env["stock.rule"]
            while rule := rules._get_push_rule(product, steps[-1], values):
                if rule.location_dest_id in steps:
                    break
                steps += rule.location_dest_id
            return steps

        # All that chooses the rules.
        routes = product.route_ids | product.categ_id.total_route_ids
        return recall(self.env, ("steps", entry, routes, *values.values()), find)

    @api.model
    def _return_has_push_rule(self, location):
        """Whether any rule leads on from where goods are received.

        Most warehouses receive in one step: then no product's routes need be known.

        :param location: a ``stock.location``
        :rtype: bool
        """
        above = [int(id_) for id_ in (location.parent_path or "").split("/") if id_]
        rules = self.env["stock.rule"].search_count(
            [
                ("action", "in", ("push", "pull_push")),
                ("location_src_id", "in", [*above, location.id]),
            ],
            limit=1,
        )
        return bool(rules)

    def _return_get_entry_location(self):
        """Return the location where standard Odoo receives a return of this delivery.

        :rtype: recordset of ``stock.location``
        """
        self.ensure_one()
        # The standard popup's method is about the transfer it gets, so that it needs
        # no popup.
        popup = self.env["stock.return.picking"]
        values = popup._prepare_picking_default_values_based_on(self)
        return self.env["stock.location"].browse(values["location_dest_id"])

    def _return_get_operation_type(self):
        """Return the operation type of a return of this delivery.

        :rtype: recordset of ``stock.picking.type``
        """
        self.ensure_one()
        delivery_type = self.picking_type_id
        return delivery_type.return_picking_type_id or delivery_type
