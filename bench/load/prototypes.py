"""Prototypes: documents made with Odoo's own code."""

from odoo import Command, fields

# How many lines the orders have, and how many of those are serial numbers.
ORDERS = (
    *((1, 0), (2, 0), (3, 0), (4, 0), (5, 0)),
    *((1, 0), (2, 0), (3, 1), (4, 0), (5, 2)),
)
# Kinds of documents beside the plain orders, which are 0 to 9
CREDITED, CREDITED_BY_ORDER, RETURNING = 10, 11, 12
DRAFT, CANCELLED, BILL, TRANSFER, CANCELLED_ORDER = 20, 21, 22, 23, 24


class Prototypes:
    """The shop's documents, each made once for one customer."""

    def __init__(self, env):
        self.env = env
        self.company = env["res.partner"].create(
            {
                "name": "Customer",
                "is_company": True,
                "email": "customer@example.com",
                "customer_rank": 1,
            }
        )
        contacts = [
            {
                "name": f"Contact {number}",
                "parent_id": self.company.id,
                "email": f"contact{number}@example.com",
            }
            for number in (1, 2)
        ]
        self.contacts = env["res.partner"].create(contacts)
        self.contact = self.contacts[0]
        # The newest serial number is the one delivered, not one that came back.
        strategy = env.ref("stock.removal_lifo")
        self._category = env["product.category"].create(
            {"name": "Boilers", "removal_strategy_id": strategy.id}
        )
        self.plain = self._new_products("Lamp", 5, tracking="none")
        self.serial = self._new_products("Boiler", 2, tracking="serial")
        self.warehouse = env["stock.warehouse"].search(
            [("company_id", "=", env.company.id)], limit=1
        )
        self.stock = self.warehouse.lot_stock_id
        for product in self.plain:
            self.put_in_stock(product, 1_000_000)
        self._lots = 0

    def finish(self):
        """Leave the database as a shop sets it up."""
        self._category.removal_strategy_id = False

    def _new_products(self, name, number, tracking):
        values = {
            "type": "consu",
            "is_storable": True,
            "tracking": tracking,
            "taxes_id": False,
            "supplier_taxes_id": False,
            "categ_id": self._category.id if tracking == "serial" else False,
            "warranty": 2,
            "warranty_type": "year",
            # What is delivered may be invoiced: returns lower it.
            "invoice_policy": "delivery",
        }
        return self.env["product.product"].create(
            [
                {
                    **values,
                    "name": f"{name} {index}",
                    "list_price": 20.0 * (index + 1),
                    "standard_price": 10.0 * (index + 1),
                }
                for index in range(number)
            ]
        )

    def put_in_stock(self, product, quantity, lot=None):
        """Have a quantity of a product, or a lot of it, in stock."""
        self.env["stock.quant"]._update_available_quantity(
            product, self.stock, quantity, lot_id=lot
        )

    def new_lot(self, product):
        """Return a new serial number that is in stock."""
        self._lots += 1
        lot = self.env["stock.lot"].create(
            {"name": f"PROTO{self._lots:04}", "product_id": product.id}
        )
        self.put_in_stock(product, 1, lot)
        return lot

    def order(self, products, partner=None, **values):
        """Return a confirmed order of one piece of each product."""
        for product in products:
            if product.tracking == "serial":
                self.new_lot(product)
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.contact).id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 1})
                    for product in products
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    def deliver(self, order):
        """Deliver an order."""
        for picking in order.picking_ids.filtered(lambda p: p.state != "done"):
            self._validate(picking)

    def _validate(self, picking):
        picking.action_assign()
        picking.move_ids.picked = True
        picking._action_done()
        assert picking.state == "done", picking.move_ids.mapped("state")

    def invoice(self, order):
        """Invoice an order, or give credit for what came back."""
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        return invoice

    def products(self, kind):
        """Return the products of an order of a kind."""
        lines, serials = ORDERS[kind]
        return [*self.serial[:serials], *self.plain[: lines - serials]]

    def sale(self, kind):
        """Return an order of a kind, delivered and invoiced."""
        order = self.order(self.products(kind))
        self.deliver(order)
        self.invoice(order)
        return order

    def send_back(self, order, validate=True):
        """Return the return of an order's first line."""
        popup = (
            self.env["stock.return.picking"]
            .with_context(
                active_model="stock.picking", active_id=order.picking_ids[:1].id
            )
            .create({"picking_id": order.picking_ids[:1].id})
        )
        popup.product_return_moves[0].quantity = 1
        popup.product_return_moves[0].to_refund = True
        picking = popup._create_return()
        if validate:
            self._validate(picking)
        return picking

    def credit(self, invoice):
        """Return a credit note of an invoice's first line."""
        popup = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        popup.refund_moves()
        credit = popup.new_move_ids
        lines = credit.invoice_line_ids
        credit.write({"invoice_line_ids": [Command.unlink(x.id) for x in lines[1:]]})
        credit.action_post()
        return credit

    def make(self, kind):
        """Make the prototype of a kind."""
        if kind < len(ORDERS):
            self.sale(kind)
        elif kind == CREDITED:
            order = self.sale(7)
            self.credit(order.invoice_ids)
            self.send_back(order)
        elif kind == CREDITED_BY_ORDER:
            order = self.sale(7)
            self.send_back(order)
            credit = self.invoice(order)
            assert credit.move_type == "out_refund" and not credit.reversed_entry_id
        elif kind == RETURNING:
            self.send_back(self.sale(7), validate=False)
        elif kind in (DRAFT, CANCELLED, BILL):
            self._invoice_alone(kind)
        elif kind == CANCELLED_ORDER:
            self.order(self.products(2))._action_cancel()
        elif kind == TRANSFER:
            self._transfer()

    def _invoice_alone(self, kind):
        invoice = self.env["account.move"].create(
            {
                "move_type": "in_invoice" if kind == BILL else "out_invoice",
                "partner_id": self.contact.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, "quantity": 1})
                    for product in self.products(2)
                ],
            }
        )
        if kind == CANCELLED:
            invoice.button_cancel()
        elif kind == BILL:
            invoice.action_post()

    def _transfer(self):
        shelf = self.env["stock.location"].search(
            [("name", "=", "Shelf"), ("location_id", "=", self.stock.id)], limit=1
        ) or self.stock.create({"name": "Shelf", "location_id": self.stock.id})
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": shelf.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 1,
                            "location_id": self.stock.id,
                            "location_dest_id": shelf.id,
                        }
                    )
                    for product in self.plain[:3]
                ],
            }
        )
        picking.action_confirm()
        self._validate(picking)
