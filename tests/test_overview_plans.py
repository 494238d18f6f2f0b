# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_documents import DocumentPlans, DocumentsCommon


@tagged("post_install", "-at_install")
class TestOverviewPlans(DocumentPlans, DocumentsCommon):
    """The rows of one ticket are found by an index in each branch."""

    def _assert_nothing_whole(self, plans, documents):
        for plan in plans:
            for table in documents:
                self.assertNotIn(f"Seq Scan on {table} ", plan)

    def test_rows_of_a_ticket(self):
        documents = self._copy_documents()
        ticket = self.ticket
        rows = self.env["helpdesk.after.sales.document"].with_user(self.agent)

        def find():
            self.assertEqual(
                len(rows.search([("ticket_id", "=", ticket.id)])), 1 + len(documents)
            )

        plans = self._assert_indexed(
            find,
            *[f"{table}__helpdesk_ticket_id_index" for table in documents],
            tables=("account_move",),
        )
        self._assert_nothing_whole(plans, documents)

    def test_filters_and_icons_of_a_list(self):
        """However many tickets there are: few documents have one."""
        documents = self._copy_documents()
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        for switch, service in tickets._after_sales_services().items():
            table = self.env[tickets._fields[service.documents].comodel_name]._table
            with self.subTest(switch):
                plans = self._assert_indexed(
                    lambda switch=switch: self._find_open(tickets, switch),
                    f"{table}__helpdesk_ticket_id_index",
                    tables=("helpdesk_ticket",),
                )
                self._assert_nothing_whole(plans, documents)

    def _find_open(self, tickets, switch):
        found = tickets.web_search_read(
            [("after_sales_open_service", "=", switch)], {"after_sales_icons": {}}
        )
        self.assertIn(self.ticket.id, [x["id"] for x in found["records"]])
