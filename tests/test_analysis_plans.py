# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import tagged

from .common_analysis import AnalysisCommon
from .common_documents import DocumentPlans


@tagged("post_install", "-at_install")
class TestAnalysisPlans(DocumentPlans, AnalysisCommon):
    """The analysis enters by the ticket, or by what has one, never reads all papers."""

    def _fill(self):
        """Make thousands of papers without ticket beside those of a few.

        :return: a document of each table
        :rtype: dict
        """
        documents = self._copy_documents()
        ticket = self.ticket
        for line in (
            ticket.draft_credit_note_ids.invoice_line_ids[0],
            ticket.return_ids.move_ids[0],
        ):
            parent = "move_id" if line._name == "account.move.line" else "picking_id"
            values = {parent: line[parent].copy().id}
            self._copy_rows(line, values)
        return documents

    def test_figures(self):
        documents = self._fill()
        rows = self.env["helpdesk.after.sales.report"]
        aggregates = ["document_count:count_distinct", "amount:sum", "days_to_end:avg"]

        def of_ticket():
            return rows.with_user(self.agent)._read_group(
                [("ticket_id", "=", self.ticket.id)], ["service"], aggregates
            )

        indexes = [f"{table}__helpdesk_ticket_id_index" for table in documents]
        plans = self._assert_indexed(of_ticket, *indexes, tables=("account_move",))
        for plan in plans:
            for table in documents:
                self.assertNotIn(f"Seq Scan on {table} ", plan)

        def of_all():
            return rows.with_user(self.manager)._read_group([], ["service"], aggregates)

        of_all()
        self.env.flush_all()
        # Of all tickets; but only of papers that have one.
        for plan in self._get_plans(of_all, ("account_move",)):
            for table in ("account_move_line", "stock_move"):
                self.assertNotIn(f"Seq Scan on {table} ", plan)

    def test_deliveries_of_a_time(self):
        self._copy_rows(self.delivery.move_ids[0], {"date": "2020-01-01"})
        report = self.env["helpdesk.after.sales.product.report"]

        def of_time():
            start = fields.Datetime.subtract(fields.Datetime.now(), months=3)
            return report.with_user(self.manager)._read_group(
                [("date", ">=", start)], ["product_id"], ["return_rate:avg"]
            )

        dashboard = self.env["helpdesk.after.sales.report"].with_user(self.manager)
        for ask, reads_invoices in (
            (of_time, True),
            (lambda: dashboard.get_dashboard("30_days"), False),
        ):
            ask()
            plans = self._get_plans(ask, ("stock_move",))
            by_date = [x for x in plans if "stock_move__date_index" in x]
            self.assertTrue(by_date)
            self.assertEqual(
                any("account_move invoice" in x for x in plans), reads_invoices
            )
