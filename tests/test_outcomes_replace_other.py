# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomesReplaceOther(OutcomeCommon):
    """Another product is sent, charged by its order; what comes back is refunded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "VAT 10%",
                "amount": 10,
                "price_include_override": "tax_excluded",
                "company_id": cls.company.id,
            }
        )
        cls.deluxe = cls._new_product(
            "Desk lamp deluxe", list_price=150.0, taxes_id=[Command.set(cls.tax.ids)]
        )
        cls._put_in_stock(cls.deluxe, 20)

    def _open_with(self, product, quantity=2, ticket=None, **values):
        form = self._open(ticket, **values, outcome="replace")
        with form.product_return_moves.edit(0) as line:
            line.quantity = quantity
            line.replace_product_id = product
        return form

    def _replace_moves(self, ticket=None):
        moves = (ticket or self.ticket).return_ids.move_ids
        return moves.filtered(lambda x: x.helpdesk_return_id and x.state != "cancel")

    def _sentences(self):
        return " ".join(self.ticket.message_ids.mapped("preview"))

    # ------------------------------------------------------------------
    # From popup to money
    # ------------------------------------------------------------------

    def test_other_product_on_arrival(self):
        self.product.invoice_policy = "delivery"
        invoice = self._invoice(self.order)
        back = self._press(self._open_with(self.deluxe).save())
        self.assertEqual(back.move_ids.helpdesk_replace_product_id, self.deluxe)
        self.assertEqual(len(self.order.order_line), 1)
        self._arrive(back)
        line, new = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (3, 3))
        self.assertRecordValues(
            new,
            [
                {
                    "product_id": self.deluxe.id,
                    "product_uom_qty": 2,
                    "price_unit": 150.0,
                    "price_total": 330.0,
                    "helpdesk_return_id": back.id,
                    "qty_to_invoice": 2,
                }
            ],
        )
        note = self._credit_notes()
        self.assertRecordValues(
            note, [{"amount_total": 200.0, "reversed_entry_id": invoice.id}]
        )
        move = self._replace_moves()
        self.assertRecordValues(
            move,
            [
                {
                    "product_id": self.deluxe.id,
                    "product_uom_qty": 2,
                    "helpdesk_return_id": back.id,
                    "state": "assigned",
                }
            ],
        )
        replacement = move.picking_id
        self.assertEqual(replacement.helpdesk_document_type, "replacement")
        self.assertTrue(replacement.helpdesk_is_made)
        self.assertIn("Desk lamp deluxe is sent for 2 Units", self._sentences())
        self._receive(replacement)
        self.assertEqual(self.order.order_line[1].qty_delivered, 2)
        self.assertEqual(self._invoice(self.order).amount_total, 330.0)

    def test_what_arrives_is_what_is_ordered(self):
        self._invoice(self.order)
        back = self._press(self._open_with(self.deluxe, 3).save())
        rest = self._arrive(back, 1)
        self.assertEqual(rest.move_ids.helpdesk_replace_product_id, self.deluxe)
        self.assertEqual(self.order.order_line[1].product_uom_qty, 1)
        self._arrive(rest)
        lines = self.order.order_line[1:]
        self.assertEqual(lines.mapped("product_uom_qty"), [1, 2])
        self.assertEqual(lines.helpdesk_return_id, back | rest)
        self.assertEqual(self._credit_notes().mapped("amount_total"), [100.0, 200.0])

    def test_in_advance(self):
        self.team.replace_when = "advance"
        self._invoice(self.order)
        back = self._press(self._open_with(self.deluxe).save())
        self.assertEqual(self.order.order_line[1].product_uom_qty, 2)
        self.assertFalse(self._credit_notes())
        self._arrive(back)
        self.assertEqual(len(self.order.order_line), 2)
        self.assertEqual(self._credit_notes().amount_total, 200.0)

    def test_locked_order_gets_a_new_one(self):
        self._invoice(self.order)
        back = self._press(self._open_with(self.deluxe).save())
        self.order.action_lock()
        self._arrive(back)
        self.assertEqual(len(self.order.order_line), 1)
        new = self.env["sale.order"].search([("origin", "=", self.order.name)])
        self.assertRecordValues(
            new,
            [
                {
                    "state": "sale",
                    "partner_id": self.customer.id,
                    "pricelist_id": self.order.pricelist_id.id,
                    "amount_total": 330.0,
                }
            ],
        )
        self.assertEqual(new.order_line.helpdesk_return_id, back)
        self.assertEqual(self._replace_moves().picking_id.sale_id, new)
        self.assertEqual(
            self._replace_moves().picking_id.helpdesk_ticket_id, self.ticket
        )
        self.assertIn(new.name, self._sentences())
        self.assertEqual(self._credit_notes().amount_total, 200.0)

    def test_no_order_gets_a_new_one(self):
        delivery = self.delivery.copy({"sale_id": False, "move_ids": []})
        self.env["stock.move"].create(
            {
                "picking_id": delivery.id,
                "product_id": self.product.id,
                "product_uom_qty": 1,
                "location_id": self.stock.id,
                "location_dest_id": delivery.location_dest_id.id,
            }
        )
        delivery.action_confirm()
        delivery.action_assign()
        self._receive(delivery)
        form = self._open_with(self.deluxe, 1, picking_id=delivery)
        self.assertIn(
            "Desk lamp deluxe instead of Desk lamp costs $ 165.00", self._notice(form)
        )
        back = self._press(form.save())
        self._arrive(back)
        new = self._replace_moves().sale_line_id.order_id
        self.assertRecordValues(
            new,
            [{"state": "sale", "partner_id": self.customer.id, "amount_total": 165.0}],
        )
        self.assertIn(
            "was delivered without a sales order", back.helpdesk_outcome_problem
        )

    def test_unit_of_the_order(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        boxed = self._new_product("Box of lamps", uom_id=dozen.id, list_price=1200.0)
        self._put_in_stock(boxed, 5)
        order = self._new_order([(self.product, 24)])
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=[Command.set(order.ids)])
        form = self._open_with(boxed, 12, ticket, picking_id=delivery)
        self.assertIn(
            "Box of lamps costs as much as Desk lamp: $ 1,200.00", self._notice(form)
        )
        self._arrive(self._press(form.save()))
        line = order.order_line[1]
        self.assertEqual((line.product_uom_qty, line.product_uom_id), (1, dozen))

    def test_retry_makes_one_of_each(self):
        self._invoice(self.order)
        back = self._press(self._open_with(self.deluxe).save())
        self.team.use_credit_notes = False
        self._arrive(back)
        self.assertEqual(len(self.order.order_line), 1)
        self.assertTrue(back.helpdesk_outcome_due)
        self.team.use_credit_notes = True
        for user in (self.agent, self.warehouseman):
            back.with_user(user).action_follow_up()
        self.assertEqual(len(self.order.order_line), 2)
        self.assertEqual(len(self._credit_notes()), 1)
        self.assertEqual(len(self._replace_moves()), 1)

    def test_same_product_chosen_is_the_same(self):
        back = self._press(self._open_with(self.product).save())
        self.assertFalse(back.move_ids.helpdesk_replace_product_id)
        self._arrive(back)
        self.assertEqual(len(self.order.order_line), 1)
        self.assertEqual(self._replace_moves().product_id, self.product)

    # ------------------------------------------------------------------
    # Before anything is made
    # ------------------------------------------------------------------

    def test_notice_says_the_difference(self):
        self._invoice(self.order)
        form = self._open_with(self.deluxe)
        self.assertEqual(
            self._notice(form),
            "Will be refunded: $ 200.00. Desk lamp deluxe costs $ 130.00 more than "
            "Desk lamp: $ 330.00 instead of $ 200.00, taxes included. The replacement "
            "is sent once the goods have arrived.",
        )
        # Nothing is made by asking.
        self.assertEqual(len(self.order.order_line), 1)
        self.env.flush_all()
        cheap = self._new_product("Candle", list_price=10.0)
        form = self._open_with(cheap, 1)
        self.assertIn("Candle costs $ 90.00 less than Desk lamp", self._notice(form))
        self.team.replace_when = "advance"
        form = self._open(outcome="replace")
        self.assertEqual(self._notice(form), "The replacement is sent at once.")

    def test_price_of_the_orders_pricelist(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 50,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        order = self._new_order([(self.product, 2)], pricelist_id=pricelist.id)
        delivery = self._deliver(order)
        ticket = self._new_ticket(sale_order_ids=[Command.set(order.ids)])
        form = self._open_with(self.deluxe, 1, ticket, picking_id=delivery)
        self.assertIn("$ 82.50 instead of $ 50.00", self._notice(form))
        self._arrive(self._press(form.save()))
        self.assertEqual(order.order_line[1].price_total, 82.5)

    # ------------------------------------------------------------------
    # Refused
    # ------------------------------------------------------------------

    def test_offered_where_the_team_refunds(self):
        self.assertTrue(self._open().replace_other_offered)
        self.team.use_credit_notes = False
        form = self._open(outcome="replace")
        self.assertFalse(form.replace_other_offered)
        popup = form.save()
        popup.product_return_moves.replace_product_id = self.deluxe
        with self.assertRaisesRegex(UserError, "Shop does not offer Refund"):
            popup.action_create_returns()
        with self.assertRaisesRegex(UserError, "Shop does not offer Refund"):
            popup.action_create_exchanges()

    def test_only_goods_that_are_sold(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        hidden = self._new_product("Theirs", company_id=company.id)
        for values in (
            {"sale_ok": False},
            {"type": "service", "is_storable": False},
            {"active": False},
        ):
            product = self._new_product("Odd", **values)
            popup = self._open_with(product, 1).save()
            popup = popup.with_context(active_test=False)
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "Odd cannot be sent for"):
                    popup.action_create_returns()
        popup = self._open(outcome="replace").save()
        line = popup.product_return_moves
        with self.assertRaises(AccessError):
            line.write({"replace_product_id": hidden.id})
        with self.assertRaises(ValidationError):
            line.write({"replace_product_id": str(self.deluxe.id)})
        # One who may read it may not send it, either.
        self.agent.company_ids += company
        popup = popup.with_context(allowed_company_ids=self.agent.company_ids.ids)
        popup.product_return_moves.replace_product_id = hidden
        with self.assertRaisesRegex(UserError, "Theirs cannot be sent for"):
            popup.action_create_returns()

    def test_unit_that_cannot_be_converted(self):
        kilo = self.env.ref("uom.product_uom_kgm")
        sand = self._new_product("Sand", uom_id=kilo.id)
        form = self._open_with(sand, 1)
        with self.assertRaisesRegex(UserError, "Sand is counted in kg"):
            form.save().action_create_returns()

    def test_ignored_where_nothing_is_replaced(self):
        popup = self._open_with(self.deluxe, 1).save()
        popup.product_return_moves.outcome = "none"
        back = self._press(popup)
        self.assertFalse(back.move_ids.helpdesk_replace_product_id)

    # ------------------------------------------------------------------
    # Undo and cancel
    # ------------------------------------------------------------------

    def test_undo_takes_the_line_back(self):
        self.team.replace_when = "advance"
        back = self._press(self._open_with(self.deluxe).save())
        replacement = self._replace_moves().picking_id
        popup = self._open_popup_as(
            self.agent,
            back.with_user(self.agent).action_after_sales_undo(),
            reason="They keep it",
        )
        popup.save().action_undo()
        self.assertEqual((back | replacement).mapped("state"), ["cancel", "cancel"])
        line = self.order.order_line[1]
        self.assertEqual((line.product_uom_qty, line.qty_to_invoice), (0, 0))
        self.assertEqual(self.order.state, "sale")

    def test_cancel_takes_the_line_back(self):
        self.team.replace_when = "advance"
        back = self._press(self._open_with(self.deluxe, 3).save())
        rest = self._arrive(back, 1)
        rest.with_user(self.warehouseman).action_cancel()
        self.assertEqual(self.order.order_line[1].product_uom_qty, 1)
        self.assertEqual(self._replace_moves().product_uom_qty, 1)

    def test_cancel_ends_the_new_order(self):
        self.team.replace_when = "advance"
        self.order.action_lock()
        back = self._press(self._open_with(self.deluxe).save())
        new = self._replace_moves().sale_line_id.order_id
        self.assertNotEqual(new, self.order)
        back.with_user(self.warehouseman).action_cancel()
        self.assertEqual(new.state, "cancel")

    def test_cancel_says_what_is_invoiced_or_locked(self):
        self.team.replace_when = "advance"
        back = self._press(self._open_with(self.deluxe).save())
        self._invoice(self.order)
        back.with_user(self.warehouseman).action_cancel()
        self.assertIn(
            f"Desk lamp deluxe on order {self.order.name} is invoiced already",
            self._sentences(),
        )
        ticket = self._new_ticket(sale_order_ids=[Command.set(self.order.ids)])
        back = self._press(self._open_with(self.deluxe, 1, ticket).save())
        self.order.action_lock()
        back.with_user(self.warehouseman).action_cancel()
        self.assertIn(
            f"Order {self.order.name} is locked: lower Desk lamp deluxe",
            " ".join(ticket.message_ids.mapped("preview")),
        )
