# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import RaceCase
from .common_outcomes import OutcomeShop
from .common_returns import ReturnShop


@tagged("post_install", "-at_install", "-standard", "after_sales_race")
class TestDispositionsRace(OutcomeShop, ReturnShop, RaceCase):
    """Two who receive at once, each with goods for the quarantine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls._forget_quarantine)

    @classmethod
    def _forget_quarantine(cls):
        """Leave the warehouse, which is not of this shop alone, as it was."""
        cls.cr.rollback()
        cls.warehouse.helpdesk_quarantine_location_id = False
        cls.cr.commit()

    def _return(self, quantity, choice):
        form = self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=self.delivery
        )
        with form.product_return_moves.edit(0) as line:
            line.quantity = quantity
        made = form.save().action_create_returns()["res_id"]
        picking = self.env["stock.picking"].browse(made)
        picking.move_line_ids.helpdesk_disposition_choice = choice
        return picking

    def _receive_by(self, picking):
        """Return a function that receives a return as the warehouse does."""

        def press(env):
            mine = env["stock.picking"].with_user(self.warehouseman.id)
            return mine.browse(picking.id).button_validate()

        return press

    def test_first_goods_of_the_quarantine(self):
        """The quarantine is created with them: once, for both."""
        backs = [self._return(quantity, "quarantine") for quantity in (1, 2)]
        results = self.run_together(*map(self._receive_by, backs))
        self.assertEqual(results, [True, True])
        quarantine = self.warehouse.helpdesk_quarantine_location_id
        self.assertEqual(quarantine.location_id, self.warehouse.view_location_id)
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", quarantine.id)]
        )
        self.assertEqual(sum(quants.mapped("quantity")), 3)

    def test_one_receipt_twice(self):
        """What is scrapped is scrapped once."""
        back = self._return(1, "scrap")
        self.run_together(self._receive_by(back), self._receive_by(back))
        self.assertEqual(back.state, "done")
        lost = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.product.id),
                ("location_id.usage", "=", "inventory"),
                ("quantity", ">", 0),
            ]
        )
        self.assertEqual(sum(lost.mapped("quantity")), 1)
