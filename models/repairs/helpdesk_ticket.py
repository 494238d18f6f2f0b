# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..first_steps.warehouse_need import WarehouseNeed
from ..helpdesk_after_sales_service import AfterSalesService
from .late_warranty_limit import LateWarrantyLimit
from .repair_type_need import RepairTypeNeed


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    use_product_repairs = fields.Boolean(related="team_id.use_product_repairs")
    repair_ids = fields.One2many(
        comodel_name="repair.order",
        inverse_name="helpdesk_ticket_id",
        string="Repair Orders",
        domain=[("helpdesk_service", "=", "use_product_repairs")],
    )
    repair_count = fields.Integer(
        compute="_compute_after_sales_buttons",
        export_string_translation=False,
    )
    warranty_info = fields.Char(string="Warranty", compute="_compute_warranty_info")

    @api.depends(
        "lot_id",
        "partner_id",
        "product_id.warranty",
        "product_id.warranty_type",
        "sale_order_ids",
        "team_id.use_product_repairs",
    )
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_warranty_info(self):
        for ticket in self:
            ticket.warranty_info = (
                ticket.use_product_repairs
                and ticket.product_id._repair_get_warranty(
                    ticket, ticket.partner_id, ticket.lot_id
                ).message
            )

    @api.model
    def _after_sales_services(self):
        return {
            **super()._after_sales_services(),
            "use_product_repairs": AfterSalesService(
                label=self.env._("Repair order"),
                button="action_repair",
                documents="repair_ids",
                view="action_view_repairs",
                counts={"repair_count": "repair_ids"},
                icon="fa-wrench",
                filter=self.env._("Repair under way"),
                limits=(LateWarrantyLimit,),
                needs=(WarehouseNeed, RepairTypeNeed),
            ),
        }

    def _after_sales_get_bought_orders(self):
        orders = super()._after_sales_get_bought_orders()
        # sudo: of repairs only which orders are their quotations.
        return orders - self.sudo().repair_ids.sale_order_id.sudo(False)

    def action_repair(self):
        """Open the Repair Reference popup.

        :return: a window action on ``helpdesk.ticket.repair.wizard``
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer repairs
        """
        return self._after_sales_open_popup(
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
        return self._after_sales_open_documents(self.repair_ids, self.env._("Repairs"))
