# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.tests import tagged

from .common_analysis import AnalysisCommon


@tagged("post_install", "-at_install")
class TestAnalysisReport(AnalysisCommon):
    """The figures of the analysis are those one counts by hand."""

    def test_same_documents_as_the_overview(self):
        self._make_documents()
        rows = self._find()
        documents = self.env["helpdesk.after.sales.document"].search(
            [("ticket_id", "=", self.ticket.id)]
        )
        self.assertEqual(set(rows.mapped("document_count")), set(documents.ids))
        self.assertEqual(self._sum("document_count:count_distinct"), len(documents))
        self.assertEqual(len(set(rows.ids)), len(rows))
        for row in rows:
            document = documents.browse(row.document_count)
            for name in ("service", "name", "date", "state", "team_id", "user_id"):
                self.assertEqual(row[name], document[name])

    def test_credit_note_has_a_row_a_line(self):
        credit_note = self._refund({self.product: 2, self.serial_product: 1})
        self.assertRecordValues(
            self._find(),
            [
                {
                    "product_id": product.id,
                    "categ_id": product.categ_id.id,
                    "quantity": quantity,
                    "refunded_quantity": quantity,
                    "amount": 100.0 * quantity,
                    "refunded_amount": 100.0 * quantity,
                    "cost": 100.0 * quantity,
                    "state": "done",
                    "partner_id": self.customer.id,
                    "country_id": self.customer.country_id.id,
                    "currency_id": self.company.currency_id.id,
                }
                for product, quantity in ((self.product, 2), (self.serial_product, 1))
            ],
        )
        self.assertEqual(self._sum("document_count:count_distinct"), 1)
        # However it is found: also by the second of its lines.
        of_second = [("product_id", "=", self.serial_product.id)]
        self.assertEqual(
            self._sum("document_count:count_distinct", domain=of_second), 1
        )
        self.assertEqual(
            self._find()[0].action_open()["res_id"], credit_note.id, "opens"
        )

    def test_exports_to_a_spreadsheet(self):
        self._refund({self.product: 2})
        self.agent.group_ids += self.env.ref("base.group_allow_export")
        row = self._find().filtered(lambda x: x.product_id == self.product)
        self.assertEqual(
            row.export_data(
                ["service", "ticket_id/number", "product_id", "refunded_amount"]
            )["datas"],
            [["Refunds", self.ticket.number, self.product.display_name, 200.0]],
        )

    def test_draft_is_no_refund_yet(self):
        credit_note = self._refund({self.product: 1}, post=False)
        figures = ["amount:sum", "refunded_amount:sum", "cost:sum", "quantity:sum"]
        one = [("product_id", "=", self.product.id)]
        self.assertEqual(self._sum(*figures, domain=one), (100.0, 0.0, 0.0, 1.0))
        credit_note.action_post()
        self.assertEqual(self._sum(*figures, domain=one), (100.0, 100.0, 100.0, 1.0))
        credit_note.button_draft()
        credit_note.button_cancel()
        self.assertEqual(self._sum(*figures), (0.0, 0.0, 0.0, 0.0))
        self.assertEqual(self._sum("document_count:count_distinct"), 1)

    def test_amount_is_in_the_companys_currency_and_untaxed(self):
        invoice = self._new_invoice(
            [(self.product, 2, {"tax_ids": [Command.set(self._new_tax(10).ids)]})],
            currency_id=self._foreign_currency(4.0).id,
        )
        price = invoice.invoice_line_ids.price_unit
        credit_note = self._refund(invoice=invoice)
        self.assertEqual(credit_note.amount_untaxed, 2 * price)
        self.assertEqual(self._sum("refunded_amount:sum"), 2 * price / 4.0)

    def test_quantity_is_in_the_products_unit(self):
        invoice = self._new_invoice(
            [(self.product, 2, {"product_uom_id": self.dozen.id})]
        )
        self._refund(invoice=invoice)
        self.assertEqual(self._find().refunded_quantity, 24.0)

    def test_credit_note_without_lines_is_counted(self):
        credit_note = self._refund(post=False)
        credit_note.invoice_line_ids.unlink()
        self.assertRecordValues(
            self._find(), [{"product_id": False, "amount": 0.0, "state": "draft"}]
        )

    # ------------------------------------------------------------------
    # Returns and replacements
    # ------------------------------------------------------------------

    def test_partial_return(self):
        back = self._return(2)
        self.assertRecordValues(
            self._find(),
            [
                {
                    "product_id": self.product.id,
                    "quantity": 2.0,
                    "returned_quantity": 2.0,
                    "amount": 0.0,
                    "state": "done",
                    "date_end": back.date_done,
                }
            ],
        )

    def test_expected_return_is_none_yet(self):
        self._make_documents()
        returns = [("service", "=", "use_product_returns")]
        self.assertEqual(
            self._sum("quantity:sum", "returned_quantity:sum", domain=returns),
            (2.0, 0.0),
        )

    def test_replacement_is_no_return(self):
        self._return(1, "action_create_exchanges")
        replacement = self.ticket.return_ids.filtered(
            lambda x: x.helpdesk_document_type == "replacement"
        )
        replacement.action_assign()
        self._receive(replacement)
        self.assertEqual(set(self._find().mapped("state")), {"done"})
        self.assertEqual(self._sum("document_count:count_distinct"), 2)
        self.assertEqual(self._sum("returned_quantity:sum"), 1.0)

    def test_return_in_dozens(self):
        order = self._new_order([(self.product, 1, {"product_uom_id": self.dozen.id})])
        delivery = self._deliver(order)
        back = self._return(1, delivery=delivery)
        self.assertEqual(back.move_ids.product_uom, self.dozen)
        self.assertEqual(self._find().returned_quantity, 12.0)

    def test_cancelled_return_counts_as_document_only(self):
        self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=self.delivery
        ).save().action_create_returns()
        self.ticket.return_ids.action_cancel()
        self.assertRecordValues(
            self._find(),
            [
                {
                    "product_id": self.product.id,
                    "quantity": 0.0,
                    "returned_quantity": 0.0,
                    "state": "cancelled",
                }
            ],
        )

    # ------------------------------------------------------------------
    # Coupons, repairs
    # ------------------------------------------------------------------

    def test_coupon_costs_what_it_was_used_for(self):
        coupon = self._make_coupon().sudo()
        self.assertEqual(self._sum("cost:sum"), 0.0)
        order = self._new_order([(self.product, 3)], confirm=False)
        self._redeem(coupon, order)
        self.assertEqual(self._sum("cost:sum"), 0.0, "a quotation gives nothing")
        order.action_confirm()
        self.assertEqual(self._sum("cost:sum", "amount:sum"), (30.0, 30.0))
        self.assertEqual(self._find().date_end, order.date_order)

    def test_free_product_of_a_coupon_costs_its_price(self):
        self.program.reward_ids[1:].unlink()
        self.program.reward_ids.write(
            {
                "reward_type": "product",
                "reward_product_id": self.product.id,
                "required_points": 1,
            }
        )
        coupon = self._make_coupon().sudo()
        order = self._new_order([(self.product, 3)], confirm=False)
        self._redeem(coupon, order)
        order.action_confirm()
        self.assertEqual(self._sum("cost:sum"), 100.0)

    def test_repair_costs_its_parts(self):
        part = self._new_product("Switch", standard_price=7.0)
        old = self._new_product("Burnt switch", standard_price=5.0)
        self._put_in_stock(part, 10)
        self._popup_as(
            self.agent, self.ticket, "action_repair", product_id=self.product
        ).save().action_confirm()
        repair = self.ticket.repair_ids
        repair.move_ids = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "repair_line_type": line_type,
                }
            )
            for product, quantity, line_type in ((part, 2, "add"), (old, 2, "remove"))
        ]
        self.assertEqual(self._sum("cost:sum"), 0.0)
        repair.action_repair_start()
        for move in repair.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        repair.action_repair_end()
        self.assertEqual(self._sum("cost:sum"), 14.0)
        self.assertRecordValues(
            self._find(),
            [{"product_id": self.product.id, "quantity": 1.0, "state": "done"}],
        )
        self.assertEqual(self._find().date_end, repair.move_id.date)

    # ------------------------------------------------------------------
    # Time
    # ------------------------------------------------------------------

    def test_days_are_an_average_of_documents(self):
        today = fields.Date.today()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id = %s",
            [fields.Date.subtract(today, days=9), self.ticket.id],
        )
        self.ticket.invalidate_recordset()
        # Of two lines, after 9 days.
        self._refund({self.product: 1, self.serial_product: 1})
        # Of one, after 6.
        self._return(1)
        self.ticket.return_ids.date_done = fields.Date.subtract(today, days=3)
        # Without an end.
        self._make_coupon()
        self.assertEqual(self._sum("days_to_end:avg"), 7.5)
        ended = self._find().filtered("date_end")
        self.assertEqual(sorted(ended.mapped("days_to_end")), [6.0, 9.0, 9.0])

    def test_end_before_the_ticket_is_no_time(self):
        invoice = self._new_invoice()
        invoice.button_draft()
        invoice.invoice_date = "2026-01-01"
        invoice.action_post()
        credit_note = self._refund(invoice=invoice, post=False)
        credit_note.invoice_date = "2026-01-02"
        credit_note.action_post()
        self.assertEqual(self._sum("days_to_end:avg"), 0.0)

    def test_visit_ends_where_it_is_done(self):
        task = self._plan().sudo()
        self.assertFalse(self._find().date_end)
        task.action_fsm_done()
        self.assertEqual(self._find().date_end, task.date_end)

    def test_end_of_a_visit_stays_when_it_is_edited(self):
        task = self._plan().sudo()
        # A stage that is not folded gives a task no date of its end.
        task.project_id.type_ids.fold = False
        task.action_fsm_done()
        self.assertFalse(task.date_end)
        ended = fields.Datetime.to_datetime("2026-03-02 15:00:00")
        task.date_last_stage_update = ended
        task.description = "The customer called: all is well."
        self.assertEqual(self._find().date_end, ended)
