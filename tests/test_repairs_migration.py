# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo.modules.module import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.sql import create_column

SCRIPT = "helpdesk_mgmt_after_sales/migrations/19.0.2.0.0/post-warranty.py"


@tagged("post_install", "-at_install")
class TestRepairsMigration(TransactionCase):
    """Warranties in months, as they were until 19.0.1, are not lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = load_script(file_path(SCRIPT), "post-warranty")

    def _migrate(self, months, **values):
        """Update a product as it was in the old database.

        :param months: the old field's value, or None
        :return: number and unit
        """
        product = self.env["product.template"].create({"name": "Desk lamp", **values})
        product.flush_recordset()
        self.env.cr.execute(
            "UPDATE product_template SET warranty_months = %s WHERE id = %s",
            [months, product.id],
        )
        self.script.migrate(self.env.cr, "19.0.1.0.0")
        product.invalidate_recordset()
        return product.warranty, product.warranty_type

    def test_months_become_a_warranty_in_months(self):
        create_column(self.env.cr, "product_template", "warranty_months", "int4")
        self.assertEqual(self._migrate(24), (24, "month"))
        self.assertEqual(self._migrate(12, active=False), (12, "month"))

    def test_none_stays_none(self):
        create_column(self.env.cr, "product_template", "warranty_months", "int4")
        self.assertEqual(self._migrate(0), (0, "day"))
        self.assertEqual(self._migrate(None), (0, "day"))
        # What product_warranty already knew.
        own = {"warranty": 2, "warranty_type": "year"}
        self.assertEqual(self._migrate(0, **own), (2, "year"))

    def test_ours_replaces_what_product_warranty_knew_and_says_so(self):
        create_column(self.env.cr, "product_template", "warranty_months", "int4")
        own = {"warranty": 2, "warranty_type": "year"}
        # By number: Odoo gives its name to another level, too.
        with self.assertLogs("post-warranty", logging.INFO) as logs:
            self.assertEqual(self._migrate(12, **own), (12, "month"))
        self.assertIn("12 month(s) replaces that of 2 year(s)", logs.output[0])

    def test_database_without_the_old_field_updates(self):
        self.script.migrate(self.env.cr, "19.0.1.0.0")
