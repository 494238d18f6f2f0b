# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged
from odoo.tools.misc import str2bool

from .common_field_service import FsmShop
from .common_returns import ReturnCommon

ADDON = "helpdesk_mgmt_after_sales"
GEAR = {"toolbar": True}


@tagged("post_install", "-at_install")
class TestOfferViews(FsmShop, ReturnCommon):
    """Views show agents what they may do, and others what they had."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_user = cls._new_user("stock_user", "stock.group_stock_user")
        cls.stock_agent = cls._new_user(
            "stock_agent", "stock.group_stock_user,helpdesk_mgmt.group_helpdesk_user"
        )

    def _get_view(self, user, model, view_type, view=None):
        view_id = self.env.ref(f"{ADDON}.{view}").id if view else False
        records = self.env[model].with_user(user)
        result = records.get_views([(view_id, view_type)], GEAR)
        view = result["views"][view_type]
        return etree.fromstring(view["arch"]), view["toolbar"], result

    def _get_gear(self, user, model, view_type="form"):
        toolbar = self._get_view(user, model, view_type)[1]
        return {action["name"] for actions in toolbar.values() for action in actions}

    def test_gear_of_a_return(self):
        unfit = {"Create Repair", "Scrap", "Unreserve", "Split", "Labels"}
        self.assertEqual(self._get_gear(self.agent, "stock.picking"), set())
        self.assertLessEqual(unfit, self._get_gear(self.stock_user, "stock.picking"))
        self.assertEqual(
            self._get_gear(self.stock_agent, "stock.picking"),
            self._get_gear(self.stock_user, "stock.picking"),
        )

    def test_agents_print_what_they_read(self):
        for model, report in (
            ("account.move", "account.account_invoices_without_payment"),
            ("sale.order", "sale.action_report_saleorder"),
            ("loyalty.card", "loyalty.report_loyalty_card"),
            ("repair.order", "repair.action_report_repair_order"),
            ("project.task", f"{ADDON}.action_report_fsm"),
        ):
            self.assertIn(self.env.ref(report).name, self._get_gear(self.agent, model))

    def test_nobody_shares_a_ticket(self):
        """Its link is the customer's: the standard action would be refused."""
        for user in (self.agent, self.manager):
            gear = self._get_gear(user, "helpdesk.ticket")
            self.assertNotIn("Share", gear)
        self.assertIn(
            "Duplicate", self._get_gear(self.manager, "helpdesk.ticket", "list")
        )

    def test_agents_make_no_tasks_and_no_stages(self):
        for view_type in ("list", "kanban", "calendar", "form"):
            for view in (None, f"project_task_view_{view_type}_fsm"):
                if view_type == "form" and view:
                    continue
                arch, __, result = self._get_view(
                    self.agent, "project.task", view_type, view
                )
                for right in ("create", "edit", "delete"):
                    self.assertEqual(arch.get(right), "0", (view_type, view))
                active = result["models"]["project.task"]["fields"].get("active", {})
                self.assertTrue(active.get("readonly", True))
                if view_type == "kanban":
                    self.assertEqual(arch.get("group_create"), "0")
                    self.assertFalse(arch.get("js_class"))
        arch = self._get_view(self.technician, "project.task", "form")[0]
        self.assertTrue(str2bool(arch.get("create", "1")))

    def test_todos_of_employees_stay_theirs(self):
        """In the To-do app agents make, change and archive tasks of their own."""
        if "project_todo" not in self.env["ir.module.module"]._installed():
            self.skipTest("To-do is not installed")
        view = self.env.ref("project_todo.project_task_view_todo_tree")
        for user in (self.agent, self.outsider):
            tasks = self.env["project.task"].with_user(user)
            arch = etree.fromstring(tasks.get_view(view.id, "list")["arch"])
            self.assertTrue(str2bool(arch.get("create", "1")), user.login)

    def test_uploads_are_for_who_works_there(self):
        arch = self._get_view(self.agent, "account.move", "list")[0]
        self.assertFalse(arch.get("js_class"))
        self.assertFalse(arch.xpath("//button"))
        accountant = self._new_user("accountant", "account.group_account_invoice")
        arch = self._get_view(accountant, "account.move", "list")[0]
        self.assertEqual(arch.get("js_class"), "account_tree")

    def test_tasks_of_a_ticket_open_in_our_views(self):
        self._plan()
        self._plan()
        action = self.ticket.with_user(self.agent).action_view_fsm_tasks()
        views = self.env["ir.ui.view"].browse([x for x, __ in action["views"] if x])
        self.assertEqual(
            views.mapped("xml_id"),
            [
                f"{ADDON}.project_task_view_{x}_fsm"
                for x in ("list", "kanban", "calendar")
            ],
        )
        # What belongs to a ticket is made by its buttons.
        self.assertEqual(action["context"], {"create": False})

    def test_board_without_tasks_has_columns(self):
        """Else it is blank: its help is shown over columns only."""
        action = self.env.ref(f"{ADDON}.project_task_action_fsm_my")
        for user in (self.agent, self.technician):
            tasks = self.env["project.task"].with_user(user)
            tasks = tasks.with_context(fsm_task=True, read_group_expand=True)
            groups = tasks.web_read_group([("id", "=", 0)], ["stage_id"])["groups"]
            self.assertEqual(
                [group["stage_id"][1] for group in groups],
                ["New", "Planned", "In Progress", "Done", "Cancelled"],
            )
        self.assertIn("No visit is yours to make", action.help)

    def test_stock_users_find_their_own_buttons_first(self):
        for user in (self.stock_user, self.stock_agent):
            arch = self._get_view(user, "stock.picking", "form")[0]
            names = [x.get("name") for x in arch.iterfind("header/button")]
            self.assertEqual(
                names[-2:], ["action_print_return_slip", "action_send_return_slip"]
            )
            self.assertEqual(names[0], "action_confirm")

    def test_kind_of_a_transfer_has_a_name(self):
        label = self.env["stock.picking"].fields_get(["helpdesk_document_type"])
        self.assertEqual(
            label["helpdesk_document_type"]["string"], "After-Sales Transfer"
        )

    def test_no_new_line_where_none_can_be_added(self):
        """On a phone, a line's dialog would offer Save & New."""
        views = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(views.mapped("res_id"))
        tried = 0
        for view in views.filtered(lambda x: self.env[x.model or "base"]._transient):
            arch = etree.fromstring(view.get_combined_arch())
            for form in arch.xpath("//field/form"):
                inner = form.getparent().find("list")
                if not str2bool(inner.get("create", "1")):
                    tried += 1
                    self.assertIn("o_after_sales_no_new_line", form.get("class", ""))
        self.assertGreaterEqual(tried, 2)
