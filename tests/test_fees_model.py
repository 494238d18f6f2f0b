# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_fees import FeeCommon


@tagged("post_install", "-at_install")
class TestFeesModel(FeeCommon):
    def _get_fee(self, product=None, reason=None):
        product = product or self.product
        fees = self.env["helpdesk.after.sales.restocking.fee"]
        reason = self.reason.browse() if reason is None else reason
        return fees._get_applying(product, self.company, reason).get(product)

    def test_nearest_category_wins(self):
        self.assertIsNone(self._get_fee())
        of_all = self._new_fee(percent=5)
        self.assertEqual(self._get_fee(), of_all)
        of_lighting = self._new_fee(percent=10, categ_id=self.lighting.id)
        self.assertEqual(self._get_fee(), of_lighting)
        self.assertEqual(self._get_fee(self.serial_product), of_all)
        of_lamps = self._new_fee(amount=7, categ_id=self.lamps.id)
        self.assertEqual(self._get_fee(), of_lamps)
        # A category without a fee, though others have one.
        of_lamps.amount = 0
        self.assertIsNone(self._get_fee())

    def test_of_a_category_the_reasons_own_wins(self):
        of_lamps = self._new_fee(percent=10, categ_id=self.lamps.id)
        for_reason = self._new_fee(percent=20, reason_id=self.reason.id)
        self.assertEqual(self._get_fee(reason=self.reason), of_lamps)
        both = self._new_fee(
            percent=30, reason_id=self.reason.id, categ_id=self.lamps.id
        )
        self.assertEqual(self._get_fee(reason=self.reason), both)
        self.assertEqual(self._get_fee(), of_lamps)
        self.assertEqual(self._get_fee(self.serial_product, self.reason), for_reason)
        self.assertIsNone(self._get_fee(self.serial_product))

    def test_of_the_companys_own_only(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self._new_fee(percent=5, company_id=other.id)
        self.assertIsNone(self._get_fee())

    @mute_logger("odoo.sql_db")
    def test_bad_values(self):
        self._new_fee(percent=5)
        for values in (
            {"percent": 100.01, "categ_id": self.lamps.id},
            {"percent": -1, "categ_id": self.lamps.id},
            {"amount": -1, "categ_id": self.lamps.id},
            {"percent": 5},
        ):
            with (
                self.subTest(values),
                self.assertRaises(psycopg2.Error),
                self.env.cr.savepoint(),
            ):
                self._new_fee(**values)

    def test_name(self):
        fee = self._new_fee(
            percent=12.5, reason_id=self.reason.id, categ_id=self.lamps.id
        )
        self.assertEqual(
            fee.display_name, "12.5 %, Changed their mind, Lighting / Lamps"
        )
        self.assertIn("7.00", self._new_fee(amount=7).display_name)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_managers_write_and_agents_read(self):
        fee = self._new_fee(percent=5)
        fee.with_user(self.manager).percent = 6
        self.assertEqual(fee.with_user(self.agent).percent, 6)
        for user in (self.agent, self.agent_all):
            with self.assertRaises(AccessError):
                fee.with_user(user).percent = 0
            with self.assertRaises(AccessError):
                fee.with_user(user).unlink()
        with self.assertRaises(AccessError):
            fee.with_user(self.outsider).read(["percent"])
        other = self.env["res.company"].create({"name": "Other Ltd"})
        fee.company_id = other
        with self.assertRaises(AccessError):
            fee.with_user(self.manager).percent = 0
