# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common_repairs import WarrantyCommon


@tagged("post_install", "-at_install")
class TestRepairsWarrantyPeriod(WarrantyCommon):
    """How long a warranty lasts is the product's to say."""

    @freeze_time("2026-03-10 12:00:00")
    def test_period_in_each_unit(self):
        delivery = self._delivered("2024-02-29 10:00:00")
        for duration, unit, until, covered in (
            (741, "day", "03/11/2026", True),
            (740, "day", "03/10/2026", True),
            (739, "day", "03/09/2026", False),
            (106, "week", "03/12/2026", True),
            (105, "week", "03/05/2026", False),
            (25, "month", "03/29/2026", True),
            (24, "month", "02/28/2026", False),
            (3, "year", "02/28/2027", True),
            (2, "year", "02/28/2026", False),
        ):
            with self.subTest(duration=duration, unit=unit):
                self.product.write({"warranty": duration, "warranty_type": unit})
                self._assert_warranty(
                    f"Warranty until {until} (delivered 02/29/2024 with "
                    f"{delivery.name})" + ("" if covered else ": expired"),
                    covered,
                    product_id=self.product,
                )

    def test_ticket_line_follows_the_period_of_the_product(self):
        ticket = self.ticket.with_user(self.agent)
        with freeze_time("2026-01-31 12:00:00"):
            delivery = self._delivered("2026-01-31 10:00:00")
            self.ticket.product_id = self.product
            for values, until in (
                ({}, "01/31/2028"),
                ({"warranty_type": "week"}, "07/18/2026"),
                ({"warranty": 1}, "02/07/2026"),
                ({"warranty_type": "month"}, "02/28/2026"),
            ):
                self.product.write(values)
                self.assertEqual(
                    ticket.warranty_info,
                    f"Warranty until {until} (delivered 01/31/2026 with "
                    f"{delivery.name})",
                )

    def test_zero_and_less_are_no_period(self):
        self._delivered("2026-01-10 10:00:00")
        for duration in (0, -1):
            for unit in ("day", "week", "month", "year"):
                self.product.write({"warranty": duration, "warranty_type": unit})
                self._assert_warranty(
                    "Warranty unknown: Desk lamp has no warranty period.",
                    False,
                    product_id=self.product,
                )

    def test_period_longer_than_any_date_lasts_to_the_last_one(self):
        delivery = self._delivered("2026-01-10 10:00:00")
        for unit in ("day", "week", "month", "year"):
            self.product.write({"warranty": 2**31 - 1, "warranty_type": unit})
            self._assert_warranty(
                "Warranty until 12/31/9999 (delivered 01/10/2026 with "
                f"{delivery.name})",
                True,
                product_id=self.product,
            )

    @freeze_time("2026-06-01 12:00:00")
    def test_product_tells_when_and_by_what(self):
        delivery = self._delivered("2025-01-10 10:00:00")
        product = self.product.with_user(self.agent)
        ticket = self.ticket.with_user(self.agent)
        warranty = product._repair_get_warranty(
            ticket, ticket.partner_id, self.env["stock.lot"]
        )
        self.assertEqual(
            warranty,
            (
                "Warranty until 01/10/2027 (delivered 01/10/2025 with "
                f"{delivery.name})",
                True,
                date(2025, 1, 10),
                date(2027, 1, 10),
                delivery.move_ids,
            ),
        )
        unknown = self.part._repair_get_warranty(
            ticket, ticket.partner_id, self.env["stock.lot"]
        )
        self.assertFalse(unknown.covered or unknown.until or unknown.move)
