# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo import Command, fields
from odoo.tests import tagged

from .common_coupons import CouponCommon
from .common_field_service import FsmShop
from .common_returns import ReturnCommon

ADDON = "helpdesk_mgmt_after_sales"


@tagged("post_install", "-at_install")
class TestTicketQueries(FsmShop, CouponCommon, ReturnCommon):
    """What our fields on the screens of tickets cost more than those of OCA."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write({"use_credit_notes": True, "use_product_repairs": True})
        products = cls.product | cls.serial_product
        products.write({"warranty": 24, "warranty_type": "month"})

    def _get_spec(self, view_type, bare=False):
        """Return what the web client reads for a view of tickets.

        :param bool bare: without the fields of this addon, and without orders, which
            agents do not see without it
        """
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        view = tickets.get_views([(False, view_type)])["views"][view_type]
        root = etree.fromstring(view["arch"])
        spec = {}
        for node in root.xpath("//field[not(ancestor::field)]"):
            field = tickets._fields[node.get("name")]
            if bare and (
                set(field._modules) == {ADDON} or field.comodel_name == "sale.order"
            ):
                continue
            sub = {}
            if field.type == "many2one":
                sub = {"fields": {"display_name": {}}}
            elif field.relational:
                names = [x.get("name") for x in node.xpath(".//field")]
                sub = {"fields": {x: {} for x in names or ["display_name"]}}
            spec[field.name] = sub
        return spec

    def _count(self, ticket, spec, user=None):
        """Return how many queries it takes to open a ticket, the caches being warm."""
        ticket = ticket.with_user(user or self.agent).with_context(
            allowed_company_ids=self.company.ids
        )
        for __ in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ticket.web_read(spec)
            queries = self.env.cr.sql_log_count - before
        return queries

    def _make_documents(self, ticket, with_return=True):
        self.env["account.move"].create(
            [
                {
                    "move_type": "out_refund",
                    "partner_id": self.customer.id,
                    "helpdesk_ticket_id": ticket.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [
                        Command.create({"product_id": self.product.id, "quantity": 1})
                    ],
                }
                for __ in range(2)
            ]
        )[0].action_post()
        self.env["loyalty.card"].create(
            {
                "program_id": self.program.id,
                "partner_id": self.customer.id,
                "points": 5,
                "helpdesk_ticket_id": ticket.id,
            }
        )
        if with_return:
            self._return(ticket)
        self.env["repair.order"].create(
            {
                "product_id": self.product.id,
                "partner_id": self.customer.id,
                "helpdesk_ticket_id": ticket.id,
            }
        )
        self.env["project.task"].create(
            {
                "name": "Visit",
                "project_id": self.project.id,
                "partner_id": self.customer.id,
                "helpdesk_ticket_id": ticket.id,
            }
        )

    def _new_delivered_ticket(self):
        """Return a ticket with a serial number, its order and its delivery."""
        lot = self._new_lot(self.serial_product, "SNQ1")
        self._put_in_stock(self.serial_product, 1, lot)
        order = self._new_order([(self.serial_product, 1)])
        self._deliver(order, lot)
        return self._new_ticket(
            product_id=self.serial_product.id,
            lot_id=lot.id,
            sale_order_ids=order.ids,
        )

    def _assert_more_queries(self, ticket, more, view_type="form"):
        """Assert how many queries a view of a ticket costs more than OCA's alone."""
        bare = self._count(ticket, self._get_spec(view_type, bare=True))
        ours = self._count(ticket, self._get_spec(view_type))
        self.assertEqual(ours - bare, more)

    def test_form_of_a_ticket_with_nothing(self):
        # Its orders; what the buttons show.
        self._assert_more_queries(self._new_ticket(), 2)

    def test_form_of_a_ticket_with_product_and_order(self):
        ticket = self._new_ticket(
            product_id=self.product.id, sale_order_ids=self.order.ids
        )
        # And the orders' names, the customer's, which is bare's too, the warranty.
        self._assert_more_queries(ticket, 5)

    def test_form_of_a_ticket_with_a_serial_number(self):
        ticket = self._new_delivered_ticket()
        self.assertIn("Warranty until", ticket.with_user(self.agent).warranty_info)
        # And the name of the number.
        self._assert_more_queries(ticket, 6)

    def test_form_of_a_ticket_with_documents(self):
        ticket = self._new_delivered_ticket()
        self._make_documents(ticket)
        self._assert_counts(ticket, 1)
        # And the counts, the mails of its coupons.
        self._assert_more_queries(ticket, 8)
        for __ in range(3):
            self._make_documents(ticket, with_return=False)
        self._assert_counts(ticket, 4, returns=1)
        self._assert_more_queries(ticket, 8)

    def _assert_counts(self, ticket, number, **numbers):
        self.assertRecordValues(
            ticket.with_user(self.agent),
            [
                {
                    "credit_note_count": number,
                    "draft_credit_note_count": number,
                    "coupon_count": number,
                    "return_count": numbers.get("returns", number),
                    "repair_count": number,
                    "fsm_task_count": number,
                    "has_delivery": True,
                    "after_sales_allowed": True,
                }
            ],
        )

    def test_lists_cost_their_icons(self):
        ticket = self._new_delivered_ticket()
        self._make_documents(ticket)
        for view_type in ("list", "kanban"):
            with self.subTest(view_type):
                # All icons at once, however many tickets there are.
                self._assert_more_queries(ticket, 1, view_type)
