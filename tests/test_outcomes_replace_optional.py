# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon
from .common_returns import ReturnKitCommon


@tagged("post_install", "-at_install")
class TestOutcomesReplaceOptional(OutcomeCommon, ReturnKitCommon):
    """Kits: what is replaced are their components; a kit can be sent instead."""

    def _replace_moves(self, ticket):
        moves = ticket.return_ids.move_ids
        return moves.filtered(lambda x: x.helpdesk_return_id and x.state != "cancel")

    def test_component_is_replaced_on_arrival(self):
        self.ticket.product_id = self.leg
        back = self._return_with("replace", 1)
        self._arrive(back)
        [move] = self._replace_moves(self.ticket)
        self.assertRecordValues(move, [{"product_id": self.leg.id, "product_qty": 1}])
        self.assertEqual(move.bom_line_id, back.move_ids.bom_line_id)
        self._receive(move.picking_id)
        self.assertEqual(self.order.order_line.qty_delivered, 2)

    def test_part_of_a_kit_is_replaced_by_the_same(self):
        self.ticket.product_id = self.leg
        popup = self._open(outcome="replace").save()
        popup.product_return_moves.replace_product_id = self.product
        with self.assertRaisesRegex(UserError, "Leg is part of Table"):
            popup.action_create_returns()

    def test_kit_instead_is_taken_back_as_a_whole(self):
        self.team.replace_when = "advance"
        order = self._new_order([(self.product, 2)])
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=[Command.set(order.ids)])
        form = self._open(ticket, picking_id=delivery, outcome="replace")
        with form.product_return_moves.edit(0) as line:
            line.replace_product_id = self.kit
        back = self._press(form.save())
        moves = self._replace_moves(ticket)
        self.assertEqual(moves.product_id, self.leg | self.top)
        self.assertEqual(sum(moves.mapped("product_qty")), 10)
        back.with_user(self.warehouseman).action_cancel()
        self.assertFalse(self._replace_moves(ticket))
        self.assertEqual(order.order_line[1].product_uom_qty, 0)
