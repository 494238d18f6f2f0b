# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import Form

from .common import AfterSalesCommon, AfterSalesShop


class ReturnShop(AfterSalesShop):
    """A team that takes back, stock to deliver from, and a delivered order."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_product_returns = True
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls._put_in_stock(cls.product, 100)
        cls.order = cls._new_order([(cls.product, 5)])
        cls.delivery = cls._deliver(cls.order)

    @classmethod
    def _put_in_stock(cls, product, quantity, lots=None):
        quants = cls.env["stock.quant"]
        for lot in lots or [cls.env["stock.lot"]]:
            quants._update_available_quantity(product, cls.stock, quantity, lot_id=lot)

    @classmethod
    def _deliver_serials(cls, *names, product=None, **values):
        product = product or cls.serial_product
        lots = cls.env["stock.lot"]
        for name in names:
            lots |= cls._new_lot(product, name)
        cls._put_in_stock(product, 1, lots)
        order = cls._new_order([(product, len(names))], **values)
        return cls._deliver(order, lots)

    @classmethod
    def _receive(cls, picking):
        """Validate a transfer as it is."""
        picking.move_ids.picked = True
        picking._action_done()
        return picking


class ReturnCommon(ReturnShop, AfterSalesCommon):
    def _open(self, ticket=None, user=None, **values):
        """Press Return on the ticket, as the plain agent unless told otherwise."""
        return self._popup_as(
            user or self.agent, ticket or self.ticket, "action_return", **values
        )

    def _return(self, ticket=None, user=None, button="action_create_returns", **values):
        """Make a return through the popup, and give the transfer to the superuser."""
        popup = self._open(ticket, user, **values).save()
        return self._press(popup, button)

    def _press(self, popup, button="action_create_returns"):
        action = getattr(popup, button)()
        self.assertEqual(action["res_model"], "stock.picking")
        return self.env["stock.picking"].browse(action["res_id"])

    def _set_quantities(self, form, *quantities):
        for index, quantity in enumerate(quantities):
            with form.product_return_moves.edit(index) as line:
                line.quantity = quantity

    def _standard_popup(self, picking):
        return Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
        )

    def _set_up_branch(self):
        """Another company with a team, stock, and an agent who works in both."""
        company = self.env["res.company"].create({"name": "Branch"})
        self.env.user.company_ids += company
        self.agent.company_ids += company
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        self.env["stock.quant"]._update_available_quantity(
            self.product, warehouse.lot_stock_id, 10
        )
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Branch",
                "company_id": company.id,
                "use_product_returns": True,
                "user_ids": [Command.set(self.agent.ids)],
            }
        )
        ticket = self._new_ticket(team_id=team.id, company_id=company.id)
        return company, warehouse, ticket

    def _deliver_from(self, company):
        """Deliver two of the product to the customer, from another company."""
        order = (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "product_uom_qty": 2}
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        return self._deliver(order)


class ReturnKitCommon(ReturnCommon):
    """Two tables, delivered as four legs and a top each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.bom" not in cls.env:
            cls.skipTest(cls, "Manufacturing is not installed")
        cls.leg = cls._new_product("Leg")
        cls.top = cls._new_product("Table top")
        cls.kit = cls._new_product("Table", is_storable=False)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": cls.leg.id, "product_qty": 4}),
                    Command.create({"product_id": cls.top.id, "product_qty": 1}),
                ],
            }
        )
        cls._put_in_stock(cls.leg, 100)
        cls._put_in_stock(cls.top, 100)
        cls.order = cls._new_order([(cls.kit, 2)])
        cls.delivery = cls._deliver(cls.order)

    def _quantities(self, form):
        quantities = {}
        for index in range(len(form.product_return_moves)):
            line = form.product_return_moves.edit(index)
            quantities[line.product_id] = line.quantity
        return quantities
