# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # Only to search by.
    repair_customer_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customers of the Return",
        compute="_compute_repair_customer_ids",
        search="_search_repair_customer_ids",
        export_string_translation=False,
    )

    # A customer's returns are few among their transfers.
    _after_sales_returned_idx = models.Index("(partner_id) WHERE return_id IS NOT NULL")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_repair_customer_ids(self):
        orders = self.sale_id._filtered_access("read")
        for picking in self:
            partners = picking.partner_id | (picking.sale_id & orders).partner_id
            while above := partners.parent_id - partners:
                partners |= above
            picking.repair_customer_ids = partners

    @api.model
    def _search_repair_customer_ids(self, operator, value):
        """Find returns of customers and their contacts.

        By their address, or by the order that they are of: goods may be shipped
        elsewhere. Either way has an index, but none answers one OR of both.
        """
        if operator != "in":
            return NotImplemented
        customer_ids = [id_ for id_ in value if id_]
        # The outer search asks the rules of transfers; those of orders are asked here.
        queries = [
            self._search(
                Domain("return_id", "!=", False)
                & Domain(customer, "child_of", customer_ids),
                bypass_access=True,
            )
            for customer in ("partner_id", "sale_id.partner_id")
        ]
        found = [query.subselect() for query in queries if not query.is_empty()]
        if not customer_ids or not found:
            return Domain.FALSE
        # Found first: of known records the rules are asked, not of all transfers.
        rows = self.env.execute_query(SQL(" UNION ALL ").join(found))
        return Domain("id", "in", [id_ for [id_] in rows])

    @api.model
    def _repair_get_return_domain(self):
        """Return which transfers bring back a product from a customer.

        :rtype: Domain
        """
        return Domain(
            [
                ("return_id", "!=", False),
                ("state", "!=", "cancel"),
                ("location_id.usage", "=", "customer"),
            ]
        )

    @api.model
    def _repair_find_return(self, ticket, product):
        """Find the latest return of a ticket that brings back the product.

        :return: a transfer that the user may read, or none
        """
        # sudo: what is linked to the ticket at all, by an index; with the rules in the
        # same statement PostgreSQL would ask them of all transfers from the last on.
        linked = self.sudo()._search([("helpdesk_ticket_id", "=", ticket.id)])
        return self.search(
            Domain("id", "in", linked.get_result_ids())
            & self._repair_get_return_domain()
            & Domain("helpdesk_service", "=", self._after_sales_service)
            & Domain("move_ids.product_id", "=", product.id),
            order="id desc",
            limit=1,
        )

    def _repair_get_lots(self, product):
        """Return the lots or serial numbers of the product that come back.

        An expected return need not know them yet.
        """
        return self.move_line_ids.lot_id.filtered(lambda lot: lot.product_id == product)

    def _repair_get_quantity(self, product, lot):
        """Return how much there is to repair: what comes back, or one.

        :param lot: a lot or serial number, or none for all of the product
        :return: quantity in the product's unit
        :rtype: float
        """
        lines = self.move_line_ids.filtered(
            lambda line: line.product_id == product and (not lot or line.lot_id == lot)
        )
        return sum(lines.mapped("quantity_product_uom")) or 1.0

    def _repair_get_warning(self):
        """Return what an agent has to know of this return, or False.

        :rtype: str or False
        """
        if not self or self.state == "done":
            return False
        return self.env._(
            "Return %(picking)s is not received yet. You can confirm the repair; it "
            "can be done once the product has arrived.",
            picking=self.name,
        )

    def _repair_check_return(self, partner, product):
        """Check that this return brings back the product of the customer.

        :param partner: the customer, or one of their contacts
        :raise UserError: with what is wrong and what to do
        """
        # sudo: that the user may read the return was checked by the caller; what it
        # comes from is compared only.
        picking = self.sudo()
        if not picking.filtered_domain(self._repair_get_return_domain()):
            raise UserError(
                self.env._(
                    "%(picking)s is not a return from a customer, or is cancelled. "
                    "Choose another return, or none.",
                    picking=picking.name,
                )
            )
        customers = picking.partner_id | picking.sale_id.partner_id
        if partner.commercial_partner_id not in customers.commercial_partner_id:
            raise UserError(
                self.env._(
                    "Return %(picking)s is not one of %(customer)s. Choose a return of "
                    "this customer, or none.",
                    picking=picking.name,
                    customer=partner.display_name,
                )
            )
        if product not in picking.move_ids.product_id:
            raise UserError(
                self.env._(
                    "Return %(picking)s does not bring back %(product)s. Choose one of "
                    "its products, or another return.",
                    picking=picking.name,
                    product=product.display_name,
                )
            )

    def _repair_check_lot(self, product, lot):
        """Check that this return, if it knows its numbers, brings back this one.

        :raise UserError: with what is wrong and what to do
        """
        lots = self._repair_get_lots(product)
        if lots and lot not in lots:
            raise UserError(
                self.env._(
                    "Return %(picking)s does not bring back the lot/serial number "
                    "%(lot)s. Choose one of its numbers, or another return.",
                    picking=self.name,
                    lot=lot.name,
                )
            )
