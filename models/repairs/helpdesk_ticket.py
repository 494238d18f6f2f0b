# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import itertools

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    use_product_repairs = fields.Boolean(related="team_id.use_product_repairs")
    repair_ids = fields.One2many(
        comodel_name="repair.order",
        inverse_name="helpdesk_ticket_id",
        string="Repair Orders",
    )
    repair_count = fields.Integer(
        compute="_compute_repair_count",
        export_string_translation=False,
    )
    warranty_info = fields.Char(string="Warranty", compute="_compute_warranty_info")

    @api.depends("repair_ids")
    @api.depends_context("uid")
    def _compute_repair_count(self):
        counts = self._after_sales_counts("repair_ids")
        for ticket in self:
            ticket.repair_count = counts[ticket]

    @api.depends(
        "lot_id",
        "partner_id",
        "product_id.warranty_months",
        "sale_order_ids",
        "team_id.use_product_repairs",
    )
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_warranty_info(self):
        for ticket in self:
            ticket.warranty_info = (
                ticket.use_product_repairs
                and (
                    ticket._repair_warranty(
                        ticket.partner_id, ticket.product_id, ticket.lot_id
                    )[1]
                )
            )

    @api.model
    def _after_sales_services(self):
        return super()._after_sales_services() | {
            "use_product_repairs": "action_repair"
        }

    def action_repair(self):
        """Open the Repair Reference popup.

        :return: a window action on ``helpdesk.ticket.repair.wizard``
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer repairs
        """
        return self._after_sales_popup(
            "use_product_repairs",
            "helpdesk.ticket.repair.wizard",
            "helpdesk_mgmt_after_sales.helpdesk_ticket_repair_wizard_view_form",
            self.env._("Repair Reference"),
        )

    def action_view_repairs(self):
        """Open the ticket's repair orders.

        :return: a window action
        :rtype: dict
        """
        return self._after_sales_open(self.repair_ids, self.env._("Repairs"))

    # ------------------------------------------------------------------
    # Warranty
    # ------------------------------------------------------------------

    def _repair_warranty(self, partner, product, lot, picking=None):
        """Look up whether a product that a customer has is under warranty.

        :param partner: the customer, or one of their contacts
        :param product: the product to repair
        :param lot: its lot or serial number, for a tracked product
        :param picking: the return by which the product came back, if any
        :return: whether it is under warranty, and the sentence that says until when
            or why that cannot be told; both false without product
        :rtype: tuple[bool, str or False]
        """
        if not product:
            return False, False
        if product.type != "consu" or not product.warranty_months:
            return False, self.env._(
                "Warranty unknown: %(product)s has no warranty period.",
                product=product.display_name,
            )
        if product.tracking == "none":
            lot = lot.browse()
        elif not lot:
            return False, self.env._("Warranty unknown: choose the lot/serial number.")
        if not partner:
            return False, self.env._("Warranty unknown: choose the customer.")
        if not self._repair_may_see_deliveries(partner):
            return False, self.env._(
                "Warranty unknown: %(customer)s has no ticket that you may read.",
                customer=partner.display_name,
            )
        delivery = self._repair_get_delivery(partner, product, lot, picking)
        if not delivery:
            return False, self.env._(
                "Warranty unknown: no delivery of %(product)s to %(customer)s was "
                "found.",
                product=lot.display_name or product.display_name,
                customer=partner.commercial_partner_id.display_name,
            )
        # The day at the user's place, as the delivery shows it to them.
        delivered = fields.Datetime.context_timestamp(self, delivery.date).date()
        until = delivered + relativedelta(months=product.warranty_months)
        values = {
            "until": format_date(self.env, until),
            "delivered": format_date(self.env, delivered),
            "delivery": delivery.picking_id.name or delivery.reference,
        }
        if fields.Date.context_today(self) <= until:
            return True, self.env._(
                "Warranty until %(until)s (delivered %(delivered)s with %(delivery)s)",
                **values,
            )
        return False, self.env._(
            "Warranty until %(until)s (delivered %(delivered)s with %(delivery)s): "
            "expired",
            **values,
        )

    def _repair_may_see_deliveries(self, partner):
        """Whether the user may know what was delivered to the customer."""
        if self.company_id not in self.env.companies:
            return False
        return self.env.user._after_sales_has_app_read("stock.move") or bool(
            self.env["helpdesk.ticket"]
            .with_context(active_test=False)
            .search_count(
                [
                    ("commercial_partner_id", "=", partner.commercial_partner_id.id),
                    ("company_id", "=", self.company_id.id),
                ],
                limit=1,
            )
        )

    def _repair_get_delivery(self, partner, product, lot, picking):
        """Find the stock move by which the customer got the product.

        The one that the return brings back, else one of the ticket's orders, else
        the customer's latest. Handing back what they had returned starts no new
        warranty.

        :return: a stock move in superuser mode, or none
        """
        # sudo: agents need no access to deliveries; that the user may know those of
        # this customer was checked by the caller.
        moves = self.env["stock.move"].sudo()
        customer = partner.commercial_partner_id
        domain = Domain(
            [
                ("state", "=", "done"),
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "!=", "customer"),
                ("location_dest_id.usage", "=", "customer"),
                ("origin_returned_move_id", "=", False),
            ]
        )
        # Goods may be shipped elsewhere than to who ordered them.
        domain &= Domain(
            "picking_id.partner_id.commercial_partner_id", "=", customer.id
        ) | Domain(
            "sale_line_id.order_id.partner_id.commercial_partner_id", "=", customer.id
        )
        if lot:
            goods = [Domain("move_line_ids.lot_id", "in", lot.ids)]
        else:
            # Of a kit, its components are delivered. Apart, because an index answers
            # each of the two, but not both together.
            goods = [
                Domain("product_id", "=", product._origin.id),
                Domain("sale_line_id.product_id", "=", product._origin.id),
            ]
        preferences = [Domain.TRUE]
        if self.sale_order_ids:
            preferences.insert(
                0, Domain("sale_line_id.order_id", "in", self.sale_order_ids.ids)
            )
        if picking:
            preferences.insert(
                0, Domain("returned_move_ids.picking_id", "in", picking.ids)
            )
        for preference, these in itertools.product(preferences, goods):
            move = moves.search(
                domain & preference & these, order="date desc, id desc", limit=1
            )
            if move:
                return move
        return moves
