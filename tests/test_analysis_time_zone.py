# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo import fields
from odoo.tests import tagged

from .common_analysis import AnalysisCommon

# Its day is not the one of its midnight in UTC, to the west and to the east.
ZONES = ("America/New_York", "Asia/Tehran", "Pacific/Kiritimati", "UTC", False)


@tagged("post_install", "-at_install")
class TestAnalysisTimeZone(AnalysisCommon):
    """An invoice has a day and no time: it is that day for whoever reads of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls._new_product("Lamp of days")
        invoice = cls._new_invoice([(cls.lamp, 2)], post=False)
        invoice.invoice_date = "2026-03-01"
        invoice.action_post()
        cls.lamp_invoice = invoice

    def _make_credit_note(self):
        """Post a credit note of the first of March, 9 days after its ticket."""
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = '2026-02-20' WHERE id = %s",
            [self.ticket.id],
        )
        self.ticket.invalidate_recordset()
        credit_note = self._refund(invoice=self.lamp_invoice, post=False)
        credit_note.invoice_date = "2026-03-01"
        credit_note.action_post()
        self.env.flush_all()
        return credit_note

    def _assert_day(self, model, domain, name):
        """Assert that what is found is of the first of March for who reads it."""
        for zone in ZONES:
            report = self.env[model].with_user(self.manager).with_context(tz=zone)
            rows = report.search(domain)
            self.assertTrue(rows)
            for row in rows:
                time = fields.Datetime.context_timestamp(row, row[name])
                self.assertEqual(time.date(), date(2026, 3, 1), zone)
            for step in ("day", "month"):
                groups = report._read_group(domain, [f"{name}:{step}"])
                self.assertEqual(groups, [(datetime(2026, 3, 1),)], zone)

    def test_credit_note(self):
        self._make_credit_note()
        domain = [("ticket_id", "=", self.ticket.id)]
        self._assert_day("helpdesk.after.sales.report", domain, "date_end")

    def test_days_to_the_end_are_those_of_the_calendar(self):
        self._make_credit_note()
        for zone in ZONES:
            self.agent = self.agent.with_context(tz=zone)
            rows = self._find()
            self.assertEqual(rows.mapped("days_to_end"), [9.0], zone)
            self.assertEqual(self._sum("days_to_end:avg"), 9.0, zone)

    def test_product_returns(self):
        self._make_credit_note()
        domain = [("product_id", "=", self.lamp.id)]
        self._assert_day("helpdesk.after.sales.product.report", domain, "date")

    def test_zone_that_there_is_not(self):
        self._make_credit_note()
        report = self.env["helpdesk.after.sales.report"].with_user(self.agent)
        for zone in ("Moon", 7, ["UTC"]):
            row = report.with_context(tz=zone).search(
                [("ticket_id", "=", self.ticket.id)]
            )
            self.assertEqual(row.date_end, datetime(2026, 3, 1))
