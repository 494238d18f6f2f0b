# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

import pytz
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_queries import QueryCounter
from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestRulesWindow(QueryCounter, ReturnCommon):
    """Until when something is taken back: product, nearest category, company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.lamps, cls.desk_lamps = categories = cls.env[
            "product.category"
        ].create([{"name": "Shop"}, {"name": "Lamps"}, {"name": "Desk lamps"}])
        cls.lamps.parent_id = cls.shop
        cls.desk_lamps.parent_id = cls.lamps
        cls.categories = categories
        cls.product.categ_id = cls.desk_lamps
        cls.move = cls.delivery.move_ids
        cls.move.date = datetime(2026, 3, 1, 12)
        cls.customer.tz = cls.contact.tz = "UTC"

    def _get_rule(self, product=None):
        product = product or self.product
        return product._return_get_rules(self.company)[product]

    def _get_late(self, now, move=None):
        move = move or self.move
        with freeze_time(now):
            return move._return_get_late(self.company, self.customer).get(move)

    def test_nothing_is_entered(self):
        rule = self._get_rule()
        self.assertEqual((rule.days, rule.is_final, rule.source), (0, False, None))
        self.assertFalse(self._get_late("2036-01-01"))
        with freeze_time("2036-01-01"):
            self.assertFalse(self._open().after_sales_notice)

    def test_the_nearest_counts(self):
        for record, days in (
            (self.company, 14),
            (self.shop, 20),
            (self.desk_lamps, 30),
            (self.product, 60),
        ):
            with self.subTest(record):
                record.return_window_days = days
                rule = self._get_rule()
                self.assertEqual((rule.days, rule.source), (days, record))
        # 0 inherits again.
        self.product.return_window_days = 0
        self.desk_lamps.return_window_days = 0
        self.assertEqual(self._get_rule().source, self.shop)

    def test_product_without_category(self):
        self.company.return_window_days = 14
        self.product.categ_id = False
        self.assertEqual(self._get_rule().days, 14)

    def test_company_that_sold(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "return_window_days": 7}
        )
        rules = self.product._return_get_rules(branch)
        self.assertEqual(rules[self.product].source, branch)
        self.assertFalse(self._get_rule().source)

    def test_final_sale_of_any(self):
        for record in (*self.categories, self.product):
            with self.subTest(record):
                record.is_final_sale = True
                rule = self._get_rule()
                self.assertTrue(rule.is_final)
                self.assertEqual(rule.source, record)
                record.is_final_sale = False
        self.assertFalse(self._get_rule().is_final)

    def test_no_window_may_be_negative(self):
        for record in (self.company, self.shop, self.product):
            with (
                self.subTest(record),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                record.return_window_days = -1
                self.env.flush_all()

    def test_a_window_beyond_all_days(self):
        self.product.return_window_days = 2**31 - 1
        rule = self._get_rule()
        self.assertEqual(rule.get_last_day(self.move.date, pytz.utc), date.max)
        self.assertFalse(self._get_late("2036-01-01"))

    # ------------------------------------------------------------------
    # Days
    # ------------------------------------------------------------------

    def test_the_last_day_is_one_of_them(self):
        self.company.return_window_days = 14
        self.assertFalse(self._get_late("2026-03-15 23:59:59"))
        late = self._get_late("2026-03-16 00:00:00")
        self.assertEqual((late.last_day, late.days_over), (date(2026, 3, 15), 1))
        self.assertEqual(
            late.get_reason(self.env), "Returnable until 03/15/2026: 1 day over"
        )
        late = self._get_late("2026-04-05")
        self.assertEqual(
            late.get_reason(self.env), "Returnable until 03/15/2026: 21 days over"
        )

    def test_days_are_those_of_the_customer(self):
        self.company.return_window_days = 14
        # In Auckland it was the second of March already.
        self.customer.tz = "Pacific/Auckland"
        self.assertFalse(self._get_late("2026-03-16 10:59:59"))
        late = self._get_late("2026-03-16 11:00:00")
        self.assertEqual((late.last_day, late.days_over), (date(2026, 3, 16), 1))
        # In Los Angeles it still was the day before.
        self.move.date = datetime(2026, 3, 1, 7)
        self.customer.tz = "America/Los_Angeles"
        self.assertFalse(self._get_late("2026-03-15 06:59:59"))
        self.assertEqual(
            self._get_late("2026-03-15 07:00:00").last_day, date(2026, 3, 14)
        )

    def test_days_are_those_of_the_company_of_a_customer_without_time_zone(self):
        self.company.return_window_days = 14
        self.customer.tz = self.contact.tz = False
        self.company.partner_id.tz = "Pacific/Auckland"
        self.assertEqual(self._get_late("2026-03-17").last_day, date(2026, 3, 16))
        # A contact without one has that of their company.
        self.customer.tz = "UTC"
        with freeze_time("2026-03-17"):
            late = self.move._return_get_late(self.company, self.contact)[self.move]
        self.assertEqual(late.last_day, date(2026, 3, 15))

    def test_final_sale_is_late_at_once(self):
        self.product.is_final_sale = True
        late = self._get_late("2026-03-01 12:00:00")
        self.assertTrue(late.is_final)
        self.assertEqual(
            late.get_reason(self.env), "Final sale: Desk lamp is not taken back"
        )
        self.product.is_final_sale = False
        self.lamps.is_final_sale = True
        self.assertEqual(
            self._get_late("2026-03-01 12:00:00").get_reason(self.env),
            "Final sale: what is of the category Shop / Lamps is not taken back",
        )

    def test_only_what_was_delivered(self):
        self.product.is_final_sale = True
        open_move = self._new_order().picking_ids.move_ids
        late = (open_move + self.move)._return_get_late(self.company, self.customer)
        self.assertEqual(list(late), [self.move])

    def test_popup_says_so(self):
        self.assertFalse(self._open().after_sales_notice)
        self.company.return_window_days = 14
        with freeze_time("2026-03-20"):
            self.assertIn(
                "Desk lamp: Returnable until 03/15/2026: 5 days over.",
                self._open().after_sales_notice,
            )
            # It says so only.
            self.assertTrue(self._return())

    def test_as_the_plain_agent(self):
        self.company.return_window_days = 14
        moves = self.move.with_user(self.agent)
        with freeze_time("2026-03-20"):
            late = moves._return_get_late(self.company, self.customer)
        self.assertEqual(list(late), [moves])

    def test_queries(self):
        self.company.return_window_days = 14
        products = self.product

        def ask():
            return products.with_user(self.agent)._return_get_rules(self.company)

        ask()
        __, few = self._count(ask)
        for index in range(12):
            category = self.env["product.category"].create(
                {
                    "name": f"Category {index}",
                    "parent_id": self.categories[index % 3].id,
                }
            )
            products |= self._new_product(f"Lamp {index}", categ_id=category.id)
        __, many = self._count(ask)
        self.assertLessEqual(many, few)
        self.assertLessEqual(few, 5)
