# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
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

    def _standard_wizard(self, picking):
        return Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
        )
