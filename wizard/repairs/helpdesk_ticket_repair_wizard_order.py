# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models
from odoo.exceptions import UserError


class HelpdeskTicketRepairWizard(models.TransientModel):
    """The repair order that the popup makes, once, after its checks."""

    _inherit = "helpdesk.ticket.repair.wizard"

    def _get_repair(self):
        """Return this popup's repair order; make it if there is none yet.

        :return: the repair order, in superuser mode: the user was checked, and may
            have no rights in Repairs
        """
        # sudo: what was made by this popup, which the caller checked to be the
        # user's own, is known to us only.
        repair = self.sudo().repair_id
        if repair:
            return repair
        self._check_values()
        warranty = self._get_warranty()
        vals = self._prepare_repair_vals()
        # sudo: agents make repairs from their tickets without rights in Repairs; the
        # ticket and every record chosen were checked above.
        repair = repair.create(vals)
        self.sudo().repair_id = repair
        self._after_sales_finish_popup(repair)
        if self.under_warranty != warranty.covered:
            repair._repair_log_overruled_warranty(warranty)
        return repair

    def _check_values(self):
        """Check as the user that they may use all that is chosen, and that it fits.

        :raise AccessError: if the user may not read something
        :raise UserError: with what is wrong and what to do
        """
        parts = self.part_ids
        for records in (
            self.partner_id,
            self.product_id,
            self.lot_id,
            self.picking_id,
            self.user_id,
            self.tag_ids,
            parts.product_id,
            parts.product_uom,
        ):
            if records:
                records.check_access("read")
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer of the repair."))
        self._after_sales_check_customer(self.partner_id)
        if not self.product_id:
            raise UserError(self.env._("Choose the product to repair."))
        self.product_id._repair_check_product()
        self.env["repair.order"]._repair_check_responsible(self.user_id)
        self._check_company()
        if self.picking_id:
            self.picking_id._repair_check_return(self.partner_id, self.product_id)
        self.product_id._repair_check_lot(self.lot_id)
        if self.lot_id:
            self.picking_id._repair_check_lot(self.product_id, self.lot_id)
        parts._check_company()
        parts._check_values()

    def _prepare_repair_vals(self):
        """Return the values of the repair order.

        :rtype: dict
        :raise UserError: if the company has no operation type for repairs
        """
        picking_type = self.env["repair.order"]._repair_get_picking_type(
            self.company_id, self.picking_id
        )
        return {
            "helpdesk_ticket_id": self.ticket_id.id,
            "company_id": self.company_id.id,
            "picking_type_id": picking_type.id,
            "partner_id": self.partner_id.id,
            "product_id": self.product_id.id,
            "product_qty": self.picking_id._repair_get_quantity(
                self.product_id, self.lot_id
            ),
            "lot_id": self.lot_id.id,
            "picking_id": self.picking_id.id,
            "under_warranty": self.under_warranty,
            "schedule_date": self.schedule_date,
            "user_id": self.user_id.id,
            "tag_ids": [Command.set(self.tag_ids.ids)],
            "internal_notes": self.internal_notes,
            "move_ids": [
                Command.create(part._prepare_move_vals()) for part in self.part_ids
            ],
        }
