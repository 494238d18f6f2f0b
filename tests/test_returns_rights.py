# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsRights(ReturnCommon):
    """Who may do and see what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_order = cls._new_order([(cls.product, 1)])
        cls.open_delivery = cls.open_order.picking_ids
        cls.foreign_delivery = cls._deliver(
            cls._new_order([(cls.product, 1)], partner_id=cls.other_customer.id)
        )

    def test_plain_agent_reads_their_customers_done_deliveries_only(self):
        pickings = self.delivery | self.open_delivery | self.foreign_delivery
        self.assertEqual(
            pickings.with_user(self.agent)._filtered_access("read"), self.delivery
        )
        self.assertEqual(
            self.env["stock.picking"]
            .with_user(self.agent)
            .search([("id", "in", pickings.ids)]),
            self.delivery,
        )
        self.assertEqual(
            pickings.move_ids.with_user(self.agent)._filtered_access("read"),
            self.delivery.move_ids,
        )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_plain_agent_reads_their_return_and_changes_nothing(self):
        picking = self._return(button="action_create_exchanges")
        replacement = self.ticket.return_ids - picking
        for document in picking | replacement:
            mine = document.with_user(self.agent)
            self.assertEqual(mine.name, document.name)
            self.assertTrue(mine.move_ids.has_access("read"))
            with self.assertRaises(AccessError):
                mine.button_validate()
            with self.assertRaises(AccessError):
                mine.action_cancel()
            with self.assertRaises(AccessError):
                mine.write({"origin": "x"})
            with self.assertRaises(AccessError):
                mine.move_ids.write({"product_uom_qty": 9})
        self.assertEqual(picking.state, "assigned")

    def test_return_of_somebody_elses_ticket_is_closed(self):
        picking = self._return()
        stranger = self._new_user("stranger", "helpdesk_mgmt.group_helpdesk_user_own")
        self.assertFalse(picking.with_user(stranger).has_access("read"))
        self.assertFalse(self.delivery.with_user(stranger).has_access("read"))

    def test_link_opens_nothing_of_another_customer(self):
        self.foreign_delivery.helpdesk_ticket_id = self.ticket
        self.open_delivery.helpdesk_ticket_id = self.ticket
        pickings = (self.foreign_delivery | self.open_delivery).with_user(self.agent)
        self.assertEqual(pickings._filtered_access("read"), self.open_delivery)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_plain_agent_makes_no_return_without_a_ticket(self):
        popup = (
            self.env["stock.return.picking"]
            .with_user(self.agent)
            .create({"picking_id": self.delivery.id})
        )
        popup.product_return_moves.quantity = 1
        for button in (
            "action_create_returns",
            "action_create_returns_all",
            "action_create_exchanges",
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                getattr(popup, button)()
        self.assertFalse(self.delivery.return_ids)

    def test_slim_form_for_plain_agents_only(self):
        picking = self._return()
        form = Form(picking.with_user(self.agent))
        self.assertEqual(form.helpdesk_ticket_id, self.ticket)
        self.assertEqual(form.helpdesk_document_type, "return")
        arch = picking.with_user(self.agent).get_view(view_type="form")["arch"]
        self.assertNotIn("button_validate", arch)
        stock_user = self._new_user(
            "stock_agent",
            "stock.group_stock_user,helpdesk_mgmt.group_helpdesk_user",
        )
        arch = picking.with_user(stock_user).get_view(view_type="form")["arch"]
        self.assertIn("button_validate", arch)
        self.assertIn("action_send_return_slip", arch)

    def test_list_loads_for_plain_agents(self):
        self._return(button="action_create_exchanges")
        action = self.ticket.with_user(self.agent).action_view_returns()
        model = self.env["stock.picking"].with_user(self.agent)
        views = model.get_views(action["views"])["views"]
        self.assertIn("helpdesk_document_type", views["list"]["arch"])
        found = model.web_search_read(
            action["domain"],
            {
                "name": {},
                "helpdesk_document_type": {},
                "partner_id": {"fields": {"display_name": {}}},
                "origin": {},
                "state": {},
            },
        )
        self.assertEqual(
            sorted(x["helpdesk_document_type"] for x in found["records"]),
            ["replacement", "return"],
        )

    def test_warehouse_sees_the_ticket_as_text(self):
        picking = self._return()
        stock_user = self._new_user("stock_user", "stock.group_stock_user")
        mine = picking.with_user(stock_user)
        self.assertFalse(mine.helpdesk_ticket_accessible)
        self.assertIn(self.ticket.number, mine.helpdesk_ticket_label)
        self.assertEqual(mine.helpdesk_document_type, "return")
        self.assertEqual(
            mine.search([("helpdesk_ticket_id", "!=", False)]) & picking, picking
        )
        self._receive(mine)
        self.assertEqual(picking.state, "done")

    def test_warehouse_mails_the_slip(self):
        picking = self._return()
        stock_user = self._new_user("stock_user", "stock.group_stock_user")
        action = picking.with_user(stock_user).action_send_return_slip()
        composer = Form(
            self.env[action["res_model"]]
            .with_user(stock_user)
            .with_context(**action["context"])
        ).save()
        self.assertEqual(composer.partner_ids, self.customer)
        composer.action_send_mail()
        self.assertIn(picking.name, picking.message_ids[0].subject)

    def test_agent_with_inventory_rights_validates(self):
        user = self._new_user(
            "stock_agent",
            "stock.group_stock_user,helpdesk_mgmt.group_helpdesk_user",
        )
        picking = self._return(user=user).with_user(user)
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.order.order_line.qty_delivered, 0)

    def test_roles_lose_no_transfer_by_being_agents(self):
        records = (
            self.delivery | self.open_delivery | self.foreign_delivery,
            (self.delivery | self.open_delivery | self.foreign_delivery).move_ids,
        )
        for groups in (
            "stock.group_stock_user",
            "stock.group_stock_manager",
            "account.group_account_invoice",
            "sales_team.group_sale_salesman",
            "sales_team.group_sale_salesman_all_leads",
            "base.group_system",
        ):
            login = groups.replace(".", "_")
            before = self._new_user(login, groups)
            both = self._new_user(
                f"{login}_agent", f"{groups},helpdesk_mgmt.group_helpdesk_user_own"
            )
            for record in records:
                with self.subTest(groups=groups, model=record._name):
                    lost = record.with_user(before)._filtered_access(
                        "read"
                    ) - record.with_user(both)._filtered_access("read")
                    self.assertFalse(lost)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_employee_and_portal_user_get_nothing(self):
        picking = self._return()
        portal = self._new_user(
            "portal", "base.group_portal", partner_id=self.other_customer.id
        )
        for user in (self.outsider, portal):
            self.assertFalse(picking.with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                self.ticket.with_user(user).action_return()
            with self.assertRaises(AccessError):
                self.env["stock.return.picking"].with_user(user).create({})
            with self.assertRaises(AccessError):
                picking.with_user(user).action_send_return_slip()

    # ------------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------------

    def test_return_is_in_the_tickets_company(self):
        company, warehouse, ticket = self._set_up_branch()
        # The customer's delivery in the main company does not count.
        self.assertFalse(ticket.has_delivery)
        delivery = self._deliver_from(company)
        ticket.invalidate_recordset()
        self.assertTrue(ticket.has_delivery)
        self.assertEqual(self.agent.company_id, self.company)
        action = ticket.with_user(self.agent).action_return()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(
                **action["context"],
                allowed_company_ids=(self.company | company).ids,
            )
        )
        self.assertEqual(form.picking_id, delivery)
        self.assertEqual(form.return_location_id, warehouse.lot_stock_id)
        picking = self._press(form.save())
        self.assertEqual(picking.company_id, company)
        self.assertEqual(picking.picking_type_id, warehouse.in_type_id)
        # A delivery of the other company is refused.
        popup = form.save()
        other = popup.copy()
        other.picking_id = self.delivery
        with self.assertRaisesRegex(UserError, "choose a done delivery of Branch"):
            other.action_create_returns()

    def test_agent_of_another_company_sees_nothing(self):
        company, __, ___ = self._set_up_branch()
        self.agent.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company}
        )
        self.assertFalse(self.delivery.with_user(self.agent).has_access("read"))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_popup_shows_nothing_of_what_the_agent_may_not_read(self):
        """Values written by RPC open no foreign delivery."""
        popup = self._open().save()
        line = popup.product_return_moves
        for record, values, label in (
            (popup, {"picking_id": self.foreign_delivery.id}, "Delivery to Return"),
            (line, {"move_id": self.foreign_delivery.move_ids.id}, "Move"),
        ):
            with self.assertRaisesRegex(AccessError, f"entered in {label}"):
                record.write(values)
        # Even if it got there, it shows nothing and goes nowhere.
        popup.sudo().picking_id = self.foreign_delivery
        with self.assertRaisesRegex(UserError, "cannot be returned from ticket"):
            popup.action_create_returns()
        line = popup.sudo().product_return_moves.sudo(False)
        line.sudo().move_id = self.foreign_delivery.move_ids
        self.assertEqual(line.delivered_quantity, 0)
        self.assertEqual(line.returnable_quantity, 0)

    def test_customer_in_the_portal_does_not_post(self):
        picking = self._return()
        portal = self._new_user(
            "portal", "base.group_portal", partner_id=self.customer.id
        )
        # The standard lets them read their transfers.
        self.assertTrue(picking.with_user(portal).has_access("read"))
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_model"),
        ):
            picking.with_user(portal).message_post(body="x")
