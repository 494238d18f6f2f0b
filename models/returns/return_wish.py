# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo.exceptions import UserError

from ..bought.bought_row import is_delivery
from ..requests.request_wish import RequestWish


class ReturnWish(RequestWish):
    """Customers send goods back for their money."""

    switch = "use_product_returns"
    icon = "fa-money"
    # What follows once the goods are here.
    outcome = "refund"

    @classmethod
    def get_label(cls, env):
        return env._("Send it back for my money")

    @classmethod
    def get_help(cls, env):
        return env._("You get a return slip, and your money once it has arrived.")

    @classmethod
    def get_summary(cls, env, pieces):
        return env._("Return of %(pieces)s, money back", pieces=pieces)

    @classmethod
    def get_refusal(cls, ticket, row):
        # Agents may go beyond the rules, customers by themselves do not.
        if row.return_late:
            return row.return_late.get_reason(ticket.env)
        return super().get_refusal(ticket, row)

    @classmethod
    def may_be_at_once(cls, request):
        return True

    @classmethod
    def open_popup(cls, request):
        ticket = request.ticket_id
        action = ticket.action_return()
        # sudo: what is left of the customer's own deliveries; the popup checks it.
        deliveries = cls.find_deliveries(request.sudo())
        if not deliveries:
            raise UserError(
                request.env._(
                    "Nothing is left to return of what “%(request)s” asks for. Decline "
                    "it, and tell the customer so.",
                    request=request.name,
                )
            )
        delivery, quantities = next(iter(deliveries.items()))
        return action, cls._fill_popup(request, action, delivery, quantities)

    @classmethod
    def grant(cls, request):
        action = request.ticket_id.action_return()
        deliveries = cls.find_deliveries(request)
        for delivery, quantities in deliveries.items():
            popup = cls._fill_popup(request, action, delivery, quantities)
            popup.request_id = request
            popup.action_create_returns()
        if any(line._open_quantity for line in request.line_ids):
            raise UserError(
                request.env._("Not all of it is left to return. Look at its delivery.")
            )

    @classmethod
    def _fill_popup(cls, request, action, delivery, quantities):
        team = request.ticket_id.team_id
        popups = request.env[action["res_model"]].with_context(**action["context"])
        vals = {
            "picking_id": delivery.id,
            # All that is asked for, not only the ticket's product.
            "product_id": False,
            "lot_id": False,
        }
        reasons = request.env["helpdesk.after.sales.reason"]
        fitting = reasons._get_fitting_ids(cls.switch, request.company_id.id)
        if request.reason_id.id in fitting:
            vals["after_sales_reason_id"] = request.reason_id.id
        if cls.outcome in team._outcome_get_offered():
            vals["outcome"] = cls.outcome
        popup = popups.create(vals)
        for line in popup.product_return_moves:
            line.quantity = quantities.get((line.move_id.id, line.lot_id.id), 0.0)
        return popup

    @classmethod
    def find_deliveries(cls, request):
        """Return by which deliveries the customer got what they ask to return.

        :param request: one request, in superuser mode
        :return: by ``stock.picking``, quantities by the ids of move and lot, in the
            unit in which the move is returned
        :rtype: dict
        """
        deliveries = defaultdict(dict)
        for line in request.line_ids:
            moves = line.sale_line_id.move_ids.filtered(
                lambda x: x._return_is_delivered() and is_delivery(x)
            )
            find = cls._find_parts if is_kit(line, moves) else cls._find_pieces
            for move, lot, quantity in find(line, moves.sorted("date")):
                deliveries[move.picking_id][move.id, lot.id] = quantity
        return dict(deliveries)

    @classmethod
    def _find_pieces(cls, line, moves):
        left = line._open_quantity
        for move in moves:
            unit = move._return_get_unit()
            lots = move._return_get_delivered_lots()
            if line.lot_id:
                lots &= line.lot_id
                if not lots:
                    continue
            for lot, most in move._return_get_proposal(lots).items():
                wanted = line.product_uom_id._compute_quantity(left, unit, round=False)
                quantity = unit.round(min(wanted, most))
                if unit.compare(quantity, 0.0) > 0:
                    left -= unit._compute_quantity(
                        quantity, line.product_uom_id, round=False
                    )
                    yield move, lot, quantity

    @classmethod
    def _find_parts(cls, line, moves):
        # Of a kit the same share of each of its components.
        kits = line.sale_line_id.product_uom_id._compute_quantity(
            line.sale_line_id.product_uom_qty, line.product_uom_id, round=False
        )
        share = line._open_quantity / (kits or 1.0)
        for move in moves:
            unit = move._return_get_unit()
            lots = move._return_get_delivered_lots()
            left = move.product_id.uom_id._compute_quantity(
                sum(move._return_get_quantities_by_lot().values()) * share,
                unit,
                round=False,
            )
            for lot, most in move._return_get_proposal(lots).items():
                quantity = unit.round(min(left, most))
                if unit.compare(quantity, 0.0) > 0:
                    left -= quantity
                    yield move, lot, quantity

    @classmethod
    def get_granted(cls, line, documents):
        backs = line.env["stock.move"].union(
            *[x.move_ids for x in documents if x._name == "stock.picking"]
        )
        # The goods themselves: a second step of the receipt is no return.
        backs = backs.filtered(
            lambda x: (
                x.state != "cancel"
                and x.origin_returned_move_id.sale_line_id == line.sale_line_id
            )
        )
        if line.lot_id:
            backs = backs.filtered(lambda x: line.lot_id in x.move_line_ids.lot_id)
        if is_kit(line, backs):
            return line.quantity
        return sum(
            back.product_uom._compute_quantity(
                1.0 if line.lot_id.product_id.tracking == "serial" else quantity,
                line.product_uom_id,
                round=False,
            )
            for back in backs
            for quantity in [
                back.quantity if back.state == "done" else back.product_uom_qty
            ]
        )


def is_kit(line, moves):
    return any(x.product_id != line.product_id for x in moves)
