# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged

from ..models.returns import stock_picking_return
from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsDeliveries(ReturnCommon):
    """Which deliveries are a customer's, whatever way they are looked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(12)
        branch = cls.env["res.company"].create({"name": "Branch"})
        cls.env.user.company_ids += branch
        cls.customers = cls.customer | cls.other_customer
        archived = cls.contact.copy({"name": "Left", "parent_id": cls.customer.id})
        closed = cls.contact.copy({"parent_id": cls.customer.id})
        people = cls.customers | cls.contact | archived | closed
        cls.deliveries = cls.delivery
        for __ in range(12):
            order = cls._new_order(
                partner_id=chance.choice(people).id,
                partner_shipping_id=chance.choice(people).id,
            )
            cls.deliveries |= (
                cls._deliver(order) if chance.random() < 0.8 else (order.picking_ids)
            )
        for picking in cls.deliveries:
            if chance.random() < 0.3:
                picking.partner_id = chance.choice(people)
            if chance.random() < 0.2:
                picking.sale_id = False
        archived.active = False
        closed.company_id = branch
        cls.env.flush_all()

    def _get_delivered_before(self, partner):
        """Return the domain as it was: both ways in one OR."""
        return Domain(
            [
                ("state", "=", "done"),
                ("picking_type_code", "=", "outgoing"),
                ("location_dest_id.usage", "in", ("customer", "transit")),
            ]
        ) & (
            Domain("partner_id.commercial_partner_id", "=", partner.id)
            | Domain("sale_id.partner_id.commercial_partner_id", "=", partner.id)
        )

    def test_all_ways_find_the_same(self):
        self._new_ticket(partner_id=self.other_customer.id, user_id=self.agent_all.id)
        users = self.agent | self.agent_team | self.agent_all | self._stock_user()
        for user in [self.env.user, *users]:
            pickings = self.env["stock.picking"].with_user(user)
            for customer in self.customers:
                domain = self._get_delivered_before(customer)
                expected = pickings.search(domain)
                found = Domain("helpdesk_customer_ids", "in", customer.ids)
                for many in (1000, 0):
                    with (
                        self.subTest(user=user.login, many=many),
                        patch.object(stock_picking_return, "MANY", many),
                    ):
                        self.assertEqual(pickings.search(found), expected)
                for picking in self.deliveries.with_user(user):
                    domain = picking._return_get_customer_domain(
                        customer.ids, one=True
                    ) & Domain("id", "=", picking.id)
                    self.assertEqual(
                        pickings.search(domain), picking & expected, user.login
                    )
        self.assertTrue(pickings.search(found))

    def _stock_user(self):
        return self._new_user(
            "stock_deliveries",
            "stock.group_stock_user,sales_team.group_sale_salesman_all_leads",
        )
