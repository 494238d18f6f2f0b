# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common_closing import ClosingCommon

ADDON = "helpdesk_mgmt_after_sales"


@tagged("post_install", "-at_install")
class TestOverviewMenu(ClosingCommon):
    """The menu After-Sales Documents: a list of all that was made from tickets."""

    def setUp(self):
        super().setUp()
        self.coupon = self._new_coupon()
        self._new_refund()
        self._new_refund().action_post()
        self.env.flush_all()
        self.rows = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        self.mine = [("ticket_id", "=", self.ticket.id)]

    def _get_views(self):
        action = self.env.ref(f"{ADDON}.helpdesk_after_sales_document_action")
        views = [(False, mode) for mode in action.view_mode.split(",")]
        result = self.rows.get_views([*views, (False, "search")])["views"]
        return {kind: etree.fromstring(view["arch"]) for kind, view in result.items()}

    def test_agents_have_the_menu_and_others_have_not(self):
        menu = self.env.ref(f"{ADDON}.menu_after_sales_document")
        for user, shown in ((self.agent, True), (self.outsider, False)):
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(menu.id in menus, shown, user.login)

    def test_list_and_kanban_open_the_document(self):
        views = self._get_views()
        for kind in ("list", "kanban"):
            self.assertEqual(views[kind].get("type"), "object")
            self.assertEqual(views[kind].get("action"), "action_open")
            names = views[kind].xpath("//field/@name")
            found = self.rows.web_search_read(
                self.mine, {name: {} for name in names}, limit=80
            )
            self.assertEqual(found["length"], 3)
        row = self.rows.search([*self.mine, ("service", "=", "use_coupons")])
        self.assertEqual(row.action_open()["res_id"], self.coupon.id)

    def test_every_filter_and_group(self):
        search = self._get_views()["search"]
        found = {
            node.get("name"): len(
                self.rows.search(
                    self.mine + safe_eval(node.get("domain"), {"uid": self.agent.id})
                )
            )
            for node in search.iter("filter")
            if node.get("domain")
        }
        self.assertEqual(found, {"my_tickets": 3, "open": 2, "done": 1, "cancelled": 0})
        groups = [
            safe_eval(node.get("context"))["group_by"]
            for node in search.iter("filter")
            if node.get("context")
        ]
        self.assertEqual(len(groups), 8)
        for group in groups:
            with self.subTest(group):
                result = self.rows.web_read_group(
                    self.mine, [group], ["amount:sum", "currency_id:array_agg_distinct"]
                )
                self.assertEqual(sum(x["amount:sum"] for x in result["groups"]), 200.0)
                self.assertEqual(sum(x["__count"] for x in result["groups"]), 3)

    def test_pivot(self):
        [by_service] = self.rows.formatted_read_grouping_sets(
            self.mine, [["service", "state"]], ["amount:sum", "__count"]
        )
        self.assertEqual(
            {(x["service"], x["state"], x["__count"]) for x in by_service},
            {
                ("use_credit_notes", "draft", 1),
                ("use_credit_notes", "done", 1),
                ("use_coupons", "open", 1),
            },
        )
