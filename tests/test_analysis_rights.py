# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_analysis import AnalysisCommon

REPORT = "helpdesk.after.sales.report"
PRODUCT_REPORT = "helpdesk.after.sales.product.report"


@tagged("post_install", "-at_install")
class TestAnalysisRights(AnalysisCommon):
    """Agents see the figures of their tickets, managers those of their companies."""

    def _refuses(self):
        return mute_logger(
            "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"
        )

    def test_access_follows_the_ticket(self):
        self._refund({self.product: 1})
        rows = self._find()
        self.assertTrue(rows)
        self.ticket.user_id = self.manager
        self.ticket.team_id = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        self.assertFalse(self._find())
        self.assertFalse(self._sum("amount:sum"))
        self.assertFalse(self._find(user=self.agent_team))
        for user in (self.agent_all, self.manager):
            self.assertEqual(self._find(user=user).ids, rows.ids)
        for user in (self.agent, self.outsider):
            for read in (
                lambda mine: mine.read(["amount"]),
                lambda mine: mine[:1].action_open(),
            ):
                with (
                    self.subTest(user.login),
                    self._refuses(),
                    self.assertRaises(AccessError),
                ):
                    read(rows.with_user(user))

    def test_who_has_no_helpdesk_reads_nothing(self):
        accountant = self._new_user("books", "account.group_account_manager")
        for user in (self.outsider, accountant):
            for name in (REPORT, PRODUCT_REPORT):
                self.assertFalse(self.env[name].with_user(user).has_access("read"))

    def test_products_are_for_managers(self):
        rows = self.env[PRODUCT_REPORT]
        self.assertTrue(rows.with_user(self.manager).search([], limit=1))
        for user in (self.agent, self.agent_team, self.agent_all):
            with self._refuses(), self.assertRaises(AccessError):
                rows.with_user(user).search([], limit=1)

    def test_nobody_writes(self):
        for name in (REPORT, PRODUCT_REPORT):
            rows = self.env[name].with_user(self.manager)
            for operation in ("create", "write", "unlink"):
                self.assertFalse(rows.has_access(operation))

    def test_what_is_not_the_customers_is_not_counted(self):
        credit_note = self._refund({self.product: 1, self.serial_product: None})
        self.assertEqual(len(self._find()), 1)
        invoice = self._new_invoice(partner_id=self.other_customer.id)
        stranger = invoice._reverse_moves()
        (stranger | invoice).helpdesk_ticket_id = self.ticket
        self.assertEqual(self._find().document_count // 64, credit_note.id)

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._refund({self.product: 1})
        self._return(1)
        products = self.env[PRODUCT_REPORT].with_user(self.manager)
        ours = [("product_id", "=", self.product.id)]
        self.assertTrue(products.search(ours))
        self.manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self._find(user=self.manager))
        self.assertFalse(products.with_company(other).search(ours))

    def test_cost_of_hours_shows_salaries(self):
        """Without Timesheets there is no such group: for nobody there is the field."""
        rows = self.env[REPORT].with_user(self.manager)
        self.assertNotIn("timesheet_cost", rows.fields_get())
        self.assertIn("hours", rows.fields_get())
        for read in (
            lambda: rows._read_group([], aggregates=["timesheet_cost:sum"]),
            lambda: rows.search([("timesheet_cost", ">", 0)]),
            lambda: rows.search([], order="timesheet_cost"),
            lambda: rows.search_read([], ["timesheet_cost"]),
        ):
            with self.assertRaises(AccessError):
                read()

    def test_menus(self):
        menus = self.env["ir.ui.menu"]
        reporting = self.env.ref("helpdesk_mgmt.helpdesk_ticket_reporting_menu")
        tickets = self.env.ref("helpdesk_mgmt.helpdesk_ticket_reporting_analysis")
        names = {
            "menu_after_sales_report": True,
            "menu_after_sales_dashboard": False,
            "menu_after_sales_product_report": False,
        }
        for user, is_manager in ((self.agent, False), (self.manager, True)):
            visible = menus.with_user(user)._visible_menu_ids()
            self.assertIn(reporting.id, visible)
            self.assertEqual(tickets.id in visible, is_manager)
            for name, for_agents in names.items():
                menu = self.env.ref(f"helpdesk_mgmt_after_sales.{name}")
                self.assertEqual(menu.id in visible, is_manager or for_agents, name)
        self.assertNotIn(
            reporting.id, menus.with_user(self.outsider)._visible_menu_ids()
        )

    def test_views_open_for_agents(self):
        """With all their fields, also those that Odoo adds for exports."""
        self._make_documents()
        rows = self.env[REPORT].with_user(self.agent)
        views = [(False, kind) for kind in ("pivot", "graph", "list", "search")]
        self.assertEqual(len(rows.get_views(views)["views"]), 4)
        # Only what has a table has ids that another database could know.
        names = [name for name in rows.fields_get() if name != "id"]
        found = rows.search([("ticket_id", "=", self.ticket.id)])
        self.agent.group_ids += self.env.ref("base.group_allow_export")
        exported = found.export_data([*names, "product_id/name", "partner_id/name"])
        self.assertEqual(len(exported["datas"]), len(found))
        products = self.env[PRODUCT_REPORT].with_user(self.manager)
        self.assertEqual(len(products.get_views(views)["views"]), 4)
