# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketRepairs(MyTicketCommon):
    """What the customer reads of their repair, and of its quotation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair = cls._make_use_product_repairs()
        cls.manager_of_sales = cls._new_user(
            "sales", "sales_team.group_sale_manager,stock.group_stock_user"
        )

    def _quote(self):
        """Let Sales make the quotation of the repair."""
        repair = self.repair.with_user(self.manager_of_sales)
        repair.action_create_sale_order()
        order = self.repair.sale_order_id
        order._portal_ensure_token()
        return order

    def test_states(self):
        steps = ["Approved", "Being repaired", "Repaired"]
        entry = self._entry(self.repair)
        self.assertEqual(entry.title, "Your repair")
        self.assertEqual(entry.number, self.repair.name)
        self.assertEqual(entry.badge, "Waits for the workshop")
        self.assertEqual((entry.steps, entry.current), (steps, "Approved"))
        self.assertIn("1 Desk lamp", entry.facts)
        self.assertFalse(entry.actions or entry.papers)
        self.repair.action_repair_start()
        entry = self._entry(self.repair)
        self.assertEqual((entry.badge, entry.current), ("Being repaired",) * 2)
        self.repair.action_repair_end()
        entry = self._entry(self.repair)
        self.assertEqual((entry.badge, entry.current), ("Repaired", "Repaired"))
        self.assertEqual(entry.reached, steps)

    def test_cancelled(self):
        self._quote().state = "sent"
        self.repair.action_repair_cancel()
        entry = self._entry(self.repair)
        self.assertEqual((entry.badge, entry.steps), ("Cancelled", []))
        self.assertFalse(entry.actions)
        self.assertNotIn("Quotation", entry.text)

    def test_serial_number_and_warranty(self):
        self.repair.under_warranty = True
        self.assertIn(
            "Free of charge: it is under warranty.", self._entry(self.repair).facts
        )
        lot = self._new_lot(self.serial_product, "SN-77")
        repair = self._make_use_product_repairs(
            product_id=self.serial_product, lot_id=lot
        )
        self.assertIn("Serial number: SN-77", self._entry(repair).facts)

    def test_quotation_that_was_not_sent(self):
        order = self._quote()
        self.assertEqual(order.state, "draft")
        self.assertNotIn(order.name, self._entry(self.repair).text)

    def test_quotation_to_accept(self):
        order = self._quote()
        order.state = "sent"
        entry = self._entry(self.repair)
        self.assertIn(f"Quotation {order.name} waits for your answer.", entry.facts)
        name = "Read and accept the quotation"
        self.assertEqual(entry.actions, {name: f"/my/orders/{order.id}"})
        # Accepted on the standard page of orders.
        self._login(self.buyer)
        page = self._get(entry.actions[name])
        self.assertIn(f"/my/orders/{order.id}/accept", page.text)
        # The link of the ticket accepts nothing: it does not even lead there.
        entry = self._entry_by_link(self.repair)
        self.assertIn("log in, or use the link in its own email", entry.text)
        self.assertFalse(entry.actions)
        self._login()
        page = self._get(f"/my/orders/{order.id}", access_token=self.token)
        self.assertNotIn(order.name, page.text)

    def test_accepted(self):
        order = self._quote()
        order.action_confirm()
        entry = self._entry(self.repair)
        self.assertIn(f"Quotation {order.name} is accepted.", entry.facts)
        self.assertEqual(
            entry.actions, {f"Order {order.name}": f"/my/orders/{order.id}"}
        )

    def test_quotation_of_somebody_else(self):
        order = self._quote()
        order.partner_id = self.other_customer
        order.state = "sent"
        self.assertNotIn(order.name, self._entry(self.repair).text)
