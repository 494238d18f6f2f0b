# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common_closing import ClosingShop
from .common_documents import DocumentsCommon
from .common_queries import QueryCounter


@tagged("post_install", "-at_install")
class TestOverviewLists(QueryCounter, ClosingShop, DocumentsCommon):
    """Lists of tickets show what was made from them, and filters find it."""

    def _find(self, domain, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        tickets = self.env["helpdesk.ticket"].with_user(user or self.agent)
        return tickets.search(Domain("team_id", "=", self.team.id) & Domain(domain))

    def _get_icons(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        icons = self.ticket.with_user(user or self.agent).after_sales_icons
        return {icon["service"]: icon for icon in icons}

    def test_nothing_made(self):
        self.assertFalse(self.ticket.with_user(self.agent).after_sales_icons)

    def test_icons_say_what_is_open_and_what_is_done(self):
        self._make_documents()
        self.ticket.draft_credit_note_ids.action_post()
        self._new_refund()
        self._new_coupon()
        self.ticket.repair_ids.action_repair_cancel()
        self.ticket.fsm_task_ids.state = "1_done"
        icons = self._get_icons()
        services = self.ticket._after_sales_services()
        self.assertEqual(
            {switch: (icon["label"], icon["open"]) for switch, icon in icons.items()},
            {
                "use_credit_notes": ("Credit note: 1 draft, 1 done", 1),
                "use_coupons": ("Coupon: 2 open", 2),
                # Of an exchange both ways count.
                "use_product_returns": ("Return: 2 open", 2),
                # What was cancelled is not there.
                "use_fsm": ("Field Service task: 1 done", 0),
            },
        )
        for switch, icon in icons.items():
            self.assertEqual(icon["icon"], services[switch].icon)
        self.assertEqual(len({service.icon for service in services.values()}), 5)

    def test_icons_are_in_the_list_and_on_the_cards(self):
        self._new_coupon()
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        for view_type in ("list", "kanban"):
            arch = etree.fromstring(tickets.get_view(view_type=view_type)["arch"])
            [icons] = arch.xpath("//field[@name='after_sales_icons']")
            self.assertEqual(icons.get("widget"), "after_sales_icons")
        [read] = self.ticket.with_user(self.agent).web_read({"after_sales_icons": {}})
        [icon] = read["after_sales_icons"]
        self.assertEqual(icon["label"], "Coupon: 1 open")

    def test_user_without_the_right_sees_none(self):
        self._new_coupon()
        ticket = self.ticket.with_user(self.outsider)
        self.assertFalse(ticket.after_sales_icons)

    def test_new_ticket_has_none(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        self.assertFalse(tickets.new({"name": "New"}).after_sales_icons)

    def test_filters_of_the_search_view(self):
        """Each finds the tickets with something of its service open, and no others."""
        views = self.env["helpdesk.ticket"].with_user(self.agent)
        arch = etree.fromstring(views.get_view(view_type="search")["arch"])
        filters = {
            node.get("name").removeprefix("after_sales_open_"): node
            for node in arch.iter("filter")
            if node.get("name").startswith("after_sales_open_")
        }
        self.assertEqual(
            {switch: node.get("string") for switch, node in filters.items()},
            {
                "use_credit_notes": "Draft refund",
                "use_coupons": "Unused coupon",
                "use_product_returns": "Has open return",
                "use_product_repairs": "Repair under way",
                "use_fsm": "Visit planned",
            },
        )
        self._new_ticket()
        for node in filters.values():
            self.assertFalse(self._find(safe_eval(node.get("domain"))))
        self._make_documents()
        for node in filters.values():
            found = self._find(safe_eval(node.get("domain")))
            self.assertEqual(found, self.ticket)
        self.ticket.draft_credit_note_ids.action_post()
        self.ticket.coupon_ids.with_user(self.agent).action_coupon_revoke()
        self.ticket.return_ids.action_cancel()
        self.ticket.repair_ids.action_repair_cancel()
        self.ticket.fsm_task_ids.state = "1_done"
        for node in filters.values():
            self.assertFalse(self._find(safe_eval(node.get("domain"))))

    def test_group_by_what_is_open(self):
        self._make_documents()
        self.ticket.draft_credit_note_ids.button_cancel()
        self._new_coupon()
        second = self._new_ticket()
        self._new_coupon(second)
        free = self._new_ticket()
        self.env.flush_all()
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        self.assertTrue(
            tickets.fields_get(["after_sales_open_service"])[
                "after_sales_open_service"
            ]["groupable"]
        )
        mine = [("id", "in", (self.ticket | second | free).ids)]
        groups = tickets.formatted_read_group(
            mine, ["after_sales_open_service"], ["__count"]
        )
        found = {
            group["after_sales_open_service"]: tickets.search(
                [*mine, *group["__extra_domain"]]
            )
            for group in groups
        }
        both = self.ticket | second
        self.assertEqual(
            found,
            {
                "use_coupons": both,
                "use_product_returns": self.ticket,
                "use_product_repairs": self.ticket,
                "use_fsm": self.ticket,
                "nothing": free,
            },
        )
        for group in groups:
            expected = found[group["after_sales_open_service"]]
            self.assertEqual(group["__count"], len(expected))

    def test_filter_in_other_ways(self):
        self._new_coupon()
        other = self._new_ticket()
        both = self.ticket | other
        for operator, value, found in (
            ("=", "use_coupons", self.ticket),
            ("!=", "use_coupons", other),
            ("in", ["use_fsm", "use_coupons"], self.ticket),
            ("not in", ["use_fsm"], both),
            ("=", False, other),
            ("!=", False, self.ticket),
            ("in", [False, "use_coupons"], both),
        ):
            with self.subTest(operator=operator, value=value):
                domain = [("after_sales_open_service", operator, value)]
                self.assertEqual(self._find(domain) & both, found)

    def test_malformed_values_find_nothing(self):
        self._new_coupon()
        for value in ("use_nothing", 5, ["use_x", None, 3], "'; DROP", 10**30):
            with self.subTest(value=value):
                found = self._find([("after_sales_open_service", "=", value)])
                self.assertNotIn(self.ticket, found)

    def test_filter_opens_no_ticket(self):
        self._new_coupon()
        self.ticket.user_id = self.manager
        self.ticket.team_id = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        domain = [("after_sales_open_service", "=", "use_coupons")]
        self.assertFalse(tickets.search(domain) & self.ticket)
        found = self.ticket.with_user(self.agent_all).search(domain)
        self.assertIn(self.ticket, found)

    def test_a_list_costs_one_query(self):
        self._new_refund()
        tickets = self.ticket
        for __ in range(79):
            tickets |= self._new_ticket()
        for ticket in tickets[:20]:
            self._new_coupon(ticket)
        tickets = tickets.with_user(self.agent)
        bare, ours = {"name": {}}, {"name": {}, "after_sales_icons": {}}

        def read(spec):
            return lambda: tickets.web_read(spec)

        # The first time fills the caches of rules.
        self._count(read(ours))
        __, before = self._count(read(bare))
        result, after = self._count(read(ours))
        self.assertEqual(after - before, 1)
        self.assertEqual(len([x for x in result if x["after_sales_icons"]]), 20)
