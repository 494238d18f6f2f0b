# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ..helpdesk_after_sales_join import join_names


class StockMove(models.Model):
    """A replacement is never the piece that came back.

    The returned serial number lies in the stock that replacements are taken from, from
    the receipt on. It is left out whenever a replacement is reserved, again and again,
    and refused where somebody enters it by hand.
    """

    _inherit = "stock.move"

    def _exchange_get_returned_serials(self):
        """Return the serial numbers that this replacement must not be.

        Those of all returns of the ticket: what was replaced before may come back, too.

        :rtype: recordset of ``stock.lot``
        """
        # sudo: whoever reserves or sends goods need not have access to the ticket.
        back = self.sudo().helpdesk_return_id
        product = self.product_id
        if not back or product.tracking != "serial":
            return self.env["stock.lot"]
        returns = back | back.helpdesk_ticket_id.return_ids.filtered("return_id")
        # What another serial number arrived for comes back, too.
        lots = returns.move_line_ids.lot_id | returns.move_ids.helpdesk_outcome_lot_ids
        return lots.filtered(lambda x: x.product_id == product).sudo(self.env.su)

    def _exchange_without_returned(self):
        # A tuple: of a client's context it could only be a list.
        serials = self._exchange_get_returned_serials()
        return self.with_context(helpdesk_without_lots=tuple(serials.ids))

    def _update_reserved_quantity_vals(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        # EXTENDS 'stock'
        move = self._exchange_without_returned() if self.helpdesk_return_id else self
        return super(StockMove, move)._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _get_available_quantity(
        self,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        allow_negative=False,
    ):
        # EXTENDS 'stock'
        move = self._exchange_without_returned() if self.helpdesk_return_id else self
        return super(StockMove, move)._get_available_quantity(
            location_id, lot_id, package_id, owner_id, strict, allow_negative
        )

    def _action_done(self, cancel_backorder=False):
        # EXTENDS 'stock': whatever was scanned or entered. Not filtered(): that would
        # fetch what is asked of each move alone.
        for move in self:
            if move.helpdesk_return_id and move.state not in ("done", "cancel"):
                move._exchange_check_serials()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _exchange_check_serials(self):
        """Check that what is sent is not what came back.

        :raise UserError: naming what is
        """
        returned = set(self._exchange_get_returned_serials().mapped("name"))
        sent = {x.lot_id.name or x.lot_name for x in self.move_line_ids if x.quantity}
        if wrong := sorted(returned & sent):
            raise UserError(
                self.env._(
                    "%(serials)s of %(product)s came back, or is to, and this is the "
                    "replacement for it. Send another one.",
                    serials=join_names(self.env, wrong),
                    product=self.product_id.display_name,
                )
            )
