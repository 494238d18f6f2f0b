# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_plans import QueryPlans
from .common_send_back import SendBackCommon


@tagged("post_install", "-at_install")
class TestOutcomesPlans(QueryPlans, SendBackCommon):
    """What follows a return is found by indexes, in a shop with millions of rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.delivered = cls._deliver_serials("SN-1", "SN-2", "SN-3")
        cls._invoice(cls.delivered.sale_id)
        other = cls._new_order()
        delivery = cls._deliver(other)
        back = cls.env["stock.return.picking"].create({"picking_id": delivery.id})
        back.product_return_moves.quantity = 1
        back = cls.env["stock.picking"].browse(back.action_create_returns()["res_id"])
        repair = cls.env["repair.order"].create({"product_id": cls.product.id})
        quant = cls.env["stock.quant"].search([("product_id", "=", cls.product.id)])
        activity = repair.activity_schedule(user_id=cls.env.uid)
        for record in (
            back.move_ids.move_line_ids,
            back.move_ids,
            other.order_line,
            quant[:1],
            activity,
        ):
            cls._copy_rows(record)
        for record in (back, repair):
            cls._copy_rows(record, numbered=["name"])

    def _assert_indexed_of(self, function, *indexes):
        def try_out():
            with self.env.cr.savepoint() as savepoint:
                function()
                self.env.flush_all()
                savepoint.rollback()
            self.env.invalidate_all()

        return self._assert_indexed(try_out, *indexes)

    def test_popup_and_receipt(self):
        for outcome, *quantities in (
            ("refund", 1, 0, 0),
            ("replace", 0, 1, 0),
            ("repair", 0, 0, 1),
        ):
            with self.subTest(outcome):
                self._assert_indexed_of(
                    lambda x=outcome, y=quantities: self._take(x, y)
                )
                back = self._take(outcome, quantities)
                self._assert_indexed_of(lambda back=back: self._arrive(back))

    def _take(self, outcome, quantities):
        return self._return_with(outcome, *quantities, picking_id=self.delivered)

    def test_take_back_what_was_sent_in_advance(self):
        self.team.replace_when = "advance"
        back = self._take("replace", (1, 0, 0))
        self._assert_indexed_of(back.action_cancel)

    def test_send_back(self):
        __, repair = self._bring(1, 0, 0, picking_id=self.delivered)
        self._end(repair)
        self._assert_indexed_of(lambda: self._send_back(repair))

    def test_chain_on_ticket(self):
        for outcome, quantities in (("refund", (1, 0, 0)), ("repair", (0, 1, 0))):
            self._arrive(self._take(outcome, quantities))
        ticket = self.ticket.with_user(self.agent)
        self._assert_indexed(ticket.after_sales_get_overview)
