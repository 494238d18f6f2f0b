# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import Form, tagged

from .common import AfterSalesCommon

ROLES = (
    "base.group_user",
    "account.group_account_readonly",
    "account.group_account_invoice",
    "account.group_account_manager",
    "stock.group_stock_user",
    "stock.group_stock_manager",
    "sales_team.group_sale_salesman",
    "sales_team.group_sale_salesman_all_leads",
    "sales_team.group_sale_manager",
    "project.group_project_user",
    "project.group_project_manager",
    "base.group_system",
)


@tagged("post_install", "-at_install")
class TestRoles(AfterSalesCommon):
    """Whoever is an agent besides keeps all they had, in every model we touch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Papers that no ticket opens.
        order = cls._new_order(
            [(cls.product, 1)],
            partner_id=cls.other_customer.id,
            user_id=cls.manager.id,
        )
        cls._deliver(order)
        cls._invoice(order)
        cls._new_invoice(partner_id=cls.other_customer.id, move_type="in_invoice")
        cls._new_lot(cls.serial_product, "SN1")
        program = cls.env["loyalty.program"].create(
            {"name": "Gift cards", "program_type": "gift_card"}
        )
        card = cls.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": cls.other_customer.id}
        )
        cls.env["loyalty.history"].create(
            {"card_id": card.id, "description": "x", "issued": 1}
        )
        cls.env["repair.order"].create(
            {"product_id": cls.product.id, "partner_id": cls.other_customer.id}
        )
        cls.env["repair.tags"].create({"name": "Broken"})
        for visibility in ("followers", "employees", "portal"):
            project = cls.env["project.project"].create(
                {"name": visibility, "privacy_visibility": visibility}
            )
            cls.env["project.task"].create(
                {"name": visibility, "project_id": project.id}
            )
        foreign = cls._new_ticket(
            partner_id=cls.other_customer.id, user_id=cls.manager.id
        )
        cls._new_request(foreign)
        cls.env["helpdesk.after.sales.approval"].create(
            {
                "ticket_id": foreign.id,
                "service": "use_credit_notes",
                "user_id": cls.manager.id,
            }
        )
        cls._new_invoice(
            partner_id=cls.other_customer.id,
            move_type="out_refund",
            helpdesk_ticket_id=foreign.id,
            helpdesk_service="use_credit_notes",
        )
        cls.models = sorted(
            name
            for name in cls.registry.descendants(
                ["helpdesk.after.sales.scope"], "_inherit"
            )
            if not cls.registry[name]._abstract
        ) + ["stock.lot", "repair.tags", "loyalty.reward", "helpdesk.ticket"]
        # Now: each user to come gets tasks of their own.
        cls.records = {name: cls.env[name].search([]) for name in cls.models}

    def test_a_rule_of_somebody_elses_for_agents_counts(self):
        """It narrows what they read, as it would without this addon."""
        user = self._new_user(
            "stock_agent",
            "stock.group_stock_user,helpdesk_mgmt.group_helpdesk_user_own",
        )
        pickings = self.env["stock.picking"].with_user(user)
        foreign = self.records["stock.picking"].filtered(
            lambda x: x.partner_id == self.other_customer
        )
        self.assertLessEqual(foreign, pickings.search([]))
        self.env["ir.rule"].create(
            {
                "name": "Agents read no transfers",
                "model_id": self.env["ir.model"]._get_id("stock.picking"),
                "groups": self.env.ref("helpdesk_mgmt.group_helpdesk_user_own").ids,
                "domain_force": "[(0, '=', 1)]",
            }
        )
        self.assertFalse(foreign & pickings.search([]))

    def test_every_scope_has_its_rule(self):
        scope = self.registry["helpdesk.after.sales.scope"]
        agents = self.env.ref("helpdesk_mgmt.group_helpdesk_user_own")
        for name in self.models:
            if not issubclass(self.registry[name], scope):
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", name), ("groups", "in", agents.ids)]
            )
            self.assertEqual(rules.mapped("after_sales_scope"), [True], name)

    def test_roles_lose_no_record_and_no_right_by_being_agents(self):
        self.assertIn("stock.picking", self.models)
        for role in ROLES:
            login = role.replace(".", "_")
            before = self._new_user(login, role)
            both = self._new_user(
                f"{login}_agent", f"{role},helpdesk_mgmt.group_helpdesk_user_own"
            )
            for name in self.models:
                records = self.records[name]
                self.assertTrue(records, name)
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(role=role, model=name, operation=operation):
                        mine = records.with_user(before)._filtered_access(operation)
                        ours = records.with_user(both)._filtered_access(operation)
                        self.assertLessEqual(mine, ours.with_user(before))

    def test_plain_agent_reads_none_of_it(self):
        self._new_ticket()
        for name in self.models:
            if name in ("account.journal", "stock.lot", "loyalty.reward"):
                continue
            # What every employee reads anyway is not ours to change.
            records = self.env[name].with_user(self.agent).search([])
            anyway = self.env[name].with_user(self.outsider).has_access("read")
            with self.subTest(model=name):
                if not anyway and name not in ("loyalty.program", "repair.tags"):
                    self.assertFalse(records)

    def test_agent_edits_product_lot_and_orders_of_the_ticket(self):
        lot = self._new_lot(self.serial_product, "SN2")
        order = self._new_order()
        with Form(self.ticket.with_user(self.agent)) as form:
            form.product_id = self.serial_product
            form.lot_id = lot
            form.sale_order_ids.add(order)
        self.assertRecordValues(
            self.ticket,
            [
                {
                    "product_id": self.serial_product.id,
                    "lot_id": lot.id,
                    "sale_order_ids": order.ids,
                }
            ],
        )

    def test_buttons_stand_in_the_specs_order_and_words(self):
        view = self.ticket.with_user(self.agent).get_view(view_type="form")
        header = etree.fromstring(view["arch"]).find("header")
        names = [node.get("string") for node in header.iter("button")]
        services = ["Refund", "Coupon", "Return", "Repair", "Plan Intervention"]
        self.assertEqual([name for name in names if name in services], services)

    def test_team_settings_stand_in_the_specs_order_and_words(self):
        view = self.team.with_user(self.manager).get_view(view_type="form")
        arch = etree.fromstring(view["arch"])
        switches = [
            node.get("name")
            for node in arch.iterfind(".//page[@name='after_sales']//setting/field")
            if node.get("name").startswith("use_")
        ]
        labels = [self.team._fields[name].string for name in switches]
        self.assertEqual(
            labels, ["Refunds", "Coupons", "Returns", "Repairs", "Field Service"]
        )
        search = self.team.get_view(view_type="search")["arch"]
        columns = self.team.get_view(view_type="list")["arch"]
        for name in switches:
            self.assertIn(f'name="{name}"', search)
            self.assertIn(f'name="{name}"', columns)

    def test_only_managers_write_team_settings(self):
        self.team.with_user(self.manager).write({"use_coupons": True})
        for user in (self.agent, self.agent_team, self.agent_all):
            self.assertFalse(self.team.with_user(user).has_access("write"))

    def test_refund_popup_has_the_specs_fields_in_order(self):
        self.team.use_credit_notes = True
        action = self.ticket.with_user(self.agent).action_refund()
        popup = self.env[action["res_model"]].with_context(action["context"])
        arch = etree.fromstring(popup.get_view(view_type="form")["arch"])
        self.assertEqual(action["name"], "Refund")
        names = [node.get("name") for node in arch.iterfind("./group//field")]
        expected = [
            "sale_order_id",
            "product_id",
            "lot_id",
            "move_ids",
            "reason",
            "journal_id",
            "date",
        ]
        self.assertEqual([name for name in names if name in expected], expected)
        buttons = [node.get("string") for node in arch.iterfind("./footer/button")]
        self.assertEqual(
            buttons,
            [
                "Reverse",
                "Reverse and Create Invoice",
                "Ask for approval",
                "Discard",
                "Close",
            ],
        )

    def test_ticket_customer_change_is_logged(self):
        ticket = self._tracked(self.ticket)
        ticket.partner_id = self.other_customer
        self._flush_tracking()
        values = ticket.message_ids.tracking_value_ids
        self.assertIn("partner_id", values.field_id.mapped("name"))
