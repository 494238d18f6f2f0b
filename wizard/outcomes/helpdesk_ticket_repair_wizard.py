# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, fields, models
from odoo.fields import NO_ACCESS


class HelpdeskTicketRepairWizard(models.TransientModel):
    """The Repair popup that the arrival of a return fills in by itself."""

    _inherit = "helpdesk.ticket.repair.wizard"

    # Of which all is repaired: not all of the return.
    arrived_quantity = fields.Float(
        digits="Product Unit",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )
    arrived_location_id = fields.Many2one(
        comodel_name="stock.location",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )

    def _prepare_repair_vals(self):
        # EXTENDS
        vals = super()._prepare_repair_vals()
        # sudo: closed to clients, because it is written by us alone.
        popup = self.sudo()
        if popup.arrived_quantity:
            vals["product_qty"] = popup.arrived_quantity
        if popup.arrived_location_id:
            vals["product_location_src_id"] = popup.arrived_location_id.id
        return vals

    def _reason_check(self):
        # EXTENDS: why goods come back need not be a reason for repairs besides. It was
        # checked where the return was made.
        if self.env.uid == SUPERUSER_ID:
            return None
        return super()._reason_check()
