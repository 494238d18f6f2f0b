# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def action_create_exchanges(self):
        """Make the return, and let the rules of the warehouse send the replacement.

        :return: a window action on the return
        :rtype: dict
        :raise AccessError: see :meth:`action_create_returns`
        :raise UserError: see :meth:`action_create_returns`
        """
        # EXTENDS 'stock'
        if not self.helpdesk_ticket_id:
            return super().action_create_exchanges()
        popup = self._after_sales_start_popup()
        if popup._return_get_created():
            return popup.action_create_returns()
        # The replacement raises the delivered quantity again.
        popup.product_return_moves.to_refund = True
        # sudo: the rules of the warehouse need more rights than agents have; the
        # standard method calls action_create_returns first, which checks everything
        # as the user.
        action = super(StockReturnPicking, popup.sudo()).action_create_exchanges()
        popup._exchange_register_replacements()
        return action

    def _get_proc_values(self, line):
        # EXTENDS 'stock'
        values = super()._get_proc_values(line)
        if self.helpdesk_ticket_id:
            values["helpdesk_return_id"] = self._return_get_created().id
            if "bom_line_id" in line.move_id._fields:
                # The component of a kit remains one.
                values["bom_line_id"] = line.move_id.bom_line_id.id
        return values

    def _exchange_register_replacements(self):
        """Log on return, replacement and ticket where the others are."""
        # sudo: the replacement was just made for this return.
        back = self.sudo().created_picking_id
        moves = back.env["stock.move"].search([("helpdesk_return_id", "=", back.id)])
        replacements = moves.picking_id
        for replacement in replacements:
            replacement.message_post_with_source(
                "mail.message_origin_link",
                render_values={"self": replacement, "origin": back},
                subtype_xmlid="mail.mt_note",
            )
        replacements.filtered(
            lambda x: x.helpdesk_ticket_id == back.helpdesk_ticket_id
        )._after_sales_log_origin()
