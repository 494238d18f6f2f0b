# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..helpdesk_after_sales_scope import AGENTS


class RepairOrder(models.Model):
    _name = "repair.order"
    # The mixin comes first: repairs inherit mail.thread directly, as it does.
    _inherit = ["helpdesk.after.sales.mixin", "repair.order"]

    _after_sales_service = "use_product_repairs"
    # The standard form offers all its buttons to whoever may read the repair.
    _after_sales_app_groups = "stock.group_stock_user"
    _after_sales_slim_view = "helpdesk_mgmt_after_sales.repair_order_view_form_agent"
    _after_sales_reports = ("repair.action_report_repair_order",)

    # Whether a repair is free of charge is worth a trace, whoever changes it.
    under_warranty = fields.Boolean(tracking=True)
    # In superuser mode: agents see the repair's parts, but not the stock that is
    # asked for their availability.
    parts_availability = fields.Char(compute_sudo=True)
    parts_availability_state = fields.Selection(compute_sudo=True)

    @api.model
    def _after_sales_scope(self, alias):
        """Those of a ticket that the user may read, and those they are to carry out."""
        is_mine = SQL(
            "%s IS NOT NULL AND %s = %s",
            self._after_sales_get_column(alias, "helpdesk_ticket_id"),
            self._after_sales_get_column(alias, "user_id"),
            self.env.uid,
        )
        return [*super()._after_sales_scope(alias), is_mine]

    def _after_sales_get_of_ticket(self):
        of_ticket = super()._after_sales_get_of_ticket()
        if self.env.su or not self.env.user._after_sales_is_agent():
            return of_ticket
        # Whoever is responsible logs what they find, and asks the customer. sudo: asked
        # only whose each repair is.
        mine = self.sudo().filtered(
            lambda x: x.helpdesk_ticket_id and x.user_id == self.env.user
        )
        return of_ticket | mine.sudo(False)

    def compute_lot_id(self):
        # EXTENDS 'repair', which gives the only lot of a return to whatever else came
        # with it.
        res = super().compute_lot_id()
        for repair in self:
            if repair.helpdesk_ticket_id and repair.lot_id:
                if repair.lot_id.product_id != repair.product_id:
                    repair.lot_id = False
        return res

    @api.model
    def _repair_get_picking_type(self, company, picking):
        """Return the operation type: of the return's warehouse, or the default one.

        :param picking: the return by which the product comes back, if any
        :raise UserError: if the company has none
        """
        warehouse = (
            picking.picking_type_id.warehouse_id
            or self.env.user.with_company(company)._get_default_warehouse_id()
        )
        picking_type = warehouse.repair_type_id or self.env[
            "stock.picking.type"
        ].search(
            [("code", "=", "repair_operation"), ("company_id", "=", company.id)],
            limit=1,
        )
        if not picking_type:
            raise UserError(
                self.env._(
                    "%(company)s has no operation type for repairs. An Inventory "
                    "administrator can create a warehouse for it, which brings one.",
                    company=company.name,
                )
            )
        return picking_type

    @api.model
    def _repair_get_responsible_domain(self):
        """Return which users can be responsible: who can open repairs.

        :rtype: list
        """
        groups = self.env.ref(AGENTS) | self.env.ref("stock.group_stock_user")
        return [("share", "=", False), ("all_group_ids", "in", groups.ids)]

    @api.model
    def _repair_check_responsible(self, user):
        """Check that a user, if any, can be responsible for a repair.

        :raise UserError: if they could not open it
        """
        # sudo: agents may not read the groups of others.
        domain = self._repair_get_responsible_domain()
        if user and not user.sudo().filtered_domain(domain):
            raise UserError(
                self.env._(
                    "%(user)s cannot open repairs: they have no rights in Helpdesk or "
                    "Inventory. Choose somebody else as responsible.",
                    user=user.name,
                )
            )

    def action_create_sale_order(self):
        action = super().action_create_sale_order()
        for repair in self.filtered("helpdesk_ticket_id"):
            repair._repair_link_quotation()
        return action

    def _repair_link_quotation(self):
        """Put the new quotation among its ticket's orders, and say so there.

        The ticket of another customer is told only: their orders are not its.
        """
        self.ensure_one()
        order = self.sale_order_id
        # sudo: whoever makes the quotation of a repair need not have access to the
        # ticket that the repair was made from, whose agent waits for it.
        ticket = self.sudo().helpdesk_ticket_id
        customer = order.sudo().partner_id.commercial_partner_id
        if ticket.commercial_partner_id == customer:
            ticket.sale_order_ids = [Command.link(order.id)]
        ticket.message_post(
            body=self.env._(
                "Quotation created: %(quotation)s, for %(repair)s",
                quotation=order._get_html_link(),
                repair=self._get_html_link(),
            ),
            subtype_xmlid="mail.mt_note",
        )

    def _repair_get_quotation(self):
        """Return the repair's quotation; make it if there is none yet.

        To be called in superuser mode, by salespeople: a salesperson need not have
        rights in Inventory.

        :return: a sales order that the user may read, in superuser mode
        """
        if not self.sale_order_id:
            self.action_create_sale_order()
        order = self.sale_order_id
        if not order.sudo(False).has_access("read"):
            # Salespeople limited to their own orders keep the one that they have
            # just made, though it is for a colleague's customer.
            order.user_id = self.env.user
        return order

    def _repair_log_overruled_warranty(self, warranty):
        """Log on repair and ticket that the agent decided otherwise.

        To be called in superuser mode: agents may not write on repairs.

        :param warranty: the product's ``Warranty`` as it was looked up
        """
        values = {"repair": self._get_html_link(), "warranty": warranty.message}
        if self.under_warranty:
            message = self.env._(
                "%(repair)s is treated as under warranty, though the look-up said: "
                "%(warranty)s",
                **values,
            )
        else:
            message = self.env._(
                "%(repair)s is not treated as under warranty, though the look-up "
                "said: %(warranty)s",
                **values,
            )
        for record in (self, self.helpdesk_ticket_id):
            record.message_post(body=message, subtype_xmlid="mail.mt_note")
