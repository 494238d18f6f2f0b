# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_repairs import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairsRights(RepairCommon):
    """Read access follows the ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.env["repair.order"].create(
            {"product_id": cls.product.id, "partner_id": cls.customer.id}
        )

    def _repair_with_part(self, **values):
        form = self._open(product_id=self.product, **values)
        with form.part_ids.new() as line:
            line.product_id = self.part
        popup = form.save()
        popup.action_confirm()
        return self.env["repair.order"].browse(popup.sudo().repair_id.id)

    def _list_field_names(self, view):
        return {
            node.get("name") for node in etree.fromstring(view["arch"]).iter("field")
        }

    def test_plain_agent_reads_their_tickets_repairs_only(self):
        repair = self._repair_with_part()
        repairs = self.env["repair.order"].with_user(self.agent)
        self.assertEqual(repairs.search([]), repair)
        self.assertEqual(
            [id_ for id_, __ in repairs.name_search(self.foreign.name)], []
        )
        self.assertEqual(
            [id_ for id_, __ in repairs.name_search(repair.name)], repair.ids
        )
        foreign = self.foreign.with_user(self.agent)
        for read in (
            lambda: foreign.read(["name"]),
            lambda: foreign.web_read({"name": {}}),
            lambda: foreign.move_ids.mapped("product_id"),
        ):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                read()
        own = repair.with_user(self.agent)
        for write in (
            lambda: own.write({"internal_notes": "x"}),
            lambda: own.action_repair_cancel(),
            lambda: own.unlink(),
            lambda: repairs.create({"product_id": self.product.id}),
        ):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                write()

    def test_parts_follow_the_repair(self):
        repair = self._repair_with_part()
        self.foreign.move_ids = [
            Command.create({"product_id": self.part.id, "repair_line_type": "add"})
        ]
        moves = (repair.move_ids | self.foreign.move_ids).with_user(self.agent)
        self.assertEqual(moves._filtered_access("read"), repair.move_ids)

    def test_form_and_list_load_for_who_may_only_read_the_ticket(self):
        # With every field that a setting can add.
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "uom.group_uom"
        ) | self.env.ref("stock.group_production_lot")
        repair = self._repair_with_part()
        reader = self._new_user("reader", "helpdesk_mgmt.group_helpdesk_user_own")
        self.env["ir.rule"].create(
            {
                "name": "all tickets, to read",
                "model_id": self.env["ir.model"]._get("helpdesk.ticket").id,
                "groups": [
                    Command.link(
                        self.env.ref("helpdesk_mgmt.group_helpdesk_user_own").id
                    )
                ],
                "domain_force": "[(1, '=', 1)]",
                "perm_write": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        self.assertFalse(self.ticket.with_user(reader).has_access("write"))
        for user in (self.agent, reader):
            as_user = repair.with_user(user)
            views = as_user.get_views([(False, "form"), (False, "list")])["views"]
            form = etree.fromstring(views["form"]["arch"])
            self.assertEqual(
                [button.get("name") for button in form.iter("button")],
                [
                    "action_after_sales_undo",
                    "action_send_back",
                    "action_view_send_back",
                ],
            )
            self.assertEqual(as_user.after_sales_undoable, user == self.agent)
            with Form(as_user) as form:
                self.assertEqual(form.name, repair.name)
                self.assertEqual(form.move_ids.edit(0).product_id, self.part)
            as_user.web_search_read(
                [],
                {
                    name: {"fields": {"display_name": {}}}
                    if as_user._fields[name].type == "many2one"
                    else {}
                    for name in self._list_field_names(views["list"])
                },
            )

    def test_stock_user_gets_the_standard_form(self):
        arch = (
            self.env["repair.order"]
            .with_user(self.stock_user)
            .get_view(view_type="form")["arch"]
        )
        self.assertIn("action_validate", arch)
        self.assertIn("helpdesk_ticket_id", arch)

    def test_way_back_to_the_ticket(self):
        repair = self._repair_with_part()
        stranger = self._new_user("stock_only", "stock.group_stock_user")
        self.assertTrue(repair.with_user(self.agent).helpdesk_ticket_accessible)
        self.assertFalse(repair.with_user(stranger).helpdesk_ticket_accessible)
        self.assertEqual(
            repair.with_user(stranger).helpdesk_ticket_label, self.ticket.display_name
        )

    def test_agent_of_another_company_reads_nothing(self):
        repair = self._repair_with_part()
        other = self.env["res.company"].create({"name": "Second company"})
        stranger = self._new_user(
            "stranger",
            "helpdesk_mgmt.group_helpdesk_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(repair.with_user(stranger).has_access("read"))

    def test_employee_and_portal_read_nothing(self):
        repair = self._repair_with_part()
        for user in (self.outsider, self._new_user("portal", "base.group_portal")):
            self.assertFalse(repair.with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                self.env["helpdesk.ticket.repair.wizard"].with_user(user).create(
                    {"ticket_id": self.ticket.id}
                )

    def test_roles_lose_nothing_by_being_agents(self):
        own = "helpdesk_mgmt.group_helpdesk_user_own"
        for groups in (
            "stock.group_stock_user",
            "base.group_system,stock.group_stock_manager",
        ):
            login = groups.replace(".", "_").replace(",", "_")
            both = self._new_user(f"{login}_agent", f"{groups},{own}")
            self.assertTrue(self.foreign.with_user(both).has_access("read"))
        for groups in (
            "stock.group_stock_user",
            "account.group_account_invoice",
            "sales_team.group_sale_salesman",
        ):
            login = groups.replace(".", "_")
            both = self._new_user(f"{login}_moves", f"{groups},{own}")
            delivery = self._deliver(self._new_order(partner_id=self.other_customer.id))
            self.assertTrue(delivery.move_ids.with_user(both).has_access("read"))

    def test_agent_creates_tags_but_keeps_those_there_are(self):
        tags = self.env["repair.tags"].with_user(self.agent)
        tag = tags.browse(tags.name_create("Urgent")[0])
        self.assertEqual(tag.name, "Urgent")
        with self.assertRaises(AccessError):
            tag.name = "Less urgent"
        with self.assertRaises(AccessError):
            tag.unlink()
