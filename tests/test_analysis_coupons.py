# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import new_test_user, tagged

from .common_analysis import AnalysisCommon


@tagged("post_install", "-at_install")
class TestAnalysisCoupons(AnalysisCommon):
    """A coupon costs what it was used for, without taxes."""

    def test_coupon_costs_what_it_was_used_for(self):
        coupon = self._make_coupon().sudo()
        self.assertEqual(self._sum("cost:sum"), 0.0)
        order = self._new_order([(self.product, 3)], confirm=False)
        self._redeem(coupon, order)
        self.assertEqual(self._sum("cost:sum"), 0.0, "a quotation gives nothing")
        order.action_confirm()
        self.assertEqual(self._sum("cost:sum", "amount:sum"), (30.0, 30.0))
        self.assertEqual(self._find().date_end, order.date_order)

    def _use_coupon_for_product(self):
        """Use a coupon for one lamp; return its line on the order."""
        self.program.reward_ids[1:].unlink()
        self.program.reward_ids.write(
            {
                "reward_type": "product",
                "reward_product_id": self.product.id,
                "required_points": 1,
            }
        )
        coupon = self._make_coupon().sudo()
        order = self._new_order([(self.product, 3)], confirm=False)
        self._redeem(coupon, order)
        order.action_confirm()
        return order.order_line.filtered("coupon_id")

    def test_free_product_of_a_coupon_costs_its_price(self):
        line = self._use_coupon_for_product()
        self.assertEqual(self._sum("cost:sum"), 100.0)
        # One that was used before this was kept of it.
        self.env.cr.execute(
            "UPDATE sale_order_line SET coupon_worth = NULL WHERE id = %s", [line.id]
        )
        self.assertEqual(self._sum("cost:sum"), 100.0)

    def test_free_product_costs_its_price_without_the_taxes_in_it(self):
        tax = self._new_tax(25, price_include_override="tax_included")
        self.product.write({"taxes_id": tax.ids, "list_price": 125.0})
        line = self._use_coupon_for_product()
        self.assertRecordValues(line, [{"price_unit": 125.0, "price_subtotal": 0.0}])
        self.assertEqual(self._sum("cost:sum", "amount:sum"), (100.0, 100.0))

    def test_discount_of_a_coupon_is_without_the_taxes_in_it(self):
        tax = self._new_tax(25, price_include_override="tax_included")
        self.product.write({"taxes_id": tax.ids, "list_price": 125.0})
        coupon = self._make_coupon().sudo()
        order = self._new_order([(self.product, 2)], confirm=False)
        self._redeem(coupon, order)
        order.action_confirm()
        self.assertEqual(self._sum("cost:sum", "amount:sum"), (20.0, 20.0))

    def test_salespeople_notice_nothing(self):
        seller = new_test_user(
            self.env, login="seller", groups="sales_team.group_sale_salesman"
        )
        order = (
            self.env["sale.order"]
            .with_user(seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            )
        )
        self._redeem(self._make_coupon().sudo(), order)
        order.order_line[0].price_unit = 50.0
        self.env.flush_all()
        self.assertEqual(sorted(order.order_line.mapped("price_unit")), [-10.0, 50.0])
        self.assertNotIn("coupon_worth", order.order_line.fields_get())
