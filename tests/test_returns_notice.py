# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsNotice(ReturnCommon):
    """What the popup tells of what is back is true, and leads there."""

    def _link(self, picking, quantity):
        date = fields.Date.context_today(picking).strftime("%m/%d/%Y")
        return (
            f'<a href="/odoo/stock.picking/{picking.id}" target="_blank" dir="auto">'
            f"{picking.name}</a> ({quantity}, {date})"
        )

    def test_nothing_to_tell(self):
        form = self._open()
        self.assertFalse(form.after_sales_notice)
        self.assertFalse(form.after_sales_blocked)

    def test_only_delivery_is_back(self):
        """Nothing can be done, so the popup offers nothing."""
        back = self._return()
        form = self._open()
        self.assertIn(
            f"Nothing is left to return of {self.delivery.name}, all of it is back or "
            f"on its way back: {self._link(back, '5 Units')}.",
            form.after_sales_notice,
        )
        self.assertTrue(form.after_sales_blocked)

    def test_another_delivery_can_be_chosen(self):
        back = self._return()
        other = self._deliver(self._new_order([(self.product, 1)]))
        form = self._open(picking_id=self.delivery)
        self.assertIn(self._link(back, "5 Units"), form.after_sales_notice)
        self.assertFalse(form.after_sales_blocked)
        form.picking_id = other
        self.assertFalse(form.after_sales_notice)

    def test_all_deliveries_are_back(self):
        other = self._deliver(self._new_order([(self.product, 1)]))
        self._return(picking_id=self.delivery)
        self._return(picking_id=other)
        form = self._open()
        self.assertFalse(form.picking_id)
        self.assertTrue(form.after_sales_blocked)
        self.assertIn(
            "Nothing is left to return: all that was delivered to Deco Addict is back "
            "or on its way back.",
            form.after_sales_notice,
        )

    def test_part_is_on_its_way(self):
        form = self._open()
        self._set_quantities(form, 2)
        back = self._press(form.save())
        form = self._open()
        self.assertEqual(
            form.after_sales_notice,
            f"<div>On its way back already: {self._link(back, '2 Units')}.</div>",
        )
        self.assertFalse(form.after_sales_blocked)
        self._receive(back)
        self.assertFalse(self._open().after_sales_notice)

    def test_cancelled_return_does_not_count(self):
        self._return().action_cancel()
        self.assertFalse(self._open().after_sales_notice)

    def test_other_serials_are_left(self):
        """Not "all is back" while three other units are with the customer."""
        delivery = self._deliver_serials("SN1", "SN2", "SN3", "SN4")
        lot = delivery.move_line_ids.lot_id.sorted("name")[0]
        self.ticket.write({"product_id": self.serial_product.id, "lot_id": lot.id})
        back = self._return(picking_id=delivery)
        self.assertEqual(back.move_line_ids.lot_id, lot)
        form = self._open(picking_id=delivery)
        self.assertIn(
            f"Nothing is left to return of Coffee machine (SN1) in {delivery.name}: "
            f"{self._link(back, '1 Units')}. Of the rest, 3 Units Coffee machine can "
            "still be returned.",
            form.after_sales_notice,
        )
        self.assertFalse(form.after_sales_blocked)
        form.lot_id = self.env["stock.lot"]
        self.assertNotIn("Nothing", form.after_sales_notice)
        self.assertEqual(len(form.product_return_moves), 4)

    def test_line_that_was_removed_is_left(self):
        order = self._new_order([(self.product, 2), (self._new_product("Chair"), 3)])
        self._put_in_stock(order.order_line.product_id[1], 3)
        delivery = self._deliver(order)
        form = self._open(picking_id=delivery)
        self._set_quantities(form, 2, 0)
        self._press(form.save())
        form = self._open(picking_id=delivery)
        form.product_return_moves.remove(1)
        self.assertIn("3 Units Chair can still be returned", form.after_sales_notice)
        self.assertFalse(form.after_sales_blocked)

    def test_second_return_all_is_told_of_the_first(self):
        """In a second tab, say: the second press is not told to enter a quantity."""
        first, second = self._open().save(), self._open(user=self.agent_all).save()
        back = self._press(first, "action_create_returns_all")
        for button in (
            "action_create_returns_all",
            "action_create_returns",
            "action_create_exchanges",
        ):
            with self.assertRaises(RedirectWarning) as caught:
                getattr(second, button)()
            message, action, label = caught.exception.args[:3]
            self.assertTrue(
                message.startswith(
                    f"{self.agent.name} returned it just now. Nothing is left to "
                    f"return of {self.delivery.name}, all of it is back or on its "
                    "way back: "
                    f"{back.name} (5 Units, "
                ),
                message,
            )
            self.assertEqual(label, "Open the Return")
            self.assertEqual(action["res_id"], back.id)
            self.assertEqual(action["res_model"], "stock.picking")
        self.assertEqual(self.delivery.return_ids, back)

    def test_long_ago_is_not_just_now(self):
        first, second = self._open().save(), self._open().save()
        back = self._press(first, "action_create_returns_all")
        self.env.cr.execute(
            "UPDATE stock_picking SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(hours=2), back.id],
        )
        back.invalidate_recordset()
        with self.assertRaisesRegex(RedirectWarning, r"^\('Nothing is left"):
            second.action_create_returns_all()

    def test_return_that_the_user_may_not_read_is_named(self):
        """Made in Inventory, say: it is told of, and no link leads there."""
        popup = self._open().save()
        wizard = self._standard_popup(self.delivery)
        with wizard.product_return_moves.edit(0) as line:
            line.quantity = 5
        action = wizard.save().action_create_returns()
        back = self.env["stock.picking"].browse(action["res_id"])
        self.assertFalse(back.with_user(self.agent).has_access("read"))
        with self.assertRaisesRegex(UserError, f"way back: {back.name}"):
            popup.action_create_returns_all()
        notice = self._open().after_sales_notice
        self.assertIn(back.name, notice)
        self.assertNotIn("<a", notice)
