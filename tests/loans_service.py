# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The worked example of doc/developers.md: a sixth service, on stock.picking.

From a ticket the customer is lent a product as long as theirs is away. In the addon
each class would be a file of its own, named after its model, in models/loans/ and
wizard/loans/. Loaded by test_sixth_service.py alone.
"""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ..models.helpdesk_after_sales_service import AfterSalesService


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    use_loans = fields.Boolean(
        string="Loans",
        tracking=True,
        help="Lend customers a product while theirs is away.",
    )


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    use_loans = fields.Boolean(
        related="team_id.use_loans", string="Team Lends Products"
    )
    loan_ids = fields.One2many(
        comodel_name="stock.picking",
        inverse_name="helpdesk_ticket_id",
        string="Loans",
        domain=[("helpdesk_service", "=", "use_loans")],
    )
    loan_count = fields.Integer(
        compute="_compute_after_sales_buttons", export_string_translation=False
    )

    @api.model
    def _after_sales_services(self):
        return {
            **super()._after_sales_services(),
            "use_loans": AfterSalesService(
                label=self.env._("Loan"),
                button="action_loan",
                documents="loan_ids",
                view="action_view_loans",
                counts={"loan_count": "loan_ids"},
            ),
        }

    def action_loan(self):
        """Open the popup that lends a product to the ticket's customer.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer loans
        """
        return self._after_sales_open_popup(
            "use_loans",
            "helpdesk.ticket.loan.wizard",
            "helpdesk_mgmt_after_sales.helpdesk_ticket_loan_wizard_view_form",
            self.env._("Lend a Product"),
        )

    def action_view_loans(self):
        """Open the ticket's loans.

        :return: a window action
        :rtype: dict
        """
        return self._after_sales_open_documents(self.loan_ids, self.env._("Loans"))


class HelpdeskTicketLoanWizard(models.TransientModel):
    """Lends a product to the ticket's customer."""

    _name = "helpdesk.ticket.loan.wizard"
    _description = "Lend a Product"
    _inherit = "helpdesk.after.sales.popup"

    _after_sales_switch = "use_loans"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", required=True, readonly=True
    )
    product_id = fields.Many2one(comodel_name="product.product", required=True)
    # What the popup made: a second click makes nothing.
    picking_id = fields.Many2one(
        comodel_name="stock.picking", copy=False, groups=NO_ACCESS
    )

    def action_confirm(self):
        """Make the delivery of the lent product.

        :return: the ticket's loans
        :rtype: dict
        :raise AccessError: if it is somebody else's popup, or the user may not write
            the ticket
        :raise UserError: if the team does not offer loans, or has no warehouse
        """
        popup = self._after_sales_start_popup()
        # sudo: closed to clients, because the server alone writes it; agents need
        # no rights in Inventory. Ticket, team and product were checked as the user.
        popup_sudo = popup.sudo()
        if not popup_sudo.picking_id:
            picking = popup_sudo.picking_id.create(popup_sudo._prepare_loan_vals())
            picking.action_confirm()
            popup_sudo.picking_id = picking
            popup._after_sales_finish_popup(picking)
        return popup.ticket_id.action_view_loans()

    def _prepare_loan_vals(self):
        company = self.ticket_id.company_id
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        if not warehouse:
            raise UserError(
                self.env._(
                    "%(company)s has no warehouse to lend from. Ask somebody from "
                    "Inventory to create one.",
                    company=company.name,
                )
            )
        partner = self.ticket_id.partner_id
        return {
            "helpdesk_ticket_id": self.ticket_id.id,
            "helpdesk_service": "use_loans",
            "partner_id": partner.id,
            "picking_type_id": warehouse.out_type_id.id,
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": partner.property_stock_customer.id,
            "move_ids": [
                Command.create(
                    {
                        "product_id": self.product_id.id,
                        "product_uom_qty": 1,
                        "location_id": warehouse.lot_stock_id.id,
                        "location_dest_id": partner.property_stock_customer.id,
                    }
                )
            ],
        }
