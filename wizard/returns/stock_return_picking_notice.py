# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ...models.helpdesk_after_sales_date import format_date
from ...models.helpdesk_after_sales_join import join_names

# How long ago another agent may have pressed the button, for "just now".
JUST_NOW = timedelta(minutes=10)
# Of how many deliveries it is asked whether anything is left: a customer with more has
# something to choose from.
MOST_DELIVERIES = 10


class StockReturnPicking(models.TransientModel):
    """What the Reverse Transfer popup tells of what is back or on its way back."""

    _inherit = "stock.return.picking"

    @api.depends("picking_id", "product_return_moves")
    def _compute_after_sales_notice(self):
        return super()._compute_after_sales_notice()

    def _after_sales_get_notices(self):
        notices = super()._after_sales_get_notices()
        notice = (
            self._return_get_no_delivery_reason()
            or self._return_get_nothing_left_reason()
            or self._return_get_open_returns_notice()
        )
        return notices + ([notice] if notice else [])

    def _after_sales_get_blocker(self):
        if blocker := super()._after_sales_get_blocker():
            return blocker
        lines = self.product_return_moves
        if not all(line._return_is_zero(line.returnable_quantity) for line in lines):
            return ""
        # Another one may be chosen, once order, product and lot are emptied.
        deliveries = self.env["stock.picking"].search(
            self.helpdesk_ticket_id._return_get_delivery_domain(),
            limit=MOST_DELIVERIES + 1,
        )
        if not deliveries:
            return self._return_get_no_delivery_reason()
        if len(deliveries) > MOST_DELIVERIES or deliveries._return_get_left():
            return ""
        return self._return_get_nothing_left_reason() or self.env._(
            "Nothing is left to return: all that was delivered to %(customer)s is back "
            "or on its way back.",
            customer=self.helpdesk_ticket_id.commercial_partner_id.display_name,
        )

    def _return_get_no_delivery_reason(self):
        """Say why there is no delivery to choose, or nothing if there is one.

        :rtype: str
        """
        pickings = self.env["stock.picking"]
        if self.picking_id or pickings.search_count(
            self._return_get_picking_domain(), limit=1
        ):
            return ""
        ticket = self.helpdesk_ticket_id
        chosen = self.sale_order_id, self.product_id, self.lot_id
        if not any(chosen):
            return self.env._(
                "Nothing was delivered to %(customer)s by %(company)s yet.",
                customer=ticket.commercial_partner_id.display_name,
                company=ticket.company_id.name,
            )
        return self.env._(
            "No done delivery to %(customer)s contains %(chosen)s. Empty Sales Order, "
            "Product or Lot/Serial Number to see all deliveries.",
            customer=ticket.commercial_partner_id.display_name,
            chosen=" / ".join(record.display_name for record in chosen if record),
        )

    def _return_get_nothing_left_reason(self):
        """Say that nothing is left to return, or nothing if there is something.

        With what took it back, and with what of the delivery is left besides.

        :return: text with links
        :rtype: str
        """
        delivery = self.picking_id._origin
        lines = self.product_return_moves
        if not delivery or any(
            not line._return_is_zero(line.returnable_quantity) for line in lines
        ):
            return ""
        left = delivery._return_get_left()
        if not left:
            return self.env._(
                "Nothing is left to return of %(delivery)s, all of it is back or on "
                "its way back: %(returns)s.",
                delivery=delivery.name,
                returns=self._return_link_returns(delivery.move_ids),
            )
        if not lines:
            return ""
        return self.env._(
            "Nothing is left to return of %(products)s in %(delivery)s: %(returns)s. "
            "Of the rest, %(left)s can still be returned. Empty Product and Lot/Serial "
            "Number, or choose the delivery again, to see it.",
            products=join_names(self.env, lines._return_get_names()),
            delivery=delivery.name,
            returns=self._return_link_returns(lines.move_id._origin),
            left=join_names(
                self.env,
                (
                    f"{quantity:g} {product.uom_id.name} {product.display_name}"
                    for product, quantity in (
                        (move.product_id, of_move) for move, of_move in left.items()
                    )
                ),
            ),
        )

    def _return_get_open_returns_notice(self):
        """Say what of the lines is on its way back, or nothing if nothing is.

        :return: text with links
        :rtype: str
        """
        moves = self.product_return_moves.move_id._origin
        backs = moves._return_get_backs().filtered(lambda x: x.state != "done")
        if not backs:
            return ""
        return self.env._(
            "On its way back already: %(returns)s.",
            returns=self._return_link_returns(moves, backs),
        )

    def _return_link_returns(self, moves, backs=None):
        """Return links to what brought delivered goods back, or is to.

        :param moves: delivered ``stock.move`` records, which the user may read
        :param backs: only these of their returns; all by default
        :rtype: Markup
        """
        links = []
        backs = moves._return_get_backs() if backs is None else backs
        for picking, of_picking in backs.grouped("picking_id").items():
            quantities = defaultdict(float)
            for back in of_picking:
                unit = back.product_id.uom_id
                quantities[unit] += sum(back._return_get_quantities_by_lot().values())
            links.append(
                self._after_sales_link_document(
                    picking,
                    picking.name,
                    *(f"{quantities[unit]:g} {unit.name}" for unit in quantities),
                    format_date(self.env, picking.date_done or picking.scheduled_date),
                )
            )
        return Markup(", ").join(links)

    def _return_check_left(self):
        """Check that anything is left to return of what the popup lists.

        :raise RedirectWarning: telling who returned it, with that return
        :raise UserError: the same, if the user may not read that return
        """
        reason = self._return_get_nothing_left_reason()
        if not reason:
            return
        message = Markup(reason).striptags()
        moves = self.product_return_moves.move_id
        # Who made it is told, whatever of it the user may read.
        back = moves._return_get_backs().picking_id.sorted("id")[-1:]
        # Whoever presses second must not believe that they made it, nor try again.
        if back.create_date >= fields.Datetime.now() - JUST_NOW:
            message = self.env._(
                "%(user)s returned it just now. %(reason)s",
                user=back.create_uid.name,
                reason=message,
            )
        back = back.sudo(False)
        if not back.has_access("read"):
            raise UserError(message)
        action = back._get_records_action(context={})
        raise RedirectWarning(message, action, self.env._("Open the Return"))
