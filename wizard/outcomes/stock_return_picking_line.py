# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models

from ...models.outcomes.return_outcome import ReturnOutcome
from ...models.outcomes.stock_move import OUTCOMES


class StockReturnPickingLine(models.TransientModel):
    """What follows once this product, or this lot of it, is here."""

    _inherit = "stock.return.picking.line"

    outcome = fields.Selection(
        selection=OUTCOMES,
        string="When It Arrives",
        compute="_compute_outcome",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )

    outcome_offered = fields.Binary(
        compute="_compute_outcome_offered", export_string_translation=False
    )

    to_refund = fields.Boolean(
        compute="_compute_to_refund",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )

    @api.depends("wizard_id.helpdesk_ticket_id")
    def _compute_outcome_offered(self):
        for line in self:
            line.outcome_offered = line.wizard_id.outcome_offered

    @api.depends("wizard_id.outcome")
    def _compute_outcome(self):
        for line in self:
            line.outcome = line.wizard_id.outcome

    @api.depends("outcome")
    def _compute_to_refund(self):
        for line in self:
            # Decided later, it is as the agent, or the standard, has it.
            if line.outcome:
                line.to_refund = line._outcome_get_class().updates_order
            else:
                line.to_refund = line.to_refund

    def _outcome_get_class(self):
        # A client may write what there is none for; the button refuses it.
        classes = self.env["stock.move"]._outcome_get_classes()
        return classes.get(self.outcome, ReturnOutcome)

    def _outcome_is_refunded(self):
        """Whether this line is refunded once it is here.

        :rtype: bool
        """
        return self.outcome == "refund"

    def _outcome_get_returned_sudo(self, moves):
        """Return of which order lines these lines take something back.

        :param moves: what delivered some of them, in superuser mode
        :return: quantity by ``sale.order.line``, in its unit, in superuser mode
        :rtype: dict
        """
        returned = {}
        for line in self:
            move = line.move_id._origin.sudo()  # sudo: as the moves
            if move not in moves:
                continue
            order_line = move.sale_line_id
            quantity = line.uom_id._compute_quantity(
                line.quantity, order_line.product_uom_id, round=False
            )
            returned[order_line] = returned.get(order_line, 0.0) + quantity
        return returned

    # ------------------------------------------------------------------
    # The return move
    # ------------------------------------------------------------------

    def _prepare_move_default_values(self, new_picking):
        # EXTENDS 'stock'
        values = super()._prepare_move_default_values(new_picking)
        if self.wizard_id.helpdesk_ticket_id and self.outcome:
            unit = self.product_id.uom_id
            values |= {
                "helpdesk_outcome": self.outcome,
                "helpdesk_outcome_quantity": self.uom_id._compute_quantity(
                    self.quantity, unit
                ),
                "helpdesk_outcome_lot_ids": [Command.set(self.lot_id.ids)],
            }
        return values
