# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class StockPicking(models.Model):
    _name = "stock.picking"
    # The mixin first: both inherit mail.thread, which has to come after them.
    _inherit = ["helpdesk.after.sales.mixin", "stock.picking"]

    _after_sales_service = "use_product_returns"
    _after_sales_app_groups = "stock.group_stock_user"
    _after_sales_slim_view = "helpdesk_mgmt_after_sales.stock_picking_view_form_agent"

    helpdesk_document_type = fields.Selection(
        selection=[("return", "Return")],
        string="After-Sales Transfer",
        compute="_compute_helpdesk_document_type",
        compute_sudo=True,
        help="Whether this transfer brings back goods for its Helpdesk ticket.",
    )

    @api.depends("helpdesk_ticket_id", "helpdesk_service", "return_id")
    def _compute_helpdesk_document_type(self):
        for picking in self:
            is_return = picking._return_is_ours() and picking.return_id
            picking.helpdesk_document_type = "return" if is_return else False

    def _return_is_ours(self):
        """Whether Returns made this transfer from a ticket that there still is.

        The service stays where a ticket is deleted, the link does not.

        :rtype: bool
        """
        self.ensure_one()
        return bool(
            self.helpdesk_ticket_id
            and self.helpdesk_service == self._after_sales_service
        )

    @api.model
    def _after_sales_scope(self, alias):
        """Done deliveries of a customer who has a ticket, and the ticket's own ones."""
        is_delivery = SQL(
            """
            %(state)s = 'done'
            AND EXISTS (
                SELECT 1
                FROM stock_picking_type after_sales_type
                WHERE after_sales_type.id = %(type)s AND %(code)s = 'outgoing'
            )
            AND EXISTS (
                SELECT 1
                FROM stock_location after_sales_to
                WHERE after_sales_to.id = %(destination)s
                    AND %(usage)s IN ('customer', 'transit')
            )
            """,
            state=self._after_sales_get_column(alias, "state"),
            type=self._after_sales_get_column(alias, "picking_type_id"),
            code=self._after_sales_get_column(
                "after_sales_type", "code", "stock.picking.type"
            ),
            destination=self._after_sales_get_column(alias, "location_dest_id"),
            usage=self._after_sales_get_column(
                "after_sales_to", "usage", "stock.location"
            ),
        )
        return self._after_sales_of_customer(
            alias, is_delivery, *self._after_sales_get_customer_ways(alias)
        )

    @api.model
    def _after_sales_get_customer_ways(self, alias):
        order = self._after_sales_get_column(alias, "sale_id")
        return [
            *super()._after_sales_get_customer_ways(alias),
            self._after_sales_way_of_order(order),
        ]

    def _create_backorder(self, backorder_moves=None):
        # EXTENDS 'stock': what is still to come back, or is still to come of another
        # service's transfer, belongs to the same ticket.
        backorders = super()._create_backorder(backorder_moves=backorder_moves)
        # sudo: whoever validates the transfer need not have access to the ticket.
        for backorder in backorders.sudo():
            picking = backorder.backorder_id
            is_ours = picking.helpdesk_service == self._after_sales_service
            if picking.helpdesk_ticket_id and (picking.return_id or not is_ours):
                backorder.write(
                    {
                        "helpdesk_ticket_id": picking.helpdesk_ticket_id.id,
                        "helpdesk_service": picking.helpdesk_service,
                        "helpdesk_is_made": picking.helpdesk_is_made,
                        "after_sales_reason_id": picking.after_sales_reason_id.id,
                        "return_id": picking.return_id.id,
                    }
                )
        return backorders

    # ------------------------------------------------------------------
    # Return slip
    # ------------------------------------------------------------------

    def _return_get_address(self):
        """Return the partner to whose address the customer sends the goods.

        A warehouse with an address of its own gets what it takes back. All others
        send to the company's return address, which OCA's product_warranty keeps
        for just this, and without one to the company. The company's own partner
        is no address of a warehouse: Odoo gives it to every warehouse for which
        nobody enters another.

        :return: a ``res.partner``, in superuser mode: the address is printed for the
            customer, whether or not the user who prints it may read that partner
        """
        self.ensure_one()
        # sudo: see above.
        picking = self.sudo()
        company = picking.company_id
        own_address = picking.picking_type_id.warehouse_id.partner_id
        return (
            own_address - company.partner_id
            or company.crm_return_address_id
            or company.partner_id
        )

    def _return_get_order_name(self):
        """Return the number of the sales order, for the return slip.

        :rtype: str
        """
        self.ensure_one()
        # sudo: the slip is the customer's, whoever prints it: a salesperson, too, who
        # does not read the orders of others.
        return self.sudo().sale_id.name

    def _return_get_slip_partner(self):
        """Return the customer to whom the return slip is mailed.

        :rtype: recordset of ``res.partner``
        """
        self.ensure_one()
        # sudo: who mails the slip from Inventory need not have access to the ticket.
        customer = self.sudo().helpdesk_ticket_id.partner_id.sudo(False)
        return customer or self.partner_id

    def _return_check_slip(self):
        """Check that these transfers have a return slip.

        :raise AccessError: if the user may not read them
        :raise UserError: if one is not the return of a ticket
        """
        self.check_access("read")
        for picking in self:
            if picking.helpdesk_document_type != "return":
                raise UserError(
                    self.env._(
                        "%(transfer)s is not the return of a Helpdesk ticket, so it "
                        "has no return slip.",
                        transfer=picking.name,
                    )
                )

    def action_print_return_slip(self):
        """Download the return slip that the customer puts into their parcel.

        :return: a report action
        :rtype: dict
        :raise UserError: if this is not the return of a ticket
        """
        self._return_check_slip()
        return self.env.ref(
            "helpdesk_mgmt_after_sales.action_report_return_slip"
        ).report_action(self, config=False)

    def action_send_return_slip(self):
        """Compose a mail to the customer with the return slip attached.

        :return: a window action on ``mail.compose.message``
        :rtype: dict
        :raise UserError: if this is not the return of a ticket
        """
        self.ensure_one()
        self._return_check_slip()
        return self._after_sales_compose_mail(
            self.env._("Send Return Slip"),
            "helpdesk_mgmt_after_sales.mail_template_return_slip",
            default_email_layout_xmlid="mail.mail_notification_light",
        )
