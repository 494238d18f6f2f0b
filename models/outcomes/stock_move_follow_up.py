# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from psycopg2 import InterfaceError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError

from ..as_server import as_server
from ..helpdesk_after_sales_join import join_names

_logger = logging.getLogger(__name__)


class StockMove(models.Model):
    """What follows when returned goods arrive."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        # EXTENDS 'stock'
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # Not filtered(): that would fetch what is asked of each move alone.
        due_ids = [x.id for x in moves if x.helpdesk_outcome and x._outcome_is_due()]
        self.browse(due_ids)._outcome_follow_up()
        return moves

    def _outcome_is_due(self):
        """Whether something is to follow these goods, and did not yet.

        :rtype: bool
        """
        self.ensure_one()
        return bool(
            self.state == "done"
            and self.helpdesk_outcome
            and not self.helpdesk_followed_on
            # What goes on inside the warehouse, or back to the customer, is no return.
            and self.location_id._is_outgoing()
            and self.picking_id.return_id
        )

    def _outcome_follow_up(self):
        """Make what is to follow these goods, return by return, each by itself.

        The receipt stands whatever comes of it. What cannot be made waits with its
        reason, the ticket's agent is told, and can have it tried again.
        """
        if not self:
            return
        for moves in self._outcome_group():
            self._outcome_try(moves._outcome_carry_out, moves._outcome_note_problem)

    @api.model
    def _outcome_try(self, carry_out, note_problem):
        """Carry out something that follows a receipt, which stands if it fails.

        :param carry_out: function that raises UserError if it cannot be made
        :param note_problem: function that keeps the reason then
        """
        # What the receipt itself still has to write is not to be rolled back.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                carry_out()
        except (UserError, RedirectWarning) as error:
            note_problem(error.args[0])
        except (OperationalError, InterfaceError, ConcurrencyError):
            # Of two at once one is run anew, or the database is away.
            raise
        except Exception as error:
            # Another addon's, say: the goods are here all the same.
            _logger.exception("What was to follow a receipt failed")
            note_problem(
                self.env._(
                    "An unexpected error occurred: %(error)s. Try again, or show it to "
                    "your administrator.",
                    error=f"{type(error).__name__} {error}".strip(),
                )
            )

    def _outcome_group(self):
        """Return these moves by return and outcome, as the superuser.

        Nothing of whoever receives the goods, or of what they sent along, has a part in
        what follows: they need no rights for it, and get none.

        :rtype: list of ``stock.move`` recordsets
        """
        groups = []
        for picking, of_picking in self.grouped("picking_id").items():
            moves = as_server(of_picking).with_company(picking.company_id)
            if moves.picking_id._return_is_ours():
                groups += moves.grouped("helpdesk_outcome").values()
        return groups

    def _outcome_carry_out(self):
        """Make what follows these goods, all of one return and with one outcome.

        To be called as the superuser.

        :raise UserError: if it cannot be made
        """
        # Of two that try again at once, one finds the work done.
        self.picking_id._after_sales_lock_rows()
        outcome = self._outcome_get_classes()[self[:1].helpdesk_outcome](self)
        problems = [*self._outcome_get_surprises(), *outcome.follow_up()]
        self.write(
            {
                "helpdesk_followed_on": fields.Datetime.now(),
                "helpdesk_outcome_problem": "\n".join(problems),
            }
        )
        # What it came to is checked here, not once the receipt is kept.
        self.env.flush_all()
        self.picking_id._outcome_update_question(is_new=bool(problems))

    def _outcome_note_problem(self, reason):
        """Keep why what was to follow could not be made, and ask for a decision.

        :param str reason: as the user would have been told
        """
        self.write({"helpdesk_outcome_problem": reason})
        self.picking_id._outcome_update_question(is_new=True)

    # ------------------------------------------------------------------
    # What has really arrived
    # ------------------------------------------------------------------

    def _outcome_get_arrived(self):
        """Return what arrived of what was announced, no more and nothing else.

        :return: quantity by lot, in the product's unit; without lot under the empty one
        :rtype: dict
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        left = self.helpdesk_outcome_quantity
        arrived = {}
        for lot, quantity in self._return_get_quantities_by_lot().items():
            if lot in self._outcome_get_foreign_lots():
                continue
            quantity = min(quantity, left)
            if unit.compare(quantity, 0.0) > 0:
                arrived[lot] = quantity
                left -= quantity
        return arrived

    def _outcome_get_foreign_lots(self):
        return self._outcome_get_foreign_lines().lot_id

    def _outcome_get_foreign_lines(self):
        """Return the lines with another lot than was announced, if one was.

        Before the receipt its number may be entered only.

        :rtype: recordset of ``stock.move.line``
        """
        self.ensure_one()
        announced = self.helpdesk_outcome_lot_ids
        if not announced:
            return self.env["stock.move.line"]
        names = announced.mapped("name")
        return self.move_line_ids.filtered(
            lambda x: x.quantity
            and (
                x.lot_id not in announced
                if x.lot_id
                else x.lot_name and x.lot_name not in names
            )
        )

    def _outcome_get_surprises(self):
        """Say what of these goods is not what was announced.

        Also before they are received, of what is entered by then.

        :return: sentence by sentence
        :rtype: list[str]
        """
        surprises = []
        for move in self:
            product = move.product_id
            if move.state == "cancel" or not move.helpdesk_outcome:
                continue
            if foreign := move._outcome_get_foreign_lines():
                surprises.append(
                    self.env._(
                        "Of %(product)s %(lots)s arrived, but %(announced)s was "
                        "announced. Nothing follows for it: look what it is.",
                        product=product.display_name,
                        lots=join_names(
                            self.env, [x.lot_id.name or x.lot_name for x in foreign]
                        ),
                        announced=join_names(
                            self.env, move.helpdesk_outcome_lot_ids.mapped("name")
                        ),
                    )
                )
            lines = move.move_line_ids - foreign
            arrived = sum(lines.mapped("quantity_product_uom"))
            if product.uom_id.compare(arrived, move.helpdesk_outcome_quantity) > 0:
                surprises.append(
                    self.env._(
                        "%(arrived)g %(unit)s of %(product)s arrived, but "
                        "%(announced)g were announced. Nothing follows for the rest.",
                        arrived=arrived,
                        announced=move.helpdesk_outcome_quantity,
                        unit=product.uom_id.name,
                        product=product.display_name,
                    )
                )
        return surprises
