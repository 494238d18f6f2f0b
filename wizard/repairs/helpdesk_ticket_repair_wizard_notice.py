# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class HelpdeskTicketRepairWizard(models.TransientModel):
    """What the Repair Reference popup tells before anything is made."""

    _inherit = "helpdesk.ticket.repair.wizard"

    @api.depends("ticket_id", "partner_id", "product_id", "lot_id", "picking_id")
    def _compute_after_sales_notice(self):
        return super()._compute_after_sales_notice()

    def _after_sales_get_notices(self):
        notices = super()._after_sales_get_notices()
        notices += self._get_existing_notices()
        notices.append(self.picking_id._repair_get_warning())
        if self.lot_id._origin not in self.picking_lot_ids._origin:
            notices.append(
                self.product_id._repair_get_lot_warning(
                    self.ticket_id, self.partner_id, self.lot_id
                )
            )
        return [notice for notice in notices if notice]

    def _get_existing_notices(self):
        repairs = self.ticket_id.repair_ids.filtered(lambda x: x.state != "cancel")
        states = dict(repairs._fields["state"]._description_selection(self.env))
        return [
            self.env._(
                "This ticket has a repair already: %(repair)s.",
                repair=self._after_sales_link_document(
                    repair, repair.name, repair.product_id.name, states[repair.state]
                ),
            )
            for repair in repairs
        ]

    def _after_sales_get_blocker(self):
        try:
            self.env["repair.order"]._repair_get_picking_type(
                self.company_id, self.picking_id
            )
        except UserError as error:
            return error.args[0]
        return super()._after_sales_get_blocker()
