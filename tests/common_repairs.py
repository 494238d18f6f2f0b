# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from .common import AfterSalesCommon


class RepairCommon(AfterSalesCommon):
    """A team that offers repairs, a product with parts, and who handles them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                tracking_disable=False,
                mail_notrack=False,
                mail_create_nolog=False,
            )
        )
        cls.team.use_product_repairs = True
        cls.part = cls._new_product("Heating element", list_price=30.0)
        cls.old_part = cls._new_product("Burnt element")
        cls.lot_product = cls._new_product("Filter", tracking="lot")
        cls.service = cls.env["product.product"].create(
            {"name": "Advice", "type": "service"}
        )
        cls.stock_user = cls._new_user(
            "stock_agent",
            "helpdesk_mgmt.group_helpdesk_user,stock.group_stock_user",
        )
        cls.salesman = cls._new_user(
            "sales_agent",
            "helpdesk_mgmt.group_helpdesk_user,sales_team.group_sale_salesman",
        )
        cls.team.user_ids += cls.stock_user | cls.salesman
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )

    def _open(self, user=None, ticket=None, **values):
        return self._popup_as(
            user or self.agent, ticket or self.ticket, "action_repair", **values
        )

    def _repair(self, user=None, ticket=None, **values):
        """Confirm a repair from a ticket.

        :return: the repair order as the superuser
        """
        popup = self._open(user, ticket, **values).save()
        popup.action_confirm()
        return self.env["repair.order"].browse(popup.sudo().repair_id.id)

    def _flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    @classmethod
    def _return(cls, picking, receive=True, ticket=None):
        """Bring back all of a delivery, for the ticket."""
        wizard = cls.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = line.move_id.quantity
        returned = cls.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        returned.helpdesk_ticket_id = ticket or cls.ticket
        if receive:
            returned.move_ids.picked = True
            returned._action_done()
        return returned


class WarrantyCommon(RepairCommon):
    """Products with a warranty of two years, delivered in the past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for product in (cls.product, cls.serial_product, cls.lot_product):
            product.write({"warranty": 24, "warranty_type": "month"})
        cls.agent.tz = "UTC"

    def _stock(self, lot, quantity=1):
        self.env["stock.quant"]._update_available_quantity(
            lot.product_id, self.warehouse.lot_stock_id, quantity, lot_id=lot
        )
        return lot

    def _delivered(self, date, lines=None, lots=None, **values):
        """Sell and deliver at a date in the past.

        :return: the done transfer
        """
        with freeze_time(date):
            delivery = self._deliver(self._new_order(lines, **values), lots)
        self.assertEqual(delivery.state, "done")
        return delivery

    def _assert_warranty(self, expected, covered, ticket=None, **values):
        form = self._open(ticket=ticket, **values)
        self.assertEqual(form.warranty_info, expected)
        self.assertEqual(form.under_warranty, covered)

    def _assert_warranty_starts(self, partner, expected):
        form = self._open(product_id=self.product, partner_id=partner)
        self.assertTrue(form.warranty_info.startswith(expected), form.warranty_info)
