# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def action_create_exchanges(self):
        """Make the return, and let the rules of the warehouse send the replacement.

        At once, whenever the team sends replacements by default.

        :return: a window action on the return
        :rtype: dict
        :raise AccessError: see :meth:`action_create_returns`
        :raise UserError: see :meth:`action_create_returns`
        """
        # EXTENDS 'stock'
        if not self.helpdesk_ticket_id:
            return super().action_create_exchanges()
        popup = self._after_sales_start_popup()
        if not popup._return_get_created():
            popup.product_return_moves.outcome = "replace"
            popup._return_make()
            popup._exchange_send_in_advance()
        return popup.action_create_returns()

    def _exchange_send_in_advance(self):
        """Send the replacements of the new return, before its goods are here."""
        # sudo: the rules of the warehouse need more rights than agents have; all that
        # they follow was checked as the user when the return was made.
        moves = self.sudo().created_picking_id.move_ids
        moves = moves.filtered(lambda x: x.helpdesk_outcome == "replace")
        moves._exchange_send({move: move.helpdesk_outcome_quantity for move in moves})

    def _exchange_run_rules(self):
        """Send once more what this popup returns, which the server filled in.

        To be called in superuser mode.

        :return: a window action on the return
        :rtype: dict
        :raise UserError: if there is no rule for it
        """
        # The standard makes the return first: there is one, so it is merely opened.
        return super().action_create_exchanges()

    def _get_proc_values(self, line):
        # EXTENDS 'stock'
        values = super()._get_proc_values(line)
        if self.helpdesk_ticket_id:
            values["helpdesk_return_id"] = self._return_get_created().id
            if "bom_line_id" in line.move_id._fields:
                # The component of a kit remains one.
                values["bom_line_id"] = line.move_id.bom_line_id.id
        return values
