# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_token import TokenCommon


@tagged("post_install", "-at_install")
class TestToken(TokenCommon):
    """Whoever has a document's token passes for its customer.

    Of every document with a link that an agent reads, found in the models.
    """

    def _links(self):
        """Return the models with a link that plain agents may read records of."""
        portal = self.registry.descendants(["portal.mixin"], "_inherit")
        return [
            name
            for name in portal
            if not self.registry[name]._abstract
            and self.env[name].with_user(self.agent).has_access("read")
        ]

    def _plain_fields(self, record):
        """Return all fields, as a client asks for them, that standard Odoo can read.

        Some lead to models that are closed to whoever does not work with the app.
        """
        return [
            name
            for name in record.fields_get(attributes=())
            if record._fields[name].store and not record._fields[name].relational
            if record._has_field_access(record._fields[name], "read")
        ]

    def _assert_closed(self, document, user):
        """Try all that a client can call."""
        token = document.access_token
        self.assertTrue(token)
        self.env.invalidate_all()
        record = document.with_user(user)
        model = record.browse()
        attempts = {
            "read": lambda: record.read(["access_token"]),
            "web_read": lambda: record.web_read({"access_token": {}}),
            "search_read": lambda: model.search_read(
                [("id", "=", record.id)], ["access_token"]
            ),
            "web_search_read": lambda: model.web_search_read(
                [("id", "=", record.id)], {"access_token": {}}
            ),
            "export": lambda: record.export_data(["access_token"]),
            "search": lambda: model.search([("access_token", "=like", f"{token[0]}%")]),
            "sort": lambda: model.search([], order="access_token"),
            "group": lambda: model.formatted_read_group(
                [], ["access_token"], ["__count"]
            ),
            "aggregate": lambda: model.formatted_read_group(
                [], [], ["access_token:max"]
            ),
            "write": lambda: record.write({"access_token": "known"}),
            "onchange": lambda: record.onchange({}, [], {"access_token": {}}),
        }
        for name, attempt in attempts.items():
            with (
                self.subTest(model=document._name, user=user.login, way=name),
                self.assertRaises(UserError) as caught,
                mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
            ):
                attempt()
            if name not in ("write", "onchange"):
                # For the token, not for anything else.
                message = str(caught.exception)
                self.assertRegex(message, "customer's link|access_token", name)
            self.assertNotIn(token, str(caught.exception))
        # These work, and give no token.
        for name, value in {
            "all fields": lambda: record.read(self._plain_fields(record)),
            "link": lambda: record.get_portal_url(),
            "share": lambda: record._get_share_url(pid=self.customer.id),
            "fields": lambda: model.fields_get(),
        }.items():
            with self.subTest(model=document._name, user=user.login, way=name):
                shown = str(value())
                self.assertNotIn(token, shown)
                self.assertNotIn("hash=", shown)
        self.assertNotIn("access_token", model.fields_get())

    def test_every_document_with_a_link_is_tried(self):
        self.assertIn("account.move", self._links())
        self.assertEqual(set(self._links()), set(self.documents))

    def test_agents_know_no_token(self):
        for document in self.documents.values():
            if document == self.invoice.journal_id:
                # Its other fields are closed, too.
                with self.assertRaises(AccessError):
                    document.with_user(self.agent).read(["access_token"])
                continue
            self.assertTrue(document.with_user(self.agent).has_access("read"))
            self._assert_closed(document, self.agent)

    def test_nobody_knows_the_token_of_tickets_and_visits(self):
        portal = self._new_user(
            "portal", "base.group_portal", partner_id=self.contact.id
        )
        self.task.message_subscribe(self.contact.ids)
        for user in (self.manager, self.technician):
            self._assert_closed(self.task, user)
        self._assert_closed(self.ticket, self.manager)
        for document in (self.task, self.ticket):
            with self.assertRaises(AccessError):
                document.with_user(portal).read(["access_token"])

    def test_all_fields_at_once(self):
        values = self.ticket.with_user(self.manager).read()[0]
        self.assertEqual(values["number"], self.ticket.number)
        self.assertNotIn("access_token", values)
        rows = self.ticket.with_user(self.manager).export_data(["number"])
        self.assertEqual(rows["datas"], [[self.ticket.number]])

    def test_through_other_models(self):
        """A relation to a document is no way around."""
        tried = 0
        targets = set(self._links())
        for name, model in self.registry.items():
            records = self.env[name].with_user(self.agent)
            if model._abstract or model._transient or not records.has_access("read"):
                continue
            for field in model._fields.values():
                if not field.relational or field.comodel_name not in targets:
                    continue
                if not field.store or not records._has_field_access(field, "read"):
                    continue
                tried += 1
                for domain in (
                    [(f"{field.name}.access_token", "=like", "a%")],
                    [(field.name, "any", [("access_token", "=like", "a%")])],
                ):
                    with (
                        self.subTest(field=str(field), domain=domain),
                        self.assertRaises(UserError),
                        mute_logger("odoo.models"),
                    ):
                        records.search(domain)
        self.assertGreater(tried, 10)

    def test_users_of_the_app_keep_the_tokens(self):
        """Who reads the document by rights of their own loses nothing."""
        own = "helpdesk_mgmt.group_helpdesk_user_own"
        groups = {
            "account.move": "account.group_account_invoice",
            "sale.order": "sales_team.group_sale_salesman_all_leads",
            "project.project": "project.group_project_manager",
        }
        for model, group in groups.items():
            document = self.documents[model]
            token = document.access_token
            for login, added in ((model, ""), (f"{model}.agent", f",{own}")):
                user = self._new_user(login.replace(".", "_"), group + added)
                record = document.with_user(user)
                with self.subTest(model=model, user=login):
                    values = record.read(["access_token"])
                    self.assertEqual(values[0]["access_token"], token)
                    self.assertIn(token, record.get_portal_url())
                    self.assertEqual(
                        record.search([("access_token", "=", token)]), record
                    )

    def test_salesperson_with_own_orders_knows_those_only(self):
        seller = self._new_user(
            "seller",
            "sales_team.group_sale_salesman,helpdesk_mgmt.group_helpdesk_user_own",
        )
        self.team.user_ids += seller
        self.ticket.user_id = seller
        mine = self._new_order(user_id=seller.id)
        self.order.user_id = self.manager
        (mine | self.order).mapped(lambda order: order._portal_ensure_token())
        self.assertTrue(self.order.with_user(seller).has_access("read"))
        self.assertIn(mine.access_token, mine.with_user(seller).get_portal_url())
        self.assertTrue(mine.with_user(seller).read(["access_token"]))
        with self.assertRaises(AccessError):
            (mine | self.order).with_user(seller).read(["access_token"])
        self.assertNotIn(
            self.order.access_token, self.order.with_user(seller).get_portal_url()
        )

    def test_other_tasks_and_employees_are_as_ever(self):
        office = self.env["project.project"].create(
            {"name": "Office", "privacy_visibility": "portal"}
        )
        task = self.env["project.task"].create(
            {"name": "Move", "project_id": office.id}
        )
        self.assertTrue(task.access_token)
        for user in (self.technician, self.outsider):
            values = task.with_user(user).read(["access_token"])
            self.assertEqual(values[0]["access_token"], task.access_token)
            self.assertIn(task.access_token, task.with_user(user).get_portal_url())
        self.assertTrue(office.with_user(self.outsider).get_portal_url())

    def test_no_token_comes_from_a_default(self):
        """An agent would know the token of what is made for them."""
        for model in self.documents:
            self.env["ir.default"].set(
                model, "access_token", "known", user_id=self.agent.id
            )
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        vals = {"name": "x", "description": "x", "team_id": self.team.id}
        self.assertNotEqual(tickets.create(vals).sudo().access_token, "known")
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            tickets.with_context(default_access_token="known").create(vals)
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            tickets.create({**vals, "access_token": "known"})
        # In superuser mode, as the popups do.
        task = self.env["project.task"].with_user(self.agent).sudo()
        task = task.create({"name": "x", "project_id": self.project.id})
        self.assertNotEqual(task.access_token, "known")
