# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ..helpdesk_after_sales_join import join_names


class LoyaltyCard(models.Model):
    """The coupon made from a ticket.

    Its state has no field of its own: it is told by the points left, by the orders
    on which it stands, and by the archive.
    """

    _name = "loyalty.card"
    # The mixin first: both inherit mail.thread, which has to come after them.
    _inherit = ["helpdesk.after.sales.mixin", "loyalty.card"]

    _after_sales_service = "use_coupons"
    _after_sales_state_field = "points"
    _after_sales_app_groups = "sales_team.group_sale_salesman"
    _after_sales_slim_view = "helpdesk_mgmt_after_sales.loyalty_card_view_form_agent"
    _after_sales_reports = ("loyalty.report_loyalty_card",)

    after_sales_state = fields.Selection(
        selection=[
            ("unused", "Unused"),
            ("expired", "Expired"),
            ("used", "Used"),
            ("revoked", "Revoked"),
        ],
        string="Coupon Status",
        compute="_compute_after_sales_state",
        compute_sudo=True,
    )
    after_sales_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Used on Order",
        compute="_compute_after_sales_state",
        compute_sudo=True,
        help="The order, not cancelled, on which this coupon gives its reward.",
    )
    after_sales_revocable = fields.Boolean(
        compute="_compute_after_sales_revocable",
        export_string_translation=False,
    )

    # In superuser mode: the status and the order's name are for whoever may read
    # the coupon; the order itself stays closed to them.
    @api.depends(
        "active", "points", "expiration_date", "program_id", "helpdesk_ticket_id"
    )
    def _compute_after_sales_state(self):
        from_ticket = self.filtered("helpdesk_ticket_id")
        others = self - from_ticket
        others.after_sales_order_id = others.after_sales_state = False
        orders = from_ticket._coupon_get_orders()
        no_order = self.env["sale.order"]
        for card in from_ticket:
            card.after_sales_order_id = orders.get(card._origin, no_order)[:1]
            today = card.program_id._coupon_get_today(
                card.company_id or self.env.company
            )
            if card.after_sales_order_id:
                card.after_sales_state = "used"
            elif not card.active:
                card.after_sales_state = "revoked"
            elif not card._coupon_has_points(card.points):
                card.after_sales_state = "used"
            elif card.expiration_date and card.expiration_date < today:
                card.after_sales_state = "expired"
            else:
                card.after_sales_state = "unused"

    @api.depends("after_sales_state", "helpdesk_ticket_id")
    @api.depends_context("uid")
    def _compute_after_sales_revocable(self):
        tickets = self.helpdesk_ticket_id._filtered_access("write")
        for card in self:
            card.after_sales_revocable = (
                card.helpdesk_ticket_id in tickets
                and card.after_sales_state in ("unused", "expired")
            )

    @api.model
    def _after_sales_scope(self, alias):
        """Coupons of the tickets, as far as they are the ticket's customer's."""
        ways = self._after_sales_get_customer_ways(alias)
        return self._after_sales_of_customer(alias, None, *ways)

    def _after_sales_filter_recipients(self, partners):
        # A code may go to whom the agent chooses: Recipients in its mail are free.
        known = super()._after_sales_filter_recipients(partners)
        if not self._after_sales_get_of_ticket():
            return known
        # sudo: compared only with those that are known in superuser mode.
        return known | partners.sudo(False)._filtered_access("read").sudo()

    # ------------------------------------------------------------------
    # Used, revoked
    # ------------------------------------------------------------------

    def _coupon_get_orders(self):
        """Return the orders, not cancelled, on which each coupon gives its reward.

        :return: orders by coupon, confirmed ones first
        :rtype: dict
        """
        # sudo: whether a coupon is used does not depend on who asks.
        lines = (
            self.env["sale.order.line"]
            .sudo()
            ._read_group(
                [
                    ("coupon_id", "in", self._origin.ids),
                    ("order_id.state", "!=", "cancel"),
                ],
                ["coupon_id"],
                ["order_id:recordset"],
            )
        )
        return {
            card: orders.sorted(lambda order: order.state != "sale")
            for card, orders in lines
        }

    def _coupon_has_points(self, points):
        """Whether so many points buy a reward of the coupon's program.

        :param float points: points of the card
        :rtype: bool
        """
        return points > 0 and points >= self.program_id._coupon_get_points()

    def _after_sales_get_progress(self, state):
        if self._coupon_has_points(state):
            return "open"
        return "done" if self.active else "cancelled"

    def _after_sales_get_done_message(self):
        orders = self._coupon_get_orders().get(self)
        if not orders:
            return self.env._(
                "Coupon %(coupon)s has no points left.", coupon=self._get_html_link()
            )
        return self.env._(
            "Coupon %(coupon)s was used on order %(order)s.",
            coupon=self._get_html_link(),
            order=orders[:1]._get_html_link(),
        )

    def _after_sales_get_cancelled_message(self):
        return self.env._(
            "Coupon %(coupon)s was revoked.", coupon=self._get_html_link()
        )

    def action_coupon_revoke(self):
        """Take back an unused coupon of a ticket: no points, and archived.

        :raise AccessError: if the user may not write the ticket
        :raise UserError: if it is used, stands on an order, or is of no ticket
        """
        self.ensure_one()
        ticket = self.helpdesk_ticket_id
        if not ticket:
            raise UserError(
                self.env._(
                    "Coupon %(coupon)s was not made from a ticket. Change its balance "
                    "in its program.",
                    coupon=self.code,
                )
            )
        ticket.check_access("write")
        self._after_sales_lock_rows()
        orders = self._coupon_get_orders().get(self)
        if orders:
            raise UserError(
                self.env._(
                    "Coupon %(coupon)s cannot be revoked: it stands on order "
                    "%(orders)s. Remove it there first, or cancel that order.",
                    coupon=self.code,
                    orders=join_names(self.env, orders.mapped("name")),
                )
            )
        if not self.active or not self._coupon_has_points(self.points):
            raise UserError(
                self.env._(
                    "Coupon %(coupon)s cannot be revoked: it is already used up or "
                    "revoked.",
                    coupon=self.code,
                )
            )
        # sudo: plain agents may not change points; the ticket, the orders and the
        # balance were checked above.
        card = self.sudo().with_context(
            **clean_context(self.env.context), loyalty_no_mail=True
        )
        card.env["loyalty.history"].create(
            {
                "card_id": card.id,
                "description": self.env._(
                    "Revoked from ticket %(ticket)s", ticket=ticket.display_name
                ),
                "used": card.points,
            }
        )
        card.points = 0
        card.action_archive()
        return True
