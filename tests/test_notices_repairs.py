# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_notices import NoticeCase
from .common_repairs import RepairCommon


@tagged("post_install", "-at_install")
class TestNoticesRepairs(NoticeCase, RepairCommon):
    """The customer is told that their product will be, and is, repaired."""

    STEPS = ("repair_confirmed", "repair_done", "repair_ready")

    def _end(self, repair):
        self._flush_tracking()
        worker = self._new_user("repairer", "stock.group_stock_user")
        repair = repair.with_user(worker)
        repair.action_repair_start()
        repair.action_repair_end()
        self._flush_tracking()
        return repair

    def test_confirmed_in_the_popup(self):
        self._switch(*self.STEPS)
        repair = self._repair(product_id=self.product)
        mail = self._get_mails()
        self._assert_told(mail, self.customer)
        self.assertIn("Desk lamp", mail.body)
        self.assertIn(repair.name, mail.subject)
        self.assertEqual(self._get_sent(repair), ["repair_confirmed"])
        repair.action_repair_cancel()
        self.assertEqual(self._get_mails(), mail)

    def test_confirmed_later(self):
        self._switch(*self.STEPS)
        popup = self._open(product_id=self.product).save()
        popup.action_save()
        self.assertFalse(self._get_mails())
        repair = self.env["repair.order"].browse(popup.sudo().repair_id.id)
        repair._action_repair_confirm()
        self.assertEqual(self._get_sent(repair), ["repair_confirmed"])

    def test_ready_says_that_it_is_done(self):
        self._switch(*self.STEPS)
        repair = self._repair(product_id=self.product)
        self._end(repair)
        self.assertEqual(self._get_sent(repair), ["repair_confirmed", "repair_ready"])
        self._assert_told(self._get_mails()[-1], self.customer)
        self.assertIn("picked up", self._get_mails()[-1].body)

    def test_done_only(self):
        self._switch("repair_done")
        repair = self._repair(product_id=self.product)
        self._end(repair)
        self.assertEqual(self._get_sent(repair), ["repair_done"])

    def test_not_ready_while_the_customer_has_it(self):
        self._switch(*self.STEPS)
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.warehouse.lot_stock_id, 5
        )
        delivery = self._deliver(self._new_order())
        back = self._return(delivery, receive=False)
        repair = self._repair(product_id=self.product, picking_id=back)
        self._end(repair)
        self.assertEqual(self._get_sent(repair), ["repair_confirmed", "repair_done"])
