# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsStandardPopup(ReturnCommon):
    """The popup opened from Inventory, and the cost among thousands of deliveries."""

    def test_standard_popup_is_as_before(self):
        stock_user = self._new_user("stock_user", "stock.group_stock_user")
        form = Form(
            self.env["stock.return.picking"]
            .with_user(stock_user)
            .with_context(
                active_id=self.delivery.id,
                active_ids=self.delivery.ids,
                active_model="stock.picking",
            )
        )
        arch = form._view["tree"]
        self.assertFalse(arch.xpath("//field[@name='return_location_id']"))
        line = form.product_return_moves.edit(0)
        self.assertEqual(line.quantity, 0)
        with form.product_return_moves.edit(0) as line:
            # Painted red only, as the standard has it.
            line.quantity = 7
        picking = self.env["stock.picking"].browse(
            form.save().action_create_returns()["res_id"]
        )
        self.assertEqual(picking.move_ids.product_uom_qty, 7)
        self.assertFalse(picking.helpdesk_ticket_id)
        self.assertFalse(picking.helpdesk_document_type)
        delivery = self._deliver(self._new_order())
        for button in ("action_create_returns_all", "action_create_exchanges"):
            popup = self._standard_popup(delivery).save()
            popup.product_return_moves.quantity = 1
            getattr(popup, button)()
        self.assertEqual(len(delivery.return_ids), 2)
        self.assertFalse(self.ticket.return_ids)

    def test_many_deliveries_are_not_loaded(self):
        """Button and popup cost the same with two deliveries as with 3000."""
        ticket = self.ticket.with_user(self.agent)
        self._deliver(self._new_order())

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(ticket.has_delivery)
            button = self.env.cr.sql_log_count - before
            self.assertFalse(self._open().picking_id)
            return button, self.env.cr.sql_log_count - before - button

        queries()
        queries()
        button, popup = queries()
        self.assertLessEqual(button, 4)
        columns = ", ".join(
            name
            for name, field in self.delivery._fields.items()
            if field.store and field.column_type and name not in ("id", "name")
        )
        self.env.cr.execute(
            f"""INSERT INTO stock_picking (name, {columns})
                SELECT 'MANY/' || n, {columns}
                FROM stock_picking, generate_series(1, 3000) n WHERE id = %s""",
            [self.delivery.id],
        )
        self.env.cr.execute("ANALYZE stock_picking")
        many_button, many_popup = queries()
        self.assertEqual(many_button, button)
        # That they are many is asked once; what is left of them, not at all.
        self.assertLessEqual(many_popup, popup + 1)
