# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AfterSalesCommon

ADDON = "helpdesk_mgmt_after_sales"
INPUT = "helpdesk.after.sales.input"


@tagged("post_install", "-at_install")
class TestPopupInput(AfterSalesCommon):
    """What a client writes to a popup names no record that its user may not read.

    Every relational field of every popup, found in the models: a field added later is
    tested by itself.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        in_elsewhere = {"company_id": elsewhere.id}
        # One record of each model that the agent may not read.
        cls.env["res.partner"].create({"name": "Closed partner", **in_elsewhere})
        product = cls._new_product("Closed product", **in_elsewhere)
        cls.env["stock.lot"].create({"product_id": product.id, "name": "Closed lot"})
        cls._new_user(
            "closed", "base.group_user", company_ids=elsewhere.ids, **in_elsewhere
        )
        cls.env["project.worksheet.template"].create({"name": "Closed", **in_elsewhere})
        cls._new_ticket(name="Closed ticket", user_id=cls.manager.id)
        order = cls._new_order(partner_id=cls.other_customer.id)
        cls._deliver(order)
        cls._invoice(order)
        gift_cards = cls.env["loyalty.program"].create(
            {"name": "Closed program", "program_type": "gift_card"}
        )
        cls.env["loyalty.card"].create({"program_id": gift_cards.id, "code": "SECRET"})
        cls.env["repair.order"].create({"product_id": cls.product.id})
        project = cls.env["project.project"].create(
            {"name": "Closed project", "privacy_visibility": "followers"}
        )
        cls.env["project.task"].create({"name": "Closed", "project_id": project.id})
        cls.project_manager = cls._new_user(
            "project_manager", "project.group_project_manager"
        )
        cls.popups = [
            cls.env[name].with_user(cls.agent)
            for name in cls.registry.descendants([INPUT], "_inherit")
            if not cls.registry[name]._abstract
        ]
        cls.closed_ids = {}

    def _relational_fields(self):
        """Yield each popup with each of its relational fields and a closed id."""
        for popup in self.popups:
            if not popup.has_access("create"):
                # One of Project: somebody who may open it.
                popup = popup.with_user(self.project_manager)
            for field in popup._fields.values():
                if field.relational and field.name not in ("create_uid", "write_uid"):
                    yield popup, field, self._closed_id(popup, field)

    @classmethod
    def _closed_id(cls, popup, field):
        """Return the id of a record that the user may not read, or of none at all."""
        key = popup.env.user, field.comodel_name
        if key not in cls.closed_ids:
            records = cls.env[field.comodel_name].with_context(active_test=False)
            records = records.search([], order="id desc", limit=500)
            closed = records - records.with_user(popup.env.user)._filtered_access(
                "read"
            )
            cls.closed_ids[key] = closed[:1].id or max(records.ids, default=0) + 1000
        return cls.closed_ids[key]

    def _disguises(self, field, record_id):
        """Return all that names a record in standard Odoo, and some rubbish."""
        if field.type == "many2one":
            return [
                record_id,
                str(record_id),
                f"{record_id} ",
                float(record_id),
                {"id": record_id},
                {"id": str(record_id), "name": "x"},
                [record_id],
                (record_id, "x"),
                [record_id, "x"],
                True,
                -record_id,
                0,
                2**31,
                "x\0",
                None,
            ]
        name = "id" if field.type == "many2many" else "display_name"
        return [
            [Command.link(record_id)],
            [Command.set([record_id])],
            [Command.unlink(record_id)],
            [Command.delete(record_id)],
            [Command.update(record_id, {name: "x"})],
            [[4, str(record_id), 0]],
            [[6, 0, [str(record_id)]]],
            [[6, 0, [{"id": record_id}]]],
            [[6, 0, str(record_id)]],
            [[4, "virtual_x", 0]],
            [[4, True, 0]],
            [[True, record_id, {}]],
            [["4", record_id, 0]],
            [[0, record_id, {}]],
            [[7, record_id, 0]],
            [[0, 0, [record_id]]],
            [record_id],
            [{"id": record_id}],
            [[]],
            [None],
            str(record_id),
            record_id,
            {"id": record_id},
            True,
        ]

    def _assert_refused(self, call, *args):
        with (
            self.assertRaises(UserError) as caught,
            mute_logger("odoo.addons.base.models", "odoo.models"),
        ):
            call(*args)
        self.assertIsInstance(caught.exception, AccessError | ValidationError)
        self.assertNotIn("SECRET", str(caught.exception))

    def test_there_are_fields(self):
        names = {str(field) for __, field, __ in self._relational_fields()}
        for name in (
            "helpdesk.ticket.coupon.wizard.coupon_id",
            "stock.return.picking.created_picking_id",
            "account.move.reversal.move_ids",
            "project.task.reopen.task_id",
        ):
            self.assertIn(name, names)
        closed = [id_ for __, __, id_ in self._relational_fields()]
        self.assertTrue(all(closed))

    def test_popups_have_no_field_that_is_not_checked(self):
        for popup in self.popups:
            for field in popup._fields.values():
                with self.subTest(str(field)):
                    self.assertNotIn(
                        field.type,
                        ("reference", "many2one_reference", "properties", "json"),
                    )

    def test_create_write_and_onchange(self):
        for popup, field, record_id in self._relational_fields():
            spec = {field.name: {"fields": {"display_name": {}}}}
            for value in self._disguises(field, record_id):
                with self.subTest(field=str(field), value=value):
                    values = {field.name: value}
                    self._assert_refused(popup.create, [dict(values)])
                    self._assert_refused(popup.write, dict(values))
                    self._assert_refused(popup.onchange, dict(values), [], spec)
                    self._assert_refused(
                        popup.onchange, dict(values), [field.name], spec
                    )

    def test_defaults_of_the_context(self):
        for popup, field, record_id in self._relational_fields():
            if field.groups:
                # No default reaches it, see the next test.
                continue
            spec = {field.name: {"fields": {"display_name": {}}}}
            for value in self._disguises(field, record_id):
                if value is None:
                    continue
                with self.subTest(field=str(field), value=value):
                    sent = popup.with_context(**{f"default_{field.name}": value})
                    self._assert_refused(sent.create, [{}])
                    self._assert_refused(sent.default_get, [field.name])
                    self._assert_refused(sent.onchange, {}, [], spec)

    def test_records_that_the_standard_takes_from_the_context(self):
        spec = {"picking_id": {"fields": {"display_name": {}}}}
        for model, source, name in (
            ("stock.return.picking", "stock.picking", "picking_id"),
            ("account.move.reversal", "account.move", "move_ids"),
        ):
            popup = self.env[model].with_user(self.agent)
            record_id = self._closed_id(popup, popup._fields[name])
            context = {
                "active_model": source,
                "active_id": record_id,
                "active_ids": [record_id],
            }
            for values in ({}, {"helpdesk_ticket_id": self.ticket.id}):
                sent = popup.with_context(**context)
                with self.subTest(model=model, values=values):
                    self._assert_refused(sent.create, [dict(values)])
                    self._assert_refused(sent.default_get, [name])
                    self._assert_refused(
                        sent.onchange, dict(values), [], {name: spec["picking_id"]}
                    )

    def test_closed_fields_take_no_default(self):
        own = {
            field.name
            for popup, field, __ in self._relational_fields()
            if field.groups and field._modules[:1] == (ADDON,)
        }
        self.assertLessEqual(
            {"coupon_id", "task_id", "repair_id", "created_picking_id"}, own
        )
        for popup, field, record_id in self._relational_fields():
            if not field.groups:
                continue
            with self.subTest(str(field)):
                self.env["ir.default"].set(
                    popup._name, field.name, record_id, user_id=popup.env.uid
                )
                self.assertNotIn(field.name, popup.default_get(list(popup._fields)))
                sent = popup.with_context(**{f"default_{field.name}": record_id})
                self._assert_refused(sent.create, [{}])
                self._assert_refused(sent.default_get, [field.name])

    def test_defaults_that_users_set_for_themselves(self):
        for popup, field, record_id in self._relational_fields():
            if field.type != "many2one" or field.groups:
                continue
            with self.subTest(str(field)):
                self.env["ir.default"].set(
                    popup._name, field.name, record_id, user_id=popup.env.uid
                )
                self._assert_refused(popup.default_get, [field.name])
                self._assert_refused(popup.create, [{}])
                self.env["ir.default"].search([]).filtered(
                    lambda x, field=field: (
                        x.field_id.name == field.name
                        and x.field_id.model == field.model_name
                    )
                ).unlink()

    def test_lines_in_all_their_ways(self):
        lines = 0
        for popup, field, __ in self._relational_fields():
            comodel = popup.env[field.comodel_name]
            if field.type != "one2many" or comodel._name not in self.registry:
                continue
            for line_field in comodel._fields.values():
                if line_field.type != "many2one" or line_field.groups:
                    continue
                if line_field.name in ("create_uid", "write_uid", field.inverse_name):
                    continue
                record_id = self._closed_id(popup, line_field)
                lines += 1
                for value in (record_id, str(record_id), {"id": record_id}):
                    values = {line_field.name: value}
                    with self.subTest(field=str(line_field), value=value):
                        for command in (
                            [0, 0, values],
                            [0, "virtual_1", values],
                            [1, 1, values],
                        ):
                            sent = {field.name: [command]}
                            self._assert_refused(popup.create, [sent])
                            self._assert_refused(popup.write, sent)
                            self._assert_refused(popup.onchange, sent, [], {})
                        sent = {field.name: [[1, "virtual_1", values]]}
                        self._assert_refused(popup.onchange, sent, [], {})
        self.assertTrue(lines)

    def test_popup_of_a_line(self):
        popups = 0
        for popup, field, __ in self._relational_fields():
            parent = popup.env[field.comodel_name]
            if field.type != "many2one" or parent._name not in [
                x._name for x in self.popups
            ]:
                continue
            for parent_field in parent._fields.values():
                if parent_field.type != "many2one" or parent_field.groups:
                    continue
                if parent_field.name in ("create_uid", "write_uid"):
                    continue
                record_id = self._closed_id(popup, parent_field)
                popups += 1
                for value in (record_id, str(record_id), {"id": record_id}):
                    sent = {field.name: {parent_field.name: value}}
                    with self.subTest(field=str(parent_field), value=value):
                        self._assert_refused(popup.onchange, sent, [], {})
                        self._assert_refused(popup.create, [sent])
        self.assertTrue(popups)

    def test_popup_of_somebody_else_is_no_lines_popup(self):
        self.team.use_product_repairs = True
        foreign = self.env["helpdesk.ticket.repair.wizard"].with_user(self.agent_all)
        foreign = foreign.create({"ticket_id": self.ticket.id})
        line = self.env["helpdesk.ticket.repair.wizard.part"].with_user(self.agent)
        spec = {"wizard_id": {"fields": {"display_name": {}}}}
        for value in (foreign.id, {"id": foreign.id}, {"id": str(foreign.id)}):
            with self.subTest(value=value):
                self._assert_refused(line.onchange, {"wizard_id": value}, [], spec)

    def test_what_the_web_client_sends_for_lines_is_taken(self):
        self.team.use_product_repairs = True
        line = self.env["helpdesk.ticket.repair.wizard.part"].with_user(self.agent)
        parent = {
            "ticket_id": self.ticket.id,
            "part_ids": [[0, "virtual_7", {"product_id": self.product.id}]],
        }
        spec = {"product_id": {"fields": {"display_name": {}}}, "product_uom": {}}
        result = line.onchange(
            {"product_id": self.product.id, "wizard_id": parent}, ["product_id"], spec
        )
        self.assertEqual(result["value"]["product_uom"], self.product.uom_id.id)

    def test_names_show_as_the_user_reads_them(self):
        seen = 0
        for popup, field, record_id in self._relational_fields():
            record = self.env[field.comodel_name].browse(record_id).exists()
            if field.type != "many2one" or field.groups or not record:
                continue
            if record.with_user(popup.env.user).has_access("read"):
                continue
            seen += 1
            with self.subTest(str(field)):
                # Past the check, as a field that it forgot would be.
                draft = popup.new({field.name: record_id})
                spec = {field.name: {"fields": {"display_name": {}}}}
                self.assertFalse(draft.read([field.name])[0][field.name])
                self.assertFalse(draft.web_read(spec)[0][field.name])
                if field.store:
                    self._assert_refused(
                        popup.formatted_read_group, [], [field.name], ["__count"]
                    )
                    self._assert_refused(
                        popup.formatted_read_grouping_sets,
                        [],
                        [[field.name]],
                        ["__count"],
                    )
        self.assertGreater(seen, 10)

    def test_whoever_is_no_agent_enters_no_ticket(self):
        """Fields of ours on standard wizards are checked for everybody."""
        groups = {
            "account.move.reversal": "account.group_account_invoice",
            "stock.return.picking": "stock.group_stock_user",
        }
        for model, group in groups.items():
            user = self._new_user(model.replace(".", "_"), group)
            wizard = self.env[model].with_user(user)
            spec = {"helpdesk_ticket_id": {"fields": {"display_name": {}}}}
            vals = {"helpdesk_ticket_id": self.ticket.id}
            with self.subTest(model):
                self._assert_refused(wizard.create, [dict(vals)])
                self._assert_refused(wizard.onchange, dict(vals), [], spec)
                wizard = wizard.with_context(default_helpdesk_ticket_id=self.ticket.id)
                self._assert_refused(wizard.default_get, ["helpdesk_ticket_id"])

    def test_coupon_generator_takes_no_ticket_from_a_client(self):
        seller = self._new_user("seller", "sales_team.group_sale_manager")
        generator = self.env["loyalty.generate.wizard"].with_user(seller)
        with self.assertRaises(AccessError):
            generator.create({"helpdesk_ticket_id": self.ticket.id})
