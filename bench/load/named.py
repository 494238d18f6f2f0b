"""What is measured, under names of its own."""

from odoo import Command

APPS = (
    "account.group_account_invoice",
    "stock.group_stock_user",
    "sales_team.group_sale_manager",
    "project.group_project_user",
)
AGENT = "helpdesk_mgmt.group_helpdesk_user"
USERS = {
    "user_agent_own": ["helpdesk_mgmt.group_helpdesk_user_own"],
    "user_agent_team": ["helpdesk_mgmt.group_helpdesk_user_team"],
    "user_agent_all": [AGENT],
    "user_accountant": ["account.group_account_invoice"],
    "user_stock": ["stock.group_stock_user"],
    "user_sales": ["sales_team.group_sale_salesman_all_leads"],
    "user_standard": [AGENT, *APPS],
}
AGENTS = [f"agent_{number:02}" for number in range(1, 17)]


class Named:
    """Users, orders and tickets with an external id."""

    def __init__(self, shop):
        self.env = shop.env
        self._shop = shop

    def name(self, name, record):
        """Give a record an external id."""
        self.env["ir.model.data"].create(
            {
                "module": "bench",
                "name": name,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )
        return record

    def make_users(self):
        """Make the users, each with his name as the password."""
        ref = self.env.ref
        everybody = ref("base.group_user")
        # As where Settings have serial numbers: whoever sees a delivery sees them.
        everybody.implied_ids += ref("stock.group_production_lot")
        groups = {**USERS, **{login: [AGENT, *APPS] for login in AGENTS}}
        users = self.env["res.users"].create(
            [
                {
                    "name": login.replace("_", " ").title(),
                    "login": login,
                    "password": login,
                    "email": f"{login}@example.com",
                    "group_ids": [
                        Command.link(group.id)
                        for group in (everybody, *map(ref, names))
                    ],
                }
                for login, names in groups.items()
            ]
        )
        self.users = dict(zip(groups, users, strict=True))
        for login, user in self.users.items():
            self.name(login, user)

    def make_records(self, tickets):
        """Make and name all else."""
        shop, prototypes = self._shop, self._shop.prototypes
        partners = self.env["res.partner"]
        one = self.name("customer_one", partners.browse(shop.first_customer))
        contact = self.name("contact_one", partners.browse(shop.first_customer + 1))
        giant = self.name("customer_giant", shop.giant)
        self.name("program", tickets.program)
        self.name("reward", tickets.program.reward_ids)
        self.name("project", tickets.project)
        team = self.name("team", tickets.teams[0])
        team.user_ids += self.users["user_agent_own"] + self.users["user_agent_team"]

        # These are sold with the company's usual tax.
        products = self.env["product.product"].create(
            [
                {
                    "name": f"Lamp with tax {number}",
                    "is_storable": True,
                    "invoice_policy": "delivery",
                    "list_price": 10.0 + number,
                    "warranty": 2,
                    "warranty_type": "year",
                }
                for number in range(1, 51)
            ]
        )
        for product in products:
            prototypes.put_in_stock(product, 1_000)
        self.name("product", products[0])
        serial = self.name("product_serial", prototypes.serial[0])
        self.name("product_repair", serial)
        orders = {}
        for number in (1, 5, 50):
            sold = [*products[:number]]
            if number == 5:
                sold[4] = serial
            order = self._sell(sold, contact)
            orders[number] = self.name(f"order_{number}", order)
            self.name(f"invoice_{number}", order.invoice_ids)
            self.name(f"picking_{number}", order.picking_ids)
        lines = orders[5].picking_ids.move_line_ids
        self.name("lot", lines.lot_id)
        giants = self.env["sale.order"].search(
            [("partner_id", "=", giant.id), ("invoice_ids", "!=", False)], limit=1
        )
        assert giants
        self._make_ticket("ticket_plain", team, contact)
        self._make_ticket("ticket_product_order", team, contact, products[0], orders[5])
        self._make_ticket("ticket_serial", team, contact, serial, orders[5])
        of_giant = giants.order_line[0].product_id
        self._make_ticket("ticket_giant", team, giant, of_giant, giants)
        for number, order in orders.items():
            name = f"ticket_order_{number}"
            self._make_ticket(name, team, one, products[0], order)

    def _sell(self, products, partner):
        order = self._shop.prototypes.order(products, partner)
        self._shop.prototypes.deliver(order)
        self._shop.prototypes.invoice(order)
        return order

    def _make_ticket(self, name, team, partner, product=None, order=None):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": name.replace("_", " ").title(),
                "description": "<p>It does not work.</p>",
                "partner_id": partner.id,
                "team_id": team.id,
                "user_id": self.users["user_agent_own"].id,
                "product_id": product.id if product else False,
                "sale_order_ids": [Command.set(order.ids if order else [])],
            }
        )
        self.name(name, ticket)
