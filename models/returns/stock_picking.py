# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class StockPicking(models.Model):
    _name = "stock.picking"
    # The mixin first: both inherit mail.thread, which has to come after them.
    _inherit = ["helpdesk.after.sales.mixin", "stock.picking"]

    _after_sales_service = "use_product_returns"
    _after_sales_slim_view = "helpdesk_mgmt_after_sales.stock_picking_view_form_agent"

    helpdesk_document_type = fields.Selection(
        selection=[("return", "Return"), ("replacement", "Replacement")],
        string="Helpdesk Document",
        compute="_compute_helpdesk_document_type",
        compute_sudo=True,
        help="Whether this transfer brings back goods for its Helpdesk ticket, or "
        "sends the replacement.",
    )

    @api.depends("helpdesk_service", "return_id", "move_ids.helpdesk_return_id")
    def _compute_helpdesk_document_type(self):
        for picking in self:
            picking.helpdesk_document_type = False
            if picking.helpdesk_service == "use_product_returns":
                if picking.move_ids.helpdesk_return_id:
                    picking.helpdesk_document_type = "replacement"
                elif picking.return_id:
                    picking.helpdesk_document_type = "return"

    @api.model
    def _after_sales_scope(self, alias):
        """Done deliveries of a customer who has a ticket, and the ticket's own ones.

        A link to a ticket opens nothing that is not its customer's: whoever works in
        Inventory may set it on any transfer.
        """
        of_customer = self._after_sales_of_customer(
            self._after_sales_column(alias, "partner_id"),
            SQL(
                "(SELECT %(partner)s FROM sale_order after_sales_order"
                " WHERE after_sales_order.id = %(order)s)",
                partner=self._after_sales_column(
                    "after_sales_order", "partner_id", "sale.order"
                ),
                order=self._after_sales_column(alias, "sale_id"),
            ),
        )
        return SQL(
            """(
                %(state)s = 'done'
                AND EXISTS (
                    SELECT 1
                    FROM stock_picking_type after_sales_type
                    CROSS JOIN stock_location after_sales_to
                    WHERE after_sales_type.id = %(type)s
                        AND %(code)s = 'outgoing'
                        AND after_sales_to.id = %(destination)s
                        AND %(usage)s IN ('customer', 'transit')
                )
                AND %(has_ticket)s
                OR %(linked)s
            )""",
            state=self._after_sales_column(alias, "state"),
            type=self._after_sales_column(alias, "picking_type_id"),
            code=self._after_sales_column(
                "after_sales_type", "code", "stock.picking.type"
            ),
            destination=self._after_sales_column(alias, "location_dest_id"),
            usage=self._after_sales_column("after_sales_to", "usage", "stock.location"),
            has_ticket=self._after_sales_exists(of_customer),
            linked=self._after_sales_of_ticket(alias, of_customer),
        )

    def _after_sales_label(self):
        if self.helpdesk_document_type == "replacement":
            return self.env._("Replacement")
        return super()._after_sales_label()

    def _after_sales_announce(self, initial_state):
        # Picking and packing a replacement is no news; that it leaves is.
        if (
            self.helpdesk_document_type == "replacement"
            and self.picking_type_code != "outgoing"
        ):
            return None
        return super()._after_sales_announce(initial_state)

    def _create_backorder(self, backorder_moves=None):
        # EXTENDS 'stock': what is still to come belongs to the same ticket, and what
        # is left without any part of a replacement does not.
        backorders = super()._create_backorder(backorder_moves=backorder_moves)
        # sudo: whoever validates the transfer need not have access to the ticket.
        for backorder in backorders.sudo():
            picking = backorder.backorder_id
            ticket = picking.helpdesk_ticket_id
            if ticket and picking.return_id:
                backorder.write(
                    {
                        "helpdesk_ticket_id": ticket.id,
                        "return_id": picking.return_id.id,
                    }
                )
            elif ticket:
                if backorder.move_ids.helpdesk_return_id:
                    backorder.helpdesk_ticket_id = ticket
                if not picking.move_ids.helpdesk_return_id:
                    picking.helpdesk_ticket_id = False
        return backorders

    # ------------------------------------------------------------------
    # Return slip
    # ------------------------------------------------------------------

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # An agent mails the slip of his ticket's return from it: that needs no more
        # than to read it. The customer in the portal reads it, too, but is no agent.
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "create" and self.env.user._is_internal():
            own = self.filtered(lambda x: x.helpdesk_document_type == "return")
            operations.update(dict.fromkeys(own, "read"))
        return operations

    def _get_return_address(self):
        """Return the partner to whose address the customer sends the goods.

        :rtype: recordset of ``res.partner``
        """
        self.ensure_one()
        warehouse = self.picking_type_id.warehouse_id
        return warehouse.partner_id or self.company_id.partner_id

    def _get_return_slip_partner(self):
        """Return the customer to whom the return slip is mailed.

        :rtype: recordset of ``res.partner``
        """
        self.ensure_one()
        # sudo: who mails the slip from Inventory need not have access to the ticket.
        customer = self.sudo().helpdesk_ticket_id.partner_id.sudo(False)
        return customer or self.partner_id

    def _check_is_ticket_return(self):
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
        """Download the return slip that the customer puts into his parcel.

        :return: a report action
        :rtype: dict
        :raise UserError: if this is not the return of a ticket
        """
        self._check_is_ticket_return()
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
        self._check_is_ticket_return()
        template = self.env.ref(
            "helpdesk_mgmt_after_sales.mail_template_return_slip",
            raise_if_not_found=False,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Return Slip"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }
