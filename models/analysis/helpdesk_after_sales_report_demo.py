# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import SQL

MONTHS = 3
CUSTOMERS = ("Corner Books", "Hotel Miramar", "Blue Door Bakery")
# Name, price, cost; how many are sold in a month, and how many of them come back.
PRODUCTS = (
    ("Kettle Vapor", 59.0, 24.0, 24, 5),
    ("Toaster Duo", 39.0, 15.0, 40, 3),
    ("Desk Fan Brisa", 79.0, 31.0, 18, 1),
)


class HelpdeskAfterSalesReport(models.Model):
    """Three months of a shop for the demo data: so that the graphs say something."""

    _inherit = "helpdesk.after.sales.report"

    @api.model
    def _make_demo_history(self):
        """Make sales and after-sales documents of the last three months.

        Called by the demo data alone, after that of the services.
        """
        demo = self.env.ref
        shop = {
            "team": demo("helpdesk_mgmt_after_sales.team_after_sales_demo"),
            "agent": demo("helpdesk_mgmt_after_sales.user_agent_demo"),
            "program": demo("helpdesk_mgmt_after_sales.loyalty_program_demo"),
            "project": demo("helpdesk_mgmt_after_sales.project_project_fsm"),
        }
        # Nobody is to get mails about it.
        self = self.with_context(
            tracking_disable=True, mail_create_nosubscribe=True, mail_notrack=True
        )
        customers = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "country_id": demo(country).id,
                }
                for name, country in zip(
                    CUSTOMERS, ("base.us", "base.es", "base.de"), strict=True
                )
            ]
        )
        products = self.env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "consu",
                    "is_storable": True,
                    "list_price": price,
                    "standard_price": cost,
                    "invoice_policy": "order",
                }
                for name, price, cost, __, __ in PRODUCTS
            ]
        )
        today = fields.Datetime.now().replace(hour=10, minute=0, second=0)
        for month in range(MONTHS):
            first = today - timedelta(days=30 * (MONTHS - month) - 2)
            for index, customer in enumerate(customers):
                day = first + timedelta(days=4 * index)
                self._make_demo_month(
                    shop, customer, products[index], (month, index), day
                )

    @api.model
    def _make_demo_month(self, shop, customer, product, number, day):
        """Sell a product to a customer, and do some of it again.

        :param dict shop: the demo records it is done with
        :param tuple number: of the month, and of customer and product
        :param datetime day: of the sale
        """
        month, index = number
        *__, sold, returned = PRODUCTS[index]
        # The shop grows; one product gets worse, the others do not.
        sold += 4 * month
        returned += (1 - index) * month if index < 2 else 0
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", shop["team"].company_id.id)], limit=1
        )
        self.env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, sold
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": sold})
                ],
            }
        )
        order.action_confirm()
        self._set_demo_value(order, day, "date_order")
        delivery = order.picking_ids
        self._finish_demo_transfer(delivery, day + timedelta(days=1))
        invoice = order._create_invoices()
        invoice.invoice_date = day.date()
        invoice.action_post()
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": name,
                    "description": f"<p>{name}</p>",
                    "team_id": shop["team"].id,
                    "user_id": shop["agent"].id,
                    "company_id": shop["team"].company_id.id,
                    "partner_id": customer.id,
                    "product_id": product.id,
                }
                for name in (f"{product.name} is broken", f"{product.name} came late")
            ]
        )
        self._set_demo_value(tickets, day + timedelta(days=3))
        broken, late = tickets
        self._make_demo_return(broken, delivery, returned, day + timedelta(days=6))
        self._make_demo_refund(broken, invoice, returned, day + timedelta(days=8))
        self._make_demo_others(shop, broken, late, number, day + timedelta(days=5))

    @api.model
    def _make_demo_return(self, ticket, delivery, quantity, day):
        popup = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model=delivery._name)
            .create({"picking_id": delivery.id})
        )
        popup.product_return_moves.quantity = quantity
        back = delivery.browse(popup.action_create_returns()["res_id"])
        back.helpdesk_ticket_id = ticket
        self._finish_demo_transfer(back, day)
        self._set_demo_made(back, day)

    @api.model
    def _make_demo_refund(self, ticket, invoice, quantity, day):
        # One of them is not refunded.
        credit_note = invoice._reverse_moves(
            [{"invoice_date": day.date(), "helpdesk_ticket_id": ticket.id}]
        )
        credit_note.invoice_line_ids.quantity = max(quantity - 1, 1)
        # The latest is still to be posted.
        if day < fields.Datetime.now() - timedelta(days=12):
            credit_note.action_post()
        self._set_demo_made(credit_note, day)

    @api.model
    def _make_demo_others(self, shop, broken, late, number, day):
        """Make coupons, repairs and visits, of which some are finished."""
        month, index = number
        coupons = self.env["loyalty.card"].create(
            [
                {
                    "program_id": shop["program"].id,
                    "partner_id": late.partner_id.id,
                    "points": 1,
                    "helpdesk_ticket_id": late.id,
                }
                for __ in range(1 + (month + index) % 3)
            ]
        )
        repair = self.env["repair.order"].create(
            {
                "partner_id": broken.partner_id.id,
                "product_id": broken.product_id.id,
                "helpdesk_ticket_id": broken.id,
            }
        )
        repair._action_repair_confirm()
        if index > month:
            repair.action_repair_cancel()
        elif index:
            repair.action_repair_start()
            repair.action_repair_end()
            self._set_demo_value(
                repair.move_id, day + timedelta(days=2 + index), "date"
            )
        task = self.env["project.task"].create(
            {
                "name": f"Look at {broken.product_id.name} on site",
                "project_id": shop["project"].id,
                "partner_id": broken.partner_id.id,
                "helpdesk_ticket_id": broken.id,
            }
        )
        if index != 1:
            task.state = "1_done"
            self._set_demo_value(task, day + timedelta(days=1), "date_end")
        for documents in (coupons, repair, task):
            self._set_demo_made(documents, day)

    @api.model
    def _finish_demo_transfer(self, picking, day):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking._action_done()
        picking.date_done = day
        picking.move_ids.date = day
        self._set_demo_value(picking, day)

    @api.model
    def _set_demo_made(self, documents, day):
        """Have the agent of their ticket made documents by its buttons, on a day."""
        documents.helpdesk_is_made = True
        is_coupon = documents._name == "loyalty.card"
        reason = "reason_delivered_late" if is_coupon else "reason_defective"
        documents.after_sales_reason_id = self.env.ref(
            f"helpdesk_mgmt_after_sales.{reason}"
        )
        self._set_demo_value(documents, day)
        agent = documents.helpdesk_ticket_id.user_id
        self._set_demo_value(documents, agent.id, "create_uid")

    @api.model
    def _set_demo_value(self, records, value, column="create_date"):
        """Write what Odoo itself would set to now, or to the superuser."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                SQL.identifier(column),
                value,
                records.ids,
            )
        )
        records.invalidate_recordset([column])
