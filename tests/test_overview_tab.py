# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.overview.helpdesk_ticket import LISTED_DOCUMENTS
from .common_documents import DocumentsCommon
from .common_queries import QueryCounter


@tagged("post_install", "-at_install")
class TestOverviewTab(QueryCounter, DocumentsCommon):
    """What the tab After-Sales of a ticket says, and to whom."""

    def _ask(self, user=None):
        self.env.flush_all()
        self.env["helpdesk.after.sales.document"].invalidate_model()
        return self.ticket.with_user(user or self.agent).after_sales_get_overview()

    def _get_line(self, start, user=None):
        [line] = [
            line
            for line in self._ask(user)["documents"]
            if line["title"].startswith(start)
        ]
        return line

    def test_nothing_yet(self):
        self.assertEqual(
            self._ask(),
            {
                "headline": "Nothing was done for the customer yet.",
                "may_link": True,
                "total": 0,
                "documents": [],
                "hint": "The buttons at the top do it: Refunds, Coupons, Returns, "
                "Repairs, Field Service. What they make is listed here, with how far "
                "it is.",
                "has_tour": True,
            },
        )
        self.assertEqual(self.ticket.after_sales_document_count, 0)

    def test_each_service_says_what_it_did(self):
        self._make_documents()
        overview = self._ask()
        titles = sorted(line["title"] for line in overview["documents"])
        self.assertEqual(
            titles,
            [
                "Coupon: 10% on your order",
                "Refund of 1 Desk lamp",
                "Repair of 1 Desk lamp",
                "Replacement of 1 Desk lamp",
                "Return of 1 Desk lamp",
                f"Visit: {self.ticket.fsm_task_ids.name}",
            ],
        )
        self.assertEqual(
            {line["maker"] for line in overview["documents"]}, {self.agent.name}
        )
        self.assertIn("6 of 6 open: ", overview["headline"])
        self.assertEqual(self.ticket.after_sales_document_count, 6)

    def test_headline(self):
        self._make_coupon()
        back = self._return_one()
        headline = self._ask()["headline"]
        self.assertTrue(headline.startswith("2 of 2 open: "), headline)
        # Of one moment, in any order.
        self.assertIn(f"Return {back.display_name} (Expected)", headline)
        coupon = self.ticket.coupon_ids.display_name
        self.assertIn(f"Coupon {coupon} (Unused)", headline)
        self.ticket.coupon_ids.action_coupon_revoke()
        self.assertEqual(
            self._ask()["headline"], f"1 of 1 open: Return {back.name} (Expected)"
        )
        self._receive(back)
        self.assertEqual(self._ask()["headline"], "1 of 1 done.")

    def _return_one(self):
        popup = self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=self.delivery
        )
        with popup.product_return_moves.edit(0) as line:
            line.quantity = 1
        popup.save().action_create_returns()
        return self.ticket.return_ids

    def _pay(self, move, **values):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create(values)._create_payments()

    def test_payment_of_a_credit_note(self):
        self._pay(self.invoice)
        credit_note = self._reverse(self._popup(invoices=self.invoice))
        self.assertEqual(self._get_line("Refund")["state_label"], "Draft")
        credit_note.action_post()
        self.assertEqual(self._get_line("Refund")["state_label"], "Posted, to pay out")
        self._pay(credit_note, amount=100.0)
        self.assertEqual(
            self._get_line("Refund")["state_label"], "Posted, partly paid out"
        )
        self._pay(credit_note)
        self.assertEqual(self._get_line("Refund")["state_label"], "Posted, paid out")

    def test_credit_note_set_off_against_its_invoice_is_not_paid_out(self):
        credit_note = self._reverse(self._popup(invoices=self.invoice))
        credit_note.action_post()
        self.assertEqual(
            self._get_line("Refund")["state_label"],
            "Posted, set off against the invoice",
        )

    def test_new_invoice_stands_beside_its_credit_note(self):
        form = self._popup(user=self.accountant, invoices=self.invoice)
        form.save().modify_moves()
        credit_note = self.ticket.credit_note_ids
        invoice = credit_note.after_sales_new_invoice_ids
        self.assertRecordValues(
            invoice,
            [
                {
                    "move_type": "out_invoice",
                    "state": "draft",
                    "after_sales_origin_id": credit_note.id,
                    "helpdesk_ticket_id": False,
                }
            ],
        )
        related = self._get_line("Refund", self.accountant)["related"]
        self.assertEqual(
            [(record["res_model"], record["res_id"]) for record in related],
            [("account.move", self.invoice.id), ("account.move", invoice.id)],
        )
        # Agents do not read drafts of the customer: they are not told of it either.
        [related] = self._get_line("Refund")["related"]
        self.assertIn(self.invoice.name, related["name"])

    def test_exchange_stands_together(self):
        self._make_documents()
        back = self.ticket.return_ids.filtered("return_id")
        replacement = self.ticket.return_ids - back
        [beside] = self._get_line("Return")["related"]
        self.assertEqual(beside["name"], replacement.name)
        [beside] = self._get_line("Replacement")["related"]
        self.assertEqual(beside["name"], back.name)

    def test_return_and_quotation_of_a_repair_stand_beside_it(self):
        self._make_documents()
        repair = self.ticket.repair_ids
        repair.action_create_sale_order()
        repair.sale_order_id.action_confirm()
        self.assertEqual(
            [beside["name"] for beside in self._get_line("Repair")["related"]],
            [repair.picking_id.name, repair.sale_order_id.name],
        )

    def test_three_products_are_counted(self):
        third = self._new_product("Chair")
        invoice = self._new_invoice(
            [(self.product, 1), (self.serial_product, 2), (third, 1), (third, 2)]
        )
        self._reverse(self._popup(invoices=invoice))
        self.assertEqual(
            self._ask()["documents"][0]["title"],
            "Refund of 1 Desk lamp, 2 Coffee machine, 2 more",
        )

    def test_unit_is_named_unless_it_is_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._new_order(
            [(self.product, 1, {"product_uom_id": dozen.id, "price_unit": 1})]
        )
        self._reverse(self._popup(invoices=self._invoice(order)))
        self.assertEqual(
            self._ask()["documents"][0]["title"], "Refund of 1 Dozens Desk lamp"
        )

    def _vary(self):
        """Have each document be about a product of its own, and refunds be settled."""
        for line in (
            *self.ticket.draft_credit_note_ids.invoice_line_ids,
            *self.ticket.return_ids.move_ids,
            *self.ticket.repair_ids,
        ):
            # Not by the ORM: of what is confirmed the product does not change.
            self._write_row(line, product_id=self._new_product("Piece").id)
        refunds = self.ticket.draft_credit_note_ids
        refunds.action_post()
        self._pay(refunds)

    def _write_row(self, record, **values):
        record.env.flush_all()
        columns = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(record._table),
                columns,
                record.id,
            )
        )
        record.invalidate_recordset()

    def test_one_query_for_each_kind_of_document_and_none_for_each_row(self):
        self._make_documents(3)
        self._vary()
        ask = self.ticket.with_user(self.agent).after_sales_get_overview
        ask()
        overview, many = self._count(ask)
        # The replacements leave in one transfer.
        self.assertEqual(len(overview["documents"]), 16)
        other = self._new_ticket()
        for documents in self.ticket.sudo()._after_sales_get_documents():
            for document in documents[2:]:
                self._write_row(document, helpdesk_ticket_id=other.id)
        overview, few = self._count(ask)
        self.assertEqual(len(overview["documents"]), 10)
        self.assertLessEqual(many, few)
        self._assert_queries({"tab": many}, {"tab": 51})

    def test_colleague_who_follows_the_ticket_has_no_tab(self):
        """They read the ticket, but not what is done for its customer."""
        self._make_coupon()
        self.ticket.message_subscribe(self.outsider.partner_id.ids)
        ticket = self.ticket.with_user(self.outsider)
        self.assertTrue(ticket.has_access("read"))
        for user, has_tab in ((self.outsider, False), (self.agent, True)):
            arch = self.ticket.with_user(user).get_view(view_type="form")["arch"]
            self.assertEqual('name="after_sales_overview"' in arch, has_tab)

    def test_newest_of_many(self):
        total = LISTED_DOCUMENTS + 1
        coupon = {
            "program_id": self.program.id,
            "partner_id": self.ticket.partner_id.id,
            "points": 5,
            "helpdesk_ticket_id": self.ticket.id,
        }
        oldest = self.env["loyalty.card"].create([coupon] * total)[0]
        self._write_row(oldest, create_date=datetime(2020, 1, 1))
        overview = self._ask()
        self.assertEqual(overview["total"], total)
        self.assertEqual(len(overview["documents"]), LISTED_DOCUMENTS)
        numbers = [line["number"] for line in overview["documents"]]
        self.assertNotIn(oldest.display_name, numbers)
        action = self.ticket.with_user(self.agent).action_open_after_sales_documents()
        rows = self.env[action["res_model"]].with_user(self.agent)
        self.assertEqual(rows.search_count(action["domain"]), total)
        with self.assertRaises(AccessError):
            self.ticket.with_user(
                self.env.ref("base.public_user")
            ).action_open_after_sales_documents()

    def test_form_asks_nothing_more_for_the_tab(self):
        fields = self.ticket.get_views([(False, "form")])["models"]["helpdesk.ticket"]
        self.assertIn("after_sales_document_count", fields["fields"])
        self.assertFalse(
            [
                name
                for name, field in fields["fields"].items()
                if field.get("relation") == "helpdesk.after.sales.document"
            ]
        )

    def test_deleted_draft_is_noted_and_leaves_no_dead_link(self):
        credit_note = self._reverse(self._popup(invoices=self.invoice))
        links = f'data-oe-id="{credit_note.id}"'
        messages = self.ticket.message_ids
        self.assertIn(links, "".join(map(str, messages.mapped("body"))))
        amount = credit_note.amount_total
        credit_note.unlink()
        messages = self.ticket.message_ids
        self.assertNotIn(links, "".join(map(str, messages.mapped("body"))))
        self.assertIn("Deleted: Refund of 3 Desk lamp", messages[0].body)
        self.assertIn(f"{amount:.2f}", messages[0].body)

    def test_stock_user_without_helpdesk_deletes_as_before(self):
        back = self._return_one()
        back.action_cancel()
        stock_user = self._new_user("keeper", "stock.group_stock_manager")
        back.with_user(stock_user).unlink()
        self.assertIn("Deleted: Return of 1 Desk lamp", self.ticket.message_ids[0].body)

    def test_deleting_with_the_ticket(self):
        credit_note = self._reverse(self._popup(invoices=self.invoice))
        self.ticket.unlink()
        self.assertTrue(credit_note.exists())
        self.assertFalse(credit_note.helpdesk_ticket_id)
        credit_note.unlink()

    def test_related_records_of_another_user_are_not_named(self):
        self._make_documents()
        repair = self.ticket.repair_ids
        repair.sale_order_id = self._new_order(
            confirm=False, partner_id=self.other_customer.id
        )
        [beside] = self._get_line("Repair")["related"]
        self.assertEqual(beside["name"], repair.picking_id.name)

    def test_words_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self._make_coupon()
        ticket = self.ticket.with_context(lang="fa_IR")
        self.assertIn("کوپن", ticket.after_sales_get_overview()["headline"])
        self._make_documents()
        credit_note = ticket.draft_credit_note_ids
        # With the language's own comma.
        self.assertRegex(credit_note._after_sales_describe(), "Desk lamp، .*100")
