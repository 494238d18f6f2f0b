# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_documents import DocumentsCommon
from .common_plans import QueryPlans


@tagged("post_install", "-at_install")
class TestOverviewPlans(QueryPlans, DocumentsCommon):
    """The rows of one ticket are found by an index in each branch."""

    def test_rows_of_a_ticket(self):
        self._make_documents()
        ticket = self.ticket
        documents = {}
        for service in ticket._after_sales_services().values():
            made = ticket[service.documents][:1] or ticket.draft_credit_note_ids
            documents[made._table] = made
        for made in documents.values():
            values = {"helpdesk_ticket_id": None}
            numbered = ["name"]
            if made._name == "loyalty.card":
                numbered = ["code"]
            self._copy_rows(made, values, numbered=numbered)
        self._copy_rows(ticket, {"user_id": None}, numbered=["number"])
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
        for plan in plans:
            for table in documents:
                self.assertNotIn(f"Seq Scan on {table} ", plan)
