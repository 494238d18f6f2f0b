# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import date, timedelta
from pathlib import Path

from odoo.tests import tagged
from odoo.tools.misc import file_path

from ..models.helpdesk_after_sales_date import format_date, to_solar_hijri
from .common_persian import ADDON, load_persian
from .common_repairs import RepairCommon


@tagged("post_install", "-at_install")
class TestDate(RepairCommon):
    """One calendar on a screen: in Persian the one of the web client's fields."""

    def test_solar_hijri(self):
        # As browsers show them; the first and last day of years, leap ones, too.
        for day, expected in (
            (date(1979, 2, 11), (1357, 11, 22)),
            (date(2000, 2, 29), (1378, 12, 10)),
            (date(2021, 3, 20), (1399, 12, 30)),
            (date(2021, 3, 21), (1400, 1, 1)),
            (date(2024, 3, 19), (1402, 12, 29)),
            (date(2024, 3, 20), (1403, 1, 1)),
            (date(2025, 3, 20), (1403, 12, 30)),
            (date(2025, 3, 21), (1404, 1, 1)),
            (date(2026, 9, 22), (1405, 6, 31)),
            (date(2026, 9, 23), (1405, 7, 1)),
            (date(2026, 11, 24), (1405, 9, 3)),
        ):
            self.assertEqual(to_solar_hijri(day), expected)

    def test_no_day_is_left_out(self):
        day, last = date(1990, 1, 1), None
        while day.year < 2060:
            found = to_solar_hijri(day)
            if last and found != (last[0], last[1], last[2] + 1):
                following = (
                    (last[0], last[1] + 1, 1) if last[1] < 12 else (last[0] + 1, 1, 1)
                )
                self.assertEqual(found, following)
            day, last = day + timedelta(1), found

    def test_by_language(self):
        day = date(2026, 11, 24)
        english = self.env(context={"lang": "en_US"})
        self.assertEqual(format_date(english, day), "11/24/2026")
        load_persian(self.env)
        persian = self.env(context={"lang": "fa_IR"})
        self.assertEqual(format_date(persian, day), "3 آذر 1405")
        self.assertEqual(format_date(persian, False), "")

    def test_nothing_of_ours_writes_the_other_calendar(self):
        for folder in ("models", "wizard"):
            for path in Path(file_path(f"{ADDON}/{folder}")).rglob("*.py"):
                if path.name != "helpdesk_after_sales_date.py":
                    imports = re.findall(
                        r"from odoo\.tools.* import .*", path.read_text()
                    )
                    self.assertNotIn("format_date", " ".join(imports), path)
