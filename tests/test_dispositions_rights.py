# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_dispositions import DispositionCommon


@tagged("post_install", "-at_install")
class TestDispositionsRights(DispositionCommon):
    """The warehouse chooses, agents read, and no money hangs on it."""

    def test_agents_read_what_became_of_it(self):
        back = self._return_with(False, 2)
        self._choose(back, "quarantine")
        self._arrive(back)
        form = Form(back.with_user(self.agent))
        [shown] = form.move_ids._records
        self.assertEqual(shown["helpdesk_disposition_summary"], "Quarantine")

    def test_only_the_warehouse_chooses(self):
        back = self._return_with(False, 2)
        line = back.move_line_ids
        for user in (self.agent, self.outsider):
            with self.subTest(user=user.name):
                mine = line.with_user(user)
                for name in ("helpdesk_disposition", "helpdesk_disposition_choice"):
                    with self.assertRaises(AccessError):
                        mine.write({name: "scrap"})
                with self.assertRaises(AccessError):
                    mine.move_id.write({"helpdesk_disposition": "scrap"})
                with self.assertRaises(AccessError):
                    mine.create(
                        {
                            "picking_id": back.id,
                            "product_id": self.product.id,
                            "quantity": 1,
                            "helpdesk_disposition": "scrap",
                        }
                    )
        made = line.with_user(self.warehouseman)
        defaults = made.with_context(
            default_helpdesk_disposition="scrap",
            default_helpdesk_disposed_on=fields.Datetime.now(),
        ).default_get(["helpdesk_disposition", "helpdesk_disposed_on"])
        self.assertFalse(defaults)

    def test_warehouse_enters_nothing_of_the_server(self):
        back = self._return_with(False, 2)
        with self.assertRaises(AccessError):
            back.move_line_ids.with_user(
                self.warehouseman
            ).helpdesk_disposed_on = fields.Datetime.now()
        with self.assertRaises(AccessError):
            back.move_ids.with_user(
                self.warehouseman
            ).helpdesk_disposition_problem = "Hello"

    def test_not_once_it_is_done(self):
        back = self._return_with(False, 2)
        self._arrive(back)
        line = back.move_line_ids.with_user(self.warehouseman)
        with self.assertRaisesRegex(UserError, "Desk lamp of .* has arrived"):
            line.helpdesk_disposition_choice = "scrap"
        with self.assertRaisesRegex(UserError, "has arrived"):
            line.move_id.helpdesk_disposition = "scrap"
        # The web client sends what it has.
        line.helpdesk_disposition_choice = "restock"

    def test_it_changes_no_amount(self):
        self._add_vendor(self.product)
        self.product.list_price = 1000
        expected = 100.0
        for choice in ("restock", "quarantine", "scrap", "repair", "vendor"):
            with self.subTest(choice=choice):
                order = self._new_order([(self.product, 2, {"price_unit": 100})])
                delivery = self._deliver(order)
                self._invoice(order)
                ticket = self._new_ticket(sale_order_ids=[(6, 0, order.ids)])
                back = self._return_with(
                    "refund", 1, ticket=ticket, picking_id=delivery
                )
                self._choose(back, choice)
                self._arrive(back)
                notes = self._credit_notes(ticket)
                self.assertEqual(notes.mapped("amount_total"), [expected])
                self.assertEqual(order.order_line.qty_delivered, 1)
                self.assertFalse(back.helpdesk_outcome_problem)

    def test_nobody_else_pays_for_it(self):
        order = self._new_order([(self.product, 1)])
        self._put_in_stock(self.product, 5)
        picking = order.picking_ids.with_user(self.warehouseman)
        picking.button_validate()
        self.assertFalse(picking.move_line_ids.helpdesk_disposition)
        self.assertFalse(picking.move_line_ids.helpdesk_disposed_on)
        self.assertFalse(picking.helpdesk_arrival_warning)
