# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_requests import RequestHttp


@tagged("post_install", "-at_install")
class TestRequestsUnits(RequestHttp):
    """How much customers ask for: dozens, kilograms, serial numbers, many pieces."""

    def _sell(self, product, quantity, unit=None, lots=None):
        """Deliver something, and return its order line."""
        values = {"product_uom_id": unit.id} if unit else {}
        order = self._new_order([(product, quantity, values)])
        self._deliver(order, lots)
        return order.order_line

    def _get_piece(self, line):
        ticket = self.env["helpdesk.ticket"]._request_prepare_ticket(
            self.contact, self.company, self.team
        )
        [piece] = ticket._request_get_pieces(line)
        return piece

    def _grant(self, request):
        agent = self.agent_all
        action = request.ticket_id.with_user(agent).action_request_open_popup()
        popup = self.env[action["res_model"]].with_user(agent).browse(action["res_id"])
        popup.action_create_returns()
        return request.ticket_id.return_ids.move_ids

    def test_dozens(self):
        line = self._sell(self.product, 2, self.env.ref("uom.product_uom_dozen"))
        piece = self._get_piece(line)
        # As people count what they have, and not 0.08 dozens of it.
        self.assertEqual(piece.left, 24)
        self.assertEqual(piece.format(piece.left), "24 Units")
        self.assertFalse(piece.is_single)
        request = self._ask(quantity=1, lines=line)
        self.assertEqual(request.line_ids._get_words(), "1 × Desk lamp")
        self.assertEqual(self._get_piece(line).left, 23)
        back = self._grant(request)
        self.assertEqual(
            back.product_uom._compute_quantity(
                back.product_uom_qty, self.product.uom_id
            ),
            1,
        )
        self.assertRecordValues(request, [{"state": "granted"}])
        self.assertEqual(request.line_ids.granted_quantity, 1)
        self.assertEqual(self._get_piece(line).left, 23)
        draft = self._draft(quantity=23, lines=line)
        self._ask(quantity=13, lines=line)
        with self.assertRaisesRegex(UserError, "asked for .* already"):
            draft._send()
        self.assertEqual(self._get_piece(line).left, 10)

    def test_one_of_a_single_dozen(self):
        line = self._sell(self.product, 1, self.env.ref("uom.product_uom_dozen"))
        self._login(self.buyer)
        page = self._get("/my/help/about", piece=line.id)
        self.assertIn(f'name="quantity_{line.id}"', page.text)
        self.assertIn('value="12"', page.text)

    def test_serial_numbers_in_dozens(self):
        lots = self.env["stock.lot"]
        for number in range(12):
            lots |= self._new_lot(self.serial_product, f"SN-{number}")
        self._put_in_stock(self.serial_product, 1, lots)
        dozen = self.env.ref("uom.product_uom_dozen")
        line = self._sell(self.serial_product, 1, dozen, lots)
        self._login(self.buyer)
        self._post(
            "/my/help/about",
            piece=f"{line.id}-{lots[3].id}",
            wish="exchange",
            reason=self.reason.id,
            # There is just one.
            **{f"quantity_{line.id}-{lots[3].id}": "0.3"},
        )
        request = self._last()
        request._send()
        self.assertRecordValues(
            request.line_ids, [{"quantity": 1, "lot_id": lots[3].id}]
        )
        self.assertEqual(request.line_ids._get_words(), "Coffee machine (SN-3)")
        back = self._grant(request)
        self.assertEqual(back.move_line_ids.lot_id, lots[3])
        self.assertEqual(
            back.product_uom._compute_quantity(
                back.product_uom_qty, self.serial_product.uom_id
            ),
            1,
        )
        self.assertEqual(request.state, "granted")

    def test_kilograms(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        tea = self._new_product("Tea", uom_id=kilogram.id)
        self._put_in_stock(tea, 10)
        line = self._sell(tea, 1)
        self.assertFalse(self._get_piece(line).is_single)
        request = self._ask(quantity=0.25, lines=line)
        self.assertEqual(request.line_ids._get_words(), "0.25 kg Tea")
        self.assertEqual(self._grant(request).product_uom_qty, 0.25)
        self.assertEqual(self._get_piece(line).format(0.75), "0.75 kg")

    def test_kilograms_sold_in_grams(self):
        tea = self._new_product("Tea", uom_id=self.env.ref("uom.product_uom_kgm").id)
        self._put_in_stock(tea, 10)
        line = self._sell(tea, 500, self.env.ref("uom.product_uom_gram"))
        self.assertEqual(self._get_piece(line).format(0.5), "0.5 kg")
        request = self._ask(quantity=0.2, lines=line)
        self._grant(request)
        self.assertEqual(request.state, "granted")
        self.assertEqual(self._get_piece(line).left, 0.3)

    def test_very_many(self):
        self._put_in_stock(self.product, 1234567)
        line = self._sell(self.product, 1234567)
        self._login(self.buyer)
        page = self._get("/my/help/about", piece=line.id)
        self.assertIn('value="1234567"', page.text)
        self._fill_in(
            order_id="", piece=str(line.id), **{f"quantity_{line.id}": "1234567"}
        )
        self.assertEqual(self._last().line_ids._get_words(), "1234567 × Desk lamp")

    def test_quantities_that_are_none(self):
        self._login(self.buyer)
        for entered in (
            *("nan", "inf", "-inf", "1e308", "1e-308", "-0", "0.001", "-1", "0.3"),
            *("1.5", "0x2", "2;3", "²", "1_0", "9" * 400, "2\0", "١٠٠٠", "5.01"),
            "",
        ):
            with self.subTest(entered):
                page = self._fill_in(**{f"quantity_{self.line.id}": entered})
                self.assertEqual(page.status_code, 200)
                self.assertRegex(self._read(page), "how many|you have 5 Units")
        self.assertFalse(self._last())
        # The first counts, as everywhere in Odoo's forms.
        self._fill_in(**{f"quantity_{self.line.id}": ["2", "99999"]})
        self.assertEqual(self._last().line_ids.quantity, 2)

    def test_left_is_no_whole_number(self):
        # Where a shop sells such things by halves, all that is left can be asked for.
        line = self._sell(self.product, 2.5)
        for quantity, is_taken in ((1.5, False), (2, True), (2.5, True)):
            piece = self._get_piece(line)
            self.assertEqual(piece.is_askable(quantity), is_taken)

    def test_several_deliveries(self):
        order = self._new_order([(self.product, 5)])
        first = order.picking_ids
        first.move_ids.quantity = 2
        first.move_ids.picked = True
        first._action_done()
        line = order.order_line
        # What was not delivered yet nobody sends back.
        self.assertEqual(self._get_piece(line).left, 2)
        second = first.backorder_ids
        second.move_ids.quantity = 3
        second.move_ids.picked = True
        second._action_done()
        self.assertEqual(self._get_piece(line).left, 5)
        request = self._ask(quantity=4, lines=line)
        self._grant(request)
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.line_ids.granted_quantity, 2)

    def test_lots_without_serial_numbers(self):
        milk = self._new_product("Milk", tracking="lot")
        lots = self._new_lot(milk, "LOT-1") | self._new_lot(milk, "LOT-2")
        self._put_in_stock(milk, 10, lots)
        order = self._new_order([(milk, 5)])
        move = order.picking_ids.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": milk.id,
                    "product_uom_id": milk.uom_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picking_id": move.picking_id.id,
                }
            )
            for lot, quantity in zip(lots, (2, 3), strict=True)
        ]
        move.picked = True
        move.picking_id._action_done()
        ticket = self.env["helpdesk.ticket"]._request_prepare_ticket(
            self.contact, self.company, self.team
        )
        pieces = ticket._request_get_pieces(order.order_line)
        self.assertEqual({x.lot: x.left for x in pieces}, {lots[0]: 2, lots[1]: 3})
        request = self._ask(quantity=2, lines=order.order_line)
        self.assertEqual(
            request.line_ids.mapped(lambda x: x._get_words()),
            ["2 × Milk (LOT-1)", "2 × Milk (LOT-2)"],
        )
        backs = self._grant(request)
        self.assertEqual(sum(backs.mapped("product_uom_qty")), 4)
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.line_ids.mapped("granted_quantity"), [2, 2])
