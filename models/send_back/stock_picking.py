# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError


class StockPicking(models.Model):
    """The delivery of what was repaired."""

    _inherit = "stock.picking"

    helpdesk_repair_id = fields.Many2one(
        comodel_name="repair.order",
        string="Repaired by",
        index="btree_not_null",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The repair of a Helpdesk ticket whose goods this transfer sends back.",
    )
    helpdesk_document_type = fields.Selection(
        selection_add=[("repaired", "Repaired goods")],
        help="Whether this transfer brings back goods for its Helpdesk ticket, sends "
        "the replacement, or sends back what was repaired.",
    )

    @api.depends("helpdesk_repair_id")
    def _compute_helpdesk_document_type(self):
        res = super()._compute_helpdesk_document_type()
        for picking in self:
            if picking._return_is_ours() and picking.helpdesk_repair_id:
                picking.helpdesk_document_type = "repaired"
        return res

    @api.model
    def _after_sales_check_link(self, vals):
        # EXTENDS: which repair it sends is said by the server alone. Neither may it be
        # taken off: the piece would be sent once more.
        res = super()._after_sales_check_link(vals)
        name = "helpdesk_repair_id"
        if vals.get(name) or (self and name in vals):
            raise AccessError(
                self.env._(
                    "Which repair a transfer sends back is chosen where it is made: "
                    "by Send Back on the repair."
                )
            )
        return res

    def _send_back_filter_valid(self):
        """Return those of these deliveries that go, or went, to the customer.

        :rtype: recordset of ``stock.picking``
        """
        return self.filtered(lambda x: x.state != "cancel")

    def _create_backorder(self, backorder_moves=None):
        # EXTENDS 'stock': what is still to be sent belongs to the same repair.
        backorders = super()._create_backorder(backorder_moves=backorder_moves)
        # sudo: whoever validates the transfer need not have access to the ticket.
        for backorder in backorders.sudo():
            picking = backorder.backorder_id
            if picking.helpdesk_repair_id:
                backorder.write(
                    {
                        "helpdesk_ticket_id": picking.helpdesk_ticket_id.id,
                        "helpdesk_service": picking.helpdesk_service,
                        "helpdesk_is_made": picking.helpdesk_is_made,
                        "helpdesk_repair_id": picking.helpdesk_repair_id.id,
                        "after_sales_reason_id": picking.after_sales_reason_id.id,
                        "return_id": picking.return_id.id,
                    }
                )
        return backorders
