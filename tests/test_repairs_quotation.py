# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_repairs import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairsQuotation(RepairCommon):
    """The quotation that a repair makes."""

    def test_quotation_leaves_the_repair_new(self):
        form = self._open(self.salesman, product_id=self.product)
        with form.part_ids.new() as line:
            line.product_id = self.part
            line.product_uom_qty = 2
        popup = form.save()
        action = popup.action_create_quotation()
        repair = self.ticket.repair_ids
        order = repair.sale_order_id
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", order.id)
        )
        self.assertEqual(repair.state, "draft")
        self.assertRecordValues(
            order, [{"partner_id": self.customer.id, "state": "draft"}]
        )
        self.assertRecordValues(
            order.order_line,
            [
                {
                    "product_id": self.part.id,
                    "product_uom_qty": 2,
                    "price_unit": 30.0,
                }
            ],
        )
        self.assertEqual(popup.action_create_quotation(), action)
        self.assertEqual(self.ticket.repair_count, 1)
        with self.assertRaisesRegex(UserError, "already linked"):
            repair.action_create_sale_order()
        # Ticked later, it makes the parts free all the same.
        repair.under_warranty = True
        self.assertEqual(order.amount_total, 0.0)

    def test_quotation_under_warranty_is_free(self):
        form = self._open(self.salesman, product_id=self.product)
        form.under_warranty = True
        with form.part_ids.new() as line:
            line.product_id = self.part
        form.save().action_create_quotation()
        order = self.ticket.repair_ids.sale_order_id
        self.assertEqual(order.order_line.product_id, self.part)
        self.assertEqual(order.amount_total, 0.0)

    def test_quotation_needs_sales_rights(self):
        for user in (self.agent, self.stock_user):
            popup = self._open(user, product_id=self.product).save()
            with self.assertRaisesRegex(AccessError, "rights in Sales"):
                popup.action_create_quotation()
            arch = popup.get_view(
                self.env.ref(
                    "helpdesk_mgmt_after_sales.helpdesk_ticket_repair_wizard_view_form"
                ).id
            )["arch"]
            self.assertNotIn("action_create_quotation", arch)
        self.assertFalse(self.ticket.repair_ids)

    def test_quotation_for_a_colleagues_customer_opens(self):
        self.customer.user_id = self.manager
        popup = self._open(self.salesman, product_id=self.product).save()
        action = popup.action_create_quotation()
        order = self.env["sale.order"].with_user(self.salesman).browse(action["res_id"])
        self.assertEqual(order.user_id, self.salesman)

    def test_quotation_is_linked_with_the_ticket(self):
        form = self._open(self.salesman, product_id=self.product)
        form.save().action_create_quotation()
        order = self.ticket.repair_ids.sale_order_id
        self.assertEqual(self.ticket.sale_order_ids, order)
        self.assertEqual(order.ticket_ids, self.ticket)
        note = self.ticket.message_ids[0].body
        self.assertIn("Quotation created: ", note)
        self.assertIn(f'data-oe-id="{order.id}"', note)

    def test_quotation_made_in_repairs_is_linked_too(self):
        repair = self._repair(product_id=self.product)
        # Sales and Repairs, no Helpdesk.
        seller = self._new_user(
            "seller", "sales_team.group_sale_salesman_all_leads,stock.group_stock_user"
        )
        repair.with_user(seller).action_create_sale_order()
        self.assertEqual(self.ticket.sale_order_ids, repair.sale_order_id)

    def test_quotation_for_another_customer_is_told_only(self):
        repair = self._repair(product_id=self.product)
        repair.partner_id = self.other_customer
        repair.action_create_sale_order()
        self.assertFalse(self.ticket.sale_order_ids)
        self.assertIn(repair.sale_order_id.name, self.ticket.message_ids[0].body)

    def test_quotation_is_not_what_the_customer_bought(self):
        bought = self._new_order()
        self.ticket.sale_order_ids = bought
        repair = self._repair(product_id=self.product)
        repair.action_create_sale_order()
        repair.sale_order_id.action_confirm()
        self.assertEqual(self.ticket.sale_order_ids, bought | repair.sale_order_id)
        self.team.use_credit_notes = True
        popup = self._popup_as(self.agent, self.ticket, "action_refund")
        self.assertEqual(popup.sale_order_id, bought, "The one that needs no guess")
