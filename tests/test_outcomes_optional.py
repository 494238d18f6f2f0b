# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon
from .common_returns import ReturnKitCommon


@tagged("post_install", "-at_install")
class TestOutcomesOptional(OutcomeCommon, ReturnKitCommon):
    """A kit is refunded once all of its parts are here."""

    def test_kit_is_refunded_once_complete(self):
        self._invoice(self.order)
        form = self._open(picking_id=self.delivery)
        form.outcome = "refund"
        self.assertEqual(
            form.outcome_notice, "A kit is refunded once all of its parts are here."
        )
        back = self._press(form.save())
        legs, top = back.move_ids.sorted(lambda x: x.product_id != self.leg)
        legs.quantity = 4
        top.quantity = 0
        back.move_ids.picked = True
        top.picked = False
        back.with_context(skip_backorder=True).button_validate()
        self.assertFalse(self._credit_notes())
        rest = self.env["stock.picking"].search([("backorder_id", "=", back.id)])
        for move in rest.move_ids:
            move.quantity = 4 if move.product_id == self.leg else 1
        rest.move_ids.picked = True
        rest.with_context(skip_backorder=True).button_validate()
        # Of two tables one has a top: eight legs, one top.
        self.assertEqual(self._credit_notes().mapped("amount_total"), [100.0])
        last = self.env["stock.picking"].search([("backorder_id", "=", rest.id)])
        self._receive(last)
        self.assertEqual(sum(self._credit_notes().mapped("amount_total")), 200.0)
