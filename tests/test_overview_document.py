# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestOverviewDocument(DocumentsCommon):
    """The rows of the overview: one a document, of the ticket's customer alone."""

    def _find(self, user=None, ticket=None):
        rows = self.env["helpdesk.after.sales.document"].with_user(user or self.agent)
        self.env.flush_all()
        rows.invalidate_model()
        return rows.search([("ticket_id", "=", (ticket or self.ticket).id)])

    def _get_row(self, document):
        return self._find().filtered(
            lambda row: (row.res_model, row.res_id) == (document._name, document.id)
        )

    def test_each_service_has_a_row(self):
        self._make_documents()
        rows = self._find()
        services = self.ticket._after_sales_services()
        self.assertEqual(set(rows.mapped("service")), set(services))
        # Of an exchange both transfers have one.
        self.assertEqual(len(rows), len(services) + 1)
        self.assertEqual(len(set(rows.ids)), len(rows))
        self.assertEqual(rows.ticket_id, self.ticket)
        self.assertEqual(rows.company_id, self.company)
        self.assertEqual(rows.maker_id, self.agent)
        self.assertEqual(rows.mapped("date"), sorted(rows.mapped("date"), reverse=True))

    def test_what_a_row_says(self):
        self._make_documents()
        credit_note = self.ticket.draft_credit_note_ids
        credit_note.action_post()
        values = self._get_row(credit_note)
        self.assertRecordValues(
            values,
            [
                {
                    "name": credit_note.name,
                    "product_id": self.product.id,
                    "quantity": 1.0,
                    "uom_id": self.product.uom_id.id,
                    "amount": credit_note.amount_total,
                    "state": "done",
                    "partner_id": self.customer.id,
                }
            ],
        )
        back = self.ticket.return_ids.filtered("return_id")
        self.assertRecordValues(
            self._get_row(back),
            [{"product_id": self.product.id, "quantity": 1.0, "state": "open"}],
        )
        repair = self.ticket.repair_ids
        self.assertRecordValues(
            self._get_row(repair),
            [{"product_id": self.product.id, "quantity": 1.0, "state": "open"}],
        )

    def test_amount_is_in_the_companys_currency(self):
        currency = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "T",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 4.0})],
            }
        )
        self.invoice = self._new_invoice(currency_id=currency.id)
        form = self._popup(invoices=self.invoice)
        self._reverse(form)
        self.assertEqual(self._find().amount, 100.0)
        line = self.ticket.after_sales_get_overview()["documents"][0]
        self.assertIn("400.00", line["amount"])

    def test_quantity_is_in_the_products_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        credit_note = self._new_invoice(
            [(self.product, 1, {"product_uom_id": dozen.id}), (self.product, 3)],
            move_type="out_refund",
            post=False,
        )
        fee = {"name": "Fee", "quantity": 1, "price_unit": 5}
        credit_note.invoice_line_ids = [Command.create(fee)]
        credit_note.helpdesk_ticket_id = self.ticket
        self.assertRecordValues(
            self._get_row(credit_note),
            [
                {
                    "product_id": self.product.id,
                    "quantity": 15.0,
                    "uom_id": self.product.uom_id.id,
                }
            ],
        )

    def test_product_of_several_is_none(self):
        self._reverse(self._popup(invoices=self.invoice))
        row = self._find()
        self.assertFalse(row.product_id)
        self.assertFalse(row.quantity)
        self.assertEqual(row.summary, "Refund of 3 Desk lamp, 1 Coffee machine")

    def test_state_is_the_same_in_sql_and_in_python(self):
        self._make_documents(3)
        for service in self.ticket._after_sales_services().values():
            documents = self.ticket[service.documents]
            documents.browse().check_access("read")
        self.ticket.draft_credit_note_ids[0].action_post()
        self.ticket.draft_credit_note_ids[0].button_cancel()
        self._redeem(self.ticket.coupon_ids[0], self._new_order(confirm=False))
        self.ticket.coupon_ids[1].action_coupon_revoke()
        self._receive(self.ticket.return_ids.filtered("return_id")[0])
        self.ticket.return_ids.filtered("return_id")[1].action_cancel()
        self.ticket.repair_ids[0].action_repair_start()
        self.ticket.repair_ids[0].action_repair_end()
        self.ticket.repair_ids[1].action_repair_cancel()
        self._plan()
        done, cancelled, archived, __ = visits = self.ticket.fsm_task_ids
        done.state = "1_done"
        cancelled.state = "1_canceled"
        (done | cancelled | archived).active = False
        rows = self._find()
        documents = rows._get_documents()
        states = {
            documents[row.id]: row.state for row in rows if row.service == "use_fsm"
        }
        self.assertEqual(
            [states[visit] for visit in visits],
            ["done", "cancelled", "cancelled", "open"],
        )
        self.assertEqual(
            rows.mapped("state"),
            [documents[row.id]._after_sales_get_common_state() for row in rows],
        )
        found = {(row.service, row.state) for row in rows}
        for service in self.ticket._after_sales_services():
            self.assertIn((service, "done"), found)
            self.assertIn((service, "cancelled"), found)

    def test_expired_coupon_is_cancelled(self):
        self._make_coupon()
        self.ticket.coupon_ids.expiration_date = "2020-01-01"
        row = self._find()
        self.assertEqual((row.state, row.state_label), ("cancelled", "Expired"))

    # ------------------------------------------------------------------
    # What has no row
    # ------------------------------------------------------------------

    def test_what_is_not_the_customers_has_none(self):
        self._make_documents()
        rows = self._find()
        invoice = self._new_invoice(partner_id=self.other_customer.id)
        bill = self._new_invoice(move_type="in_refund", post=False)
        stranger = invoice._reverse_moves()
        (invoice | bill | stranger).helpdesk_ticket_id = self.ticket
        self.delivery.copy({"partner_id": self.other_customer.id}).write(
            {"helpdesk_ticket_id": self.ticket.id, "sale_id": False}
        )
        foreign = {"partner_id": self.other_customer.id}
        for copied in (
            self.ticket.repair_ids.copy(foreign),
            self.ticket.fsm_task_ids.copy(foreign),
            self.program.coupon_ids.create({"program_id": self.program.id, **foreign}),
        ):
            copied.write({"helpdesk_ticket_id": self.ticket.id, **foreign})
        self.assertEqual(self._find(), rows)

    def test_another_customer_has_nothing_of_it(self):
        self._make_documents()
        self.ticket.partner_id = self.other_customer
        self.assertFalse(self._find())
        self.ticket.partner_id = self.contact
        self.assertTrue(self._find())

    def test_another_company_has_nothing_of_it(self):
        self._reverse(self._popup())
        other = self.env["res.company"].create({"name": "Other"})
        self.ticket.company_id = other
        self.assertFalse(self._find(user=self.env.user))

    # ------------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------------

    def test_access_follows_the_ticket(self):
        self._make_documents()
        rows = self._find()
        self.ticket.user_id = self.manager
        self.ticket.team_id = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        self.assertFalse(self._find())
        self.assertFalse(self._find(user=self.agent_team))
        self.assertEqual(self._find(user=self.agent_all).ids, rows.ids)
        for user in (self.agent, self.outsider):
            with (
                self.subTest(user.login),
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                rows.with_user(user).read(["name"])
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                rows[0].with_user(user).action_open()
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                self.ticket.with_user(user).after_sales_get_overview()

    def test_nobody_writes_it(self):
        self._make_coupon()
        rows = self._find(user=self.manager)
        for operation in ("create", "write", "unlink"):
            self.assertFalse(rows.has_access(operation))

    def test_archived_ticket_still_counts(self):
        self._make_coupon()
        self.ticket.active = False
        self.assertTrue(self._find())

    def test_every_row_opens(self):
        self._make_documents()
        for row in self._find():
            action = row.action_open()
            document = self.env[action["res_model"]].with_user(self.agent)
            self.assertTrue(document.browse(action["res_id"]).has_access("read"))
