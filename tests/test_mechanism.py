# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestMechanism(AfterSalesCommon):
    """What the services share, as far as it shows without any of them."""

    def test_agent_reads_orders_of_their_tickets_customers_only(self):
        order = self._new_order()
        quotation = self._new_order(confirm=False)
        foreign = self._new_order(partner_id=self.other_customer.id)
        orders = (order | quotation | foreign).with_user(self.agent)
        self.assertEqual(orders._filtered_access("read"), order)
        self.assertEqual(
            self.env["sale.order"]
            .with_user(self.agent)
            .search([("id", "in", orders.ids)]),
            order,
        )
        self.assertEqual(
            orders.sudo().order_line.sudo(False)._filtered_access("read"),
            order.order_line,
        )
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            foreign.with_user(self.agent).read(["name"])
        with self.assertRaises(AccessError):
            order.with_user(self.agent).write({"client_order_ref": "x"})

    def test_orders_of_any_contact_of_the_customer_count(self):
        order = self._new_order(partner_id=self.contact.id)
        self.assertTrue(order.with_user(self.agent).has_access("read"))

    def test_ticket_of_somebody_else_opens_nothing(self):
        order = self._new_order()
        self.ticket.user_id = self.manager
        self.ticket.team_id = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        self.assertFalse(order.with_user(self.agent).has_access("read"))

    def test_archived_ticket_still_counts(self):
        order = self._new_order()
        self.ticket.active = False
        self.assertTrue(order.with_user(self.agent).has_access("read"))

    def test_new_team_member_sees_at_once(self):
        order = self._new_order()
        self.ticket.user_id = False
        newcomer = self._new_user("newcomer", "helpdesk_mgmt.group_helpdesk_user_own")
        self.assertFalse(order.with_user(newcomer).has_access("read"))
        self.team.user_ids += newcomer
        self.assertTrue(order.with_user(newcomer).has_access("read"))

    def test_roles_lose_no_order_by_being_agents(self):
        own = "helpdesk_mgmt.group_helpdesk_user_own"
        foreign = self._new_order(
            partner_id=self.other_customer.id, user_id=self.manager.id
        )
        for groups in (
            "stock.group_stock_user",
            "account.group_account_invoice",
            "sales_team.group_sale_salesman_all_leads",
            "base.group_system,sales_team.group_sale_manager",
        ):
            with self.subTest(groups=groups):
                login = groups.replace(".", "_").replace(",", "_")
                before = self._new_user(login, groups)
                both = self._new_user(f"{login}_agent", f"{groups},{own}")
                self.assertTrue(foreign.with_user(before).has_access("read"))
                self.assertTrue(foreign.with_user(both).has_access("read"))

    def test_salesman_with_own_documents_gains_only_the_tickets_ones(self):
        salesman = self._new_user(
            "salesman",
            "sales_team.group_sale_salesman,helpdesk_mgmt.group_helpdesk_user_own",
        )
        self.ticket.user_id = salesman
        self.team.user_ids += salesman
        mine = self._new_order(partner_id=self.other_customer.id, user_id=salesman.id)
        tickets = self._new_order(user_id=self.manager.id)
        foreign = self._new_order(
            partner_id=self.other_customer.id, user_id=self.manager.id
        )
        orders = (mine | tickets | foreign).with_user(salesman)
        self.assertEqual(orders._filtered_access("read"), mine | tickets)

    def test_lot_follows_the_product(self):
        lot = self._new_lot(self.serial_product, "SN1")
        self.ticket.write({"product_id": self.serial_product.id, "lot_id": lot.id})
        with self.assertRaisesRegex(ValidationError, "SN1 is one of Coffee machine"):
            self.ticket.write({"product_id": self.product.id, "lot_id": lot.id})
        self.ticket.product_id = self.product
        self.assertFalse(self.ticket.lot_id)

    def test_customer_is_tracked(self):
        self.assertTrue(self.ticket._fields["partner_id"].tracking)

    def test_only_helpdesk_managers_change_switches(self):
        with self.assertRaises(AccessError):
            self.team.with_user(self.agent_all).use_credit_notes = True
        self.team.with_user(self.manager).use_credit_notes = True
        self.assertTrue(self.team.use_credit_notes)

    def test_nobody_reads_a_tickets_name_by_linking_a_document(self):
        """The document shows number and title of its ticket to whoever reads it."""
        records = {
            "account.move": self._new_invoice(post=False),
            "stock.picking": self._new_order().picking_ids,
            "repair.order": self.env["repair.order"].create(
                {"product_id": self.product.id}
            ),
            "project.task": self.env["project.task"].create(
                {
                    "name": "x",
                    "project_id": self.env["project.project"].create({"name": "x"}).id,
                }
            ),
            "loyalty.card": self.env["loyalty.card"].create(
                {
                    "program_id": self.env["loyalty.program"]
                    .create({"name": "x", "program_type": "coupons"})
                    .id
                }
            ),
        }
        documents = self.registry.descendants(
            ["helpdesk.after.sales.mixin"], "_inherit"
        )
        self.assertEqual(
            set(records), {x for x in documents if not self.registry[x]._abstract}
        )
        user = self._new_user(
            "everything",
            "account.group_account_invoice,stock.group_stock_user,"
            "project.group_project_manager,sales_team.group_sale_manager",
        )
        for model, record in records.items():
            record = record.with_user(user)
            self.assertTrue(record.has_access("write"), model)
            documents = record.browse().with_context(
                default_helpdesk_ticket_id=self.ticket.id
            )
            for attempt in (
                lambda record=record: record.write(
                    {"helpdesk_ticket_id": self.ticket.id}
                ),
                lambda record=record: record.write(
                    {"helpdesk_ticket_id": str(self.ticket.id)}
                ),
                lambda documents=documents: documents.create({}),
                lambda documents=documents: documents.default_get(
                    ["helpdesk_ticket_id"]
                ),
            ):
                with (
                    self.subTest(model),
                    self.assertRaisesRegex(UserError, "may not read"),
                ):
                    attempt()
        agent = self._new_user(
            "both",
            "stock.group_stock_user,helpdesk_mgmt.group_helpdesk_user",
        )
        records["stock.picking"].with_user(agent).helpdesk_ticket_id = self.ticket

    def test_popups_show_nothing_that_their_user_may_not_read(self):
        related = [
            field
            for model in self.registry.values()
            if model._transient
            for field in model._fields.values()
            if field.related and field._modules[:1] == ("helpdesk_mgmt_after_sales",)
        ]
        self.assertTrue(related)
        for field in related:
            with self.subTest(field=str(field)):
                self.assertFalse(field.compute_sudo)

    def test_popups_are_filled_in_as_their_user(self):
        # Stored computed fields are computed in superuser mode by default.
        computed = [
            field
            for name in self.registry.descendants(
                ["helpdesk.after.sales.input"], "_inherit"
            )
            for field in self.env[name]._fields.values()
            if field.compute
            and not field.related
            and field.store
            and field._modules[:1] == ("helpdesk_mgmt_after_sales",)
        ]
        self.assertTrue(computed)
        for field in computed:
            with self.subTest(field=str(field)):
                self.assertFalse(field.compute_sudo)

    def test_ticket_that_the_user_may_not_read(self):
        ticket = self._new_ticket(user_id=self.manager.id, partner_name="Secret")
        popup = self.env["helpdesk.ticket.customer.wizard"].with_user(self.agent)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            popup.new({"ticket_id": ticket.id}).partner_name  # noqa: B018

    def test_popups_belong_to_their_creator(self):
        rules = self.env["ir.rule"].with_user(self.agent_all)
        inputs = self.registry.descendants(["helpdesk.after.sales.input"], "_inherit")
        for name in inputs:
            if self.registry[name]._abstract:
                continue
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(model=name, operation=operation):
                    domain = str(rules._compute_domain(name, operation))
                    self.assertIn("create_uid", domain)

    def test_popup_takes_no_record_that_its_user_may_not_read(self):
        ticket = self._new_ticket(user_id=self.manager.id, name="Secret")
        popup = self.env["helpdesk.ticket.customer.wizard"].with_user(self.agent)
        vals = {"service": "use_credit_notes", "mode": "create"}
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            popup.create({**vals, "ticket_id": ticket.id})
        own = popup.create({**vals, "ticket_id": self.ticket.id})
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            own.ticket_id = ticket

    def test_popup_takes_no_closed_record_by_default_or_onchange(self):
        ticket = self._new_ticket(user_id=self.manager.id, name="Secret")
        popup = self.env["helpdesk.ticket.customer.wizard"].with_user(self.agent)
        vals = {"service": "use_credit_notes", "mode": "create"}
        spec = {"ticket_id": {"fields": {"display_name": {}}}}
        with self.assertRaisesRegex(AccessError, "You may not use"):
            popup.with_context(default_ticket_id=ticket.id).create(vals)
        with self.assertRaisesRegex(AccessError, "You may not use"):
            popup.with_context(default_ticket_id=ticket.id).onchange({}, [], spec)
        with self.assertRaisesRegex(AccessError, "You may not use"):
            popup.onchange({"ticket_id": ticket.id}, [], spec)
        for model, field in (
            ("account.move.reversal", "helpdesk_ticket_id"),
            ("stock.return.picking", "helpdesk_ticket_id"),
        ):
            standard = self.env[model].with_user(self.agent)
            with self.assertRaisesRegex(AccessError, "You may not use"):
                standard.onchange(
                    {field: ticket.id}, [], {field: {"fields": {"display_name": {}}}}
                )

    def test_codes_and_tokens_are_closed_to_plain_agents(self):
        order = self._new_order()
        line = order.order_line.with_user(self.agent)
        self.assertTrue(line.read(["name"]))
        with self.assertRaises(AccessError):
            line.read(["coupon_id"])
        project = self.env["project.project"].create(
            {
                "name": "Visits",
                "is_fsm": True,
                "privacy_visibility": "invited_users",
            }
        )
        task = self.env["project.task"].create(
            {"name": "Visit", "project_id": project.id}
        )
        project._portal_ensure_token()
        task._portal_ensure_token()
        worker = self._new_user("worker", "project.group_project_user")
        with self.assertRaises(AccessError):
            project.with_user(self.agent).read(["access_token"])
        self.assertNotIn(
            project.access_token, project.with_user(self.agent).get_portal_url()
        )
        project.privacy_visibility = "portal"
        self.assertTrue(project.with_user(worker).read(["access_token"]))
        self.assertTrue(task.with_user(self.outsider).read(["name"]))
        with self.assertRaises(AccessError):
            task.with_user(self.outsider).read(["access_token"])

    def test_popup_of_a_ticket_that_lost_its_customer(self):
        self.team.use_coupons = True
        popup = self.env["helpdesk.ticket.coupon.wizard"].with_user(self.agent)
        popup = popup.create({"ticket_id": self.ticket.id})
        self.ticket.partner_id = False
        with self.assertRaisesRegex(UserError, "has no customer any more"):
            popup.action_send_email()

    def test_clients_context_is_dropped(self):
        popup = self.env["helpdesk.ticket.customer.wizard"].with_user(self.agent)
        self.team.use_credit_notes = True
        popup = popup.create(
            {
                "ticket_id": self.ticket.id,
                "service": "use_credit_notes",
                "mode": "create",
            }
        )
        started = popup.with_context(
            lang="en_US", skip_invoice_sync=True, default_name="x", active_id=1
        )._after_sales_start_popup()
        self.assertLessEqual(
            set(started.env.context), {"lang", "tz", "uid", "allowed_company_ids"}
        )

    def test_customer_written_in_the_same_transaction_counts(self):
        invoice = self._new_invoice(partner_id=self.other_customer.id)
        order = self._new_order(partner_id=self.other_customer.id)
        delivery = self._deliver(order)
        for document in (invoice, order, delivery):
            with self.subTest(document=document._name):
                self.ticket.partner_id = self.customer
                self.env.flush_all()
                self.assertFalse(document.with_user(self.agent).has_access("read"))
                # Pending: nothing but the search itself writes it to the database.
                self.ticket.partner_id = self.other_customer
                self.env.registry.clear_cache()
                own = document.with_user(self.agent)
                self.assertEqual(own.search([("id", "=", document.id)]), document)
