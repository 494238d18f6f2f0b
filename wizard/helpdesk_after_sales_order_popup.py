# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..models.helpdesk_after_sales_join import join_names


class HelpdeskAfterSalesOrderPopup(models.AbstractModel):
    """What the popups share that start from what the customer once bought.

    Sales order, product and lot come from the ticket and narrow the documents that
    can be chosen. The fields are empty where the standard wizard is opened from its
    own app. Whatever is stored is either computed before the wizard is created, or not
    touched by its compute method then: that wizard costs no query more than without
    this addon, and touches nothing of it.
    """

    _name = "helpdesk.after.sales.order.popup"
    _description = "Popup on what a customer bought"
    _inherit = "helpdesk.after.sales.popup"

    _after_sales_ticket_field = "helpdesk_ticket_id"

    # related_sudo=False: whoever writes a ticket by RPC that they may not read must
    # not read it through the popup.
    helpdesk_ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", readonly=True)
    partner_id = fields.Many2one(
        related="helpdesk_ticket_id.partner_id",
        string="Customer",
        related_sudo=False,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )
    product_tracking = fields.Selection(
        related="product_id.tracking", string="Product Tracking", related_sudo=False
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Lot/Serial Number",
        compute="_compute_lot_id",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        domain="[('product_id', '=', product_id)]",
    )
    sale_order_domain = fields.Binary(compute="_compute_sale_order_domain")
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        compute="_compute_sale_order_id",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )

    @api.model
    @api.private
    def new(self, values=None, origin=None, ref=None):
        # The methods below ask each wizard for its ticket. One that is opened from its
        # own app must not look for a default: each look runs the standard default_get.
        if origin is None and "default_helpdesk_ticket_id" not in self.env.context:
            values = {"helpdesk_ticket_id": False, **(values or {})}
        return super().new(values, origin, ref)

    @api.depends("helpdesk_ticket_id")
    def _compute_product_id(self):
        for popup in self:
            popup.product_id = popup.helpdesk_ticket_id.product_id

    @api.depends("helpdesk_ticket_id", "product_id")
    def _compute_lot_id(self):
        for popup in self:
            lot = popup.lot_id or popup.helpdesk_ticket_id.lot_id
            popup.lot_id = lot if lot.product_id == popup.product_id else False

    @api.depends("helpdesk_ticket_id", "product_id", "lot_id")
    def _compute_sale_order_domain(self):
        for popup in self:
            popup.sale_order_domain = list(popup._after_sales_get_order_domain())

    @api.depends("helpdesk_ticket_id", "product_id", "lot_id")
    def _compute_sale_order_id(self):
        for popup in self:
            domain = Domain(popup.sale_order_domain)
            order = popup.sale_order_id._origin.filtered_domain(domain)
            if not order:
                # Among several none is guessed.
                orders = popup.helpdesk_ticket_id._after_sales_get_bought_orders()
                orders = orders.filtered_domain(domain)
                order = orders if len(orders) == 1 else orders.browse()
            popup.sale_order_id = order

    @api.depends("helpdesk_ticket_id", "product_id", "lot_id", "sale_order_id")
    def _compute_after_sales_notice(self):
        return super()._compute_after_sales_notice()

    def _after_sales_get_order_domain(self):
        """Return the orders to choose from: confirmed ones of the ticket's customer.

        Only those with the product, if one is chosen, and only those that delivered
        the lot, if one is chosen.

        :rtype: Domain
        """
        self.ensure_one()
        ticket = self.helpdesk_ticket_id
        if not ticket.partner_id:
            return Domain.FALSE
        domain = Domain(
            [
                ("state", "=", "sale"),
                ("company_id", "=", ticket.company_id.id),
                ("partner_id", "child_of", ticket.commercial_partner_id.id),
            ]
        )
        if self.product_id:
            domain &= Domain("order_line.product_id", "=", self.product_id._origin.id)
        if self.lot_id:
            domain &= Domain("order_line", "in", self._after_sales_get_lot_lines().ids)
        return domain

    def _after_sales_get_lot_lines(self):
        """Return the order lines of the customer that delivered the chosen lot."""
        partner = self.helpdesk_ticket_id.commercial_partner_id
        # sudo: agents read no stock moves; only orders of the ticket's own customer
        # come back, and what is offered is read as the user again.
        moves = (
            self.env["stock.move"]
            .sudo()
            .search(
                [
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                    ("move_line_ids.lot_id", "=", self.lot_id._origin.id),
                    ("sale_line_id.order_id.partner_id", "child_of", partner.id),
                ]
            )
        )
        return moves.sale_line_id.sudo(False)

    def _after_sales_get_notices(self):
        notices = super()._after_sales_get_notices()
        # sudo: an order of another customer is closed to the agent, and is named
        # to them so that the ticket gets corrected.
        ticket = self.helpdesk_ticket_id.sudo()
        foreign = ticket.sale_order_ids.filtered(
            lambda x: x.partner_id.commercial_partner_id != ticket.commercial_partner_id
        )
        if foreign:
            notices.append(
                self.env._(
                    "The ticket's order %(orders)s belongs to another customer and is "
                    "ignored.",
                    orders=join_names(self.env, foreign.mapped("name")),
                )
            )
        return notices
