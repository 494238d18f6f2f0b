# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common_bought import BoughtCommon


@tagged("post_install", "-at_install")
class TestBoughtLines(BoughtCommon):
    """What the tab tells of a line: what happened to it, and what holds."""

    def test_what_was_bought(self):
        line = self._get_line()
        self.assertEqual(line["product"], "Desk lamp")
        self.assertEqual(line["order"], self.order.name)
        self.assertEqual(line["quantity"], "5 Units")
        self.assertIn("500.00", line["price"])
        self.assertTrue(line["date"])
        self.assertRegex(line["delivered"], r"^Delivered \d\d/\d\d/\d{4}$")
        self.assertEqual(line["lots"], [])
        self.assertEqual((line["facts"], line["terms"]), ({}, {}))
        self.assertEqual(
            line["offers"],
            {
                "use_credit_notes": "",
                "use_product_returns": "",
                "exchange": "",
                "use_product_repairs": "",
                "use_fsm": "",
            },
        )

    def test_not_delivered_not_invoiced(self):
        line = self._new_order([(self.product, 1)]).order_line
        told = self._get_line(line)
        self.assertEqual(told["delivered"], "Not delivered yet")
        nothing = "Nothing was delivered yet"
        self.assertEqual(
            told["offers"],
            {
                "use_credit_notes": "There is no posted invoice to refund yet",
                "use_product_returns": nothing,
                "exchange": nothing,
                "use_product_repairs": nothing,
                "use_fsm": "",
            },
        )

    def test_service(self):
        advice = self.env["product.product"].create(
            {"name": "Advice", "type": "service", "return_window_days": 3}
        )
        line = self._new_order([(advice, 1)]).order_line
        told = self._get_line(line)
        self.assertEqual(told["delivered"], "")
        self.assertEqual(told["terms"], {})
        self.assertEqual(
            told["offers"]["use_product_returns"], "There are no goods to take back"
        )
        self.assertEqual(
            told["offers"]["use_product_repairs"], "There are no goods to repair"
        )

    def test_only_services_of_the_team(self):
        self.team.write({"use_fsm": False, "use_product_returns": False})
        self.assertEqual(
            list(self._get_line()["offers"]),
            ["use_credit_notes", "use_product_repairs"],
        )

    def test_returned_and_on_its_way_back(self):
        popup = self._open_line("use_product_returns")
        with popup.product_return_moves.edit(0) as line:
            line.quantity = 2
        popup.save().action_create_returns()
        told = self._get_line()
        self.assertEqual(told["facts"], {"returning": "On its way back: 2 Units"})
        self._receive(self.ticket.return_ids)
        self.assertEqual(self._get_line()["facts"], {"returned": "Returned: 2 Units"})
        self._open_line("use_product_returns").save().action_create_returns()
        told = self._get_line()
        self.assertEqual(
            told["facts"],
            {"returned": "Returned: 2 Units", "returning": "On its way back: 3 Units"},
        )
        self.assertEqual(
            told["offers"]["use_product_returns"],
            "All of it is back or on its way back",
        )

    def test_refunded(self):
        popup = self._open_line("use_credit_notes")
        with popup.refund_line_ids.edit(0) as line:
            line.quantity = 2
        popup.save().refund_moves()
        told = self._get_line()
        self.assertRegex(
            told["facts"]["refunded"],
            r"^Refunded: 2 Units \(.*200\.00.*\), not all posted yet$",
        )
        self.ticket.draft_credit_note_ids.action_post()
        told = self._get_line()
        self.assertRegex(
            told["facts"]["refunded"], r"^Refunded: 2 Units \([^)]*200\.00[^)]*\)$"
        )
        self.assertEqual(told["offers"]["use_credit_notes"], "")
        self._open_line("use_credit_notes").save().refund_moves()
        self.assertEqual(
            self._get_line()["offers"]["use_credit_notes"], "All of it is refunded"
        )

    def test_coupons(self):
        other = self._new_order([(self.serial_product, 1)]).order_line
        # About nothing that was bought.
        self._make_coupon()
        self.assertNotIn("coupons", self._get_line()["facts"])
        ticket = self._new_ticket(product_id=self.product.id)
        coupon = self._make_coupon(ticket=ticket)
        self._make_coupon(ticket=ticket)
        self.assertEqual(self._get_line()["facts"]["coupons"], "2 coupons given")
        self.assertNotIn("coupons", self._get_line(other)["facts"])
        coupon.sudo().action_archive()
        self.assertEqual(self._get_line()["facts"]["coupons"], "1 coupon given")
        # Of tickets that the agent may not read nothing is told.
        ticket.user_id = self.agent_all
        ticket.team_id = self.team.copy({"user_ids": False})
        self.assertNotIn("coupons", self._get_line()["facts"])
        self.assertIn("coupons", self._get_line(user=self.agent_all)["facts"])

    def test_in_repair(self):
        popup = self._open_line("use_product_repairs").save()
        self.assertEqual(popup.product_id, self.product)
        popup.action_confirm()
        repair = self.ticket.repair_ids
        told = self._get_line()
        self.assertEqual(told["facts"]["repairs"], f"In repair: {repair.name}")
        # One that is of another order for sure.
        repair.helpdesk_ticket_id.sale_order_ids = self._new_order()
        told = self._get_line(everything=True)
        self.assertNotIn("repairs", told["facts"])
        repair.helpdesk_ticket_id.sale_order_ids = False
        repair.action_repair_cancel()
        self.assertNotIn("repairs", self._get_line()["facts"])

    def test_return_until(self):
        self.company.return_window_days = 14
        self.delivery.move_ids.date = datetime(2026, 3, 1, 12)
        self.customer.tz = "UTC"
        with freeze_time("2026-03-10"):
            self.assertEqual(
                self._get_line()["terms"],
                {"return": ("Returnable until 03/15/2026", False)},
            )
        with freeze_time("2026-04-05"):
            told = self._get_line()
            self.assertEqual(
                told["terms"],
                {"return": ("Returnable until 03/15/2026: 21 days over", True)},
            )
            # It is taken back all the same, unless the team never does.
            self.assertEqual(told["offers"]["use_product_returns"], "")
            self.team.late_return = "approve"
            self.assertEqual(self._get_line()["offers"]["use_product_returns"], "")
            self.team.late_return = "refuse"
            told = self._get_line()
            for name in ("use_product_returns", "exchange"):
                self.assertEqual(
                    told["offers"][name],
                    "Returnable until 03/15/2026: 21 days over",
                )
            self.assertEqual(told["offers"]["use_credit_notes"], "")
        self.product.is_final_sale = True
        self.assertEqual(
            self._get_line()["terms"]["return"],
            ("Final sale: Desk lamp is not taken back", True),
        )

    def test_warranty_until(self):
        self.agent.tz = "UTC"
        self.product.write({"warranty": 24, "warranty_type": "month"})
        self.delivery.move_ids.date = datetime(2026, 3, 1, 12)
        with freeze_time("2026-04-05"):
            self.assertEqual(
                self._get_line()["terms"]["warranty"],
                (
                    "Warranty until 03/01/2028 (delivered 03/01/2026 with "
                    f"{self.delivery.name})",
                    False,
                ),
            )
        with freeze_time("2028-03-02"):
            text, is_over = self._get_line()["terms"]["warranty"]
            self.assertTrue(text.endswith(": expired"))
            self.assertTrue(is_over)

    def test_serial_numbers(self):
        delivery = self._deliver_serials("SN-1", "SN-2")
        line = delivery.sale_id.order_line
        one, two = delivery.move_line_ids.lot_id.sorted("name")
        told = self._get_line(line)
        self.assertEqual([x["name"] for x in told["lots"]], ["SN-1", "SN-2"])
        self.assertFalse(told["lot_id"])
        self.ticket.write({"product_id": self.serial_product.id, "lot_id": two.id})
        self.assertEqual(self._get_line(line)["lot_id"], two.id)
        self.ticket.write({"product_id": False, "name": "It is sn-1."})
        told = self._get_line(line)
        self.assertEqual((told["lot_id"], told["named"]), (one.id, "SN-1"))

    def test_kit_and_parts_of_an_order(self):
        self.order.order_line = [
            Command.create({"display_type": "line_note", "name": "Thank you"}),
            Command.create({"product_id": self.product.id, "product_uom_qty": 0}),
        ]
        self.assertEqual(self._get_ids(), self.line.ids)

    def test_delivered_in_parts(self):
        order = self._new_order([(self.product, 4)])
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=False)._action_done()
        self.assertTrue(
            self._get_line(order.order_line)["delivered"].startswith(
                "Delivered 1 Units"
            )
        )
