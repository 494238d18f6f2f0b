# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..as_server import as_server, try_out
from ..helpdesk_after_sales_join import join_names


class StockMove(models.Model):
    """What follows when returned goods arrive."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        # EXTENDS 'stock'
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # Not filtered(): that would fetch what is asked of each move alone.
        promised = [x for x in moves if x.helpdesk_outcome]
        due_ids = [x.id for x in promised if x._outcome_is_due()]
        self.browse(due_ids)._outcome_follow_up()
        lost_ids = [x.id for x in promised if x._outcome_is_lost()]
        for of_outcome in self.browse(lost_ids)._outcome_group():
            of_outcome._outcome_note_lost()
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

    def _outcome_is_lost(self):
        """Whether something was to follow these goods, and they came from elsewhere.

        Whoever receives them may change what the transfer is, or where it starts.

        :rtype: bool
        """
        self.ensure_one()
        outcome = self._outcome_get_classes().get(self.helpdesk_outcome)
        return bool(
            self.state == "done"
            and not self.helpdesk_followed_on
            and not self.location_id._is_outgoing()
            and outcome
            and outcome.get_label(self.env)
        )

    def _outcome_note_lost(self):
        """Say that nothing follows what did not come from the customer.

        To be called as the superuser, of goods of one return.
        """
        self._outcome_note_problem(
            self.env._(
                "%(transfer)s brought %(products)s from %(location)s, not from the "
                "customer, so nothing follows. If the goods are here, do from the "
                "ticket what was promised.",
                transfer=self.picking_id.name,
                products=join_names(self.env, self.product_id.mapped("display_name")),
                location=join_names(self.env, self.location_id.mapped("display_name")),
            )
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
        :return: whether it was made
        :rtype: bool
        """
        reason = try_out(self.env, carry_out)
        if reason:
            note_problem(reason)
        return not reason

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
        # It waited for this, if for nothing else.
        self.picking_id.helpdesk_ticket_id._closing_ask()

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

        What went back to the customer while it waited is not here any more.

        :return: quantity by lot, in the product's unit; without lot under the empty one
        :rtype: dict
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        here = self._return_get_quantities_by_lot()
        for again in self.returned_move_ids:
            if again.state == "done" and again.location_dest_id._is_outgoing():
                for lot, quantity in again._return_get_quantities_by_lot().items():
                    here[lot] -= quantity
        left = min(self.helpdesk_outcome_quantity, sum(here.values()))
        foreign = self._outcome_get_foreign_lots()
        arrived = {}
        for lot, quantity in here.items():
            if lot in foreign:
                continue
            quantity = min(quantity, left)
            if unit.compare(quantity, 0.0) > 0:
                arrived[lot] = quantity
                left -= quantity
        return arrived

    def _outcome_get_gone(self):
        """Return what of these goods the warehouse does not keep.

        :return: quantity by lot, in the product's unit
        :rtype: dict
        """
        return {}

    def _outcome_get_sale_line(self):
        """Return the line of an order that delivered these goods, if one did.

        Whoever receives them may choose an order for the transfer, any of them: what
        follows is not by that.

        :rtype: recordset of ``sale.order.line``
        """
        self.ensure_one()
        line = self.sale_line_id
        delivered = self.origin_returned_move_id.sale_line_id
        return line if line == delivered else line.browse()

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
            lambda x: (
                x.quantity
                and (
                    x.lot_id not in announced
                    if x.lot_id
                    else x.lot_name and x.lot_name not in names
                )
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
