# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..models.refunds.invoice_credits import InvoiceCredits
from .common_plans import QueryPlans
from .common_refunds import RefundCommon


@tagged("post_install", "-at_install")
class TestRefundsPlans(QueryPlans, RefundCommon):
    """Invoices and what credits them are looked up by indexes, among a million."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger"})
        cls.ticket.sale_order_ids = cls.order
        of_stranger = {
            "partner_id": cls.stranger.id,
            "commercial_partner_id": cls.stranger.id,
        }
        other_order = cls._new_order([(cls.product, 1)])
        cls._copy_rows(cls.invoice, of_stranger, numbered=["name"])
        cls._copy_rows(other_order, {"partner_id": cls.stranger.id})
        line_ids = cls._copy_rows(
            other_order.order_line,
            {"order_id": other_order.id, "order_partner_id": cls.stranger.id},
        )
        cls.other_invoice = cls._invoice(other_order)
        item_ids = cls._copy_rows(
            cls.other_invoice.invoice_line_ids, {"partner_id": cls.stranger.id}
        )
        cls._copy_rows(
            cls.ticket, {**of_stranger, "user_id": None}, numbered=["number"]
        )
        cls.env.cr.execute(
            """INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id)
            SELECT unnest(%s), unnest(%s)""",
            [line_ids, item_ids],
        )
        for table in ("sale_order_line_invoice_rel", "helpdesk_ticket_sale_order_rel"):
            cls.env.cr.execute(f"ANALYZE {table}")

    def test_one_invoice_of_an_agent(self):
        for user in (self.agent, self.agent_team, self.agent_all):
            with self.subTest(user.login):
                invoice = self.invoice.with_user(user)
                self._assert_indexed(
                    lambda invoice=invoice: invoice.read(["name"]),
                    "account_move_pkey",
                    tables=("account_move",),
                )

    def test_list_of_an_agent(self):
        for user in (self.agent, self.agent_team, self.agent_all):
            with self.subTest(user.login):
                invoices = self.env["account.move"].with_user(user)
                self._assert_indexed(
                    lambda invoices=invoices: invoices.search([], limit=80),
                    tables=("account_move",),
                )

    def test_credits_of_an_invoice(self):
        def find():
            taken = InvoiceCredits.of(self.invoice)[self.invoice]
            self.assertFalse(taken.notes)
            self.assertEqual(len(taken.left), 2)

        self._assert_indexed(
            find,
            "account_move_line__refunded_line_id_index",
            "account_move__reversed_entry_id_index",
            "sale_order_line_invoice_rel",
        )

    def test_invoices_that_the_popup_offers(self):
        ticket = self._new_ticket()

        def find():
            popup = self._popup(ticket=ticket)
            moves = self.env["account.move"].with_user(self.agent)
            offered = moves.search(popup.invoice_domain, limit=8)
            self.assertEqual(offered, self.invoice | self.other_invoice)

        self._assert_indexed(
            find, "account_move_refund_customer_idx", tables=("account_move",)
        )
