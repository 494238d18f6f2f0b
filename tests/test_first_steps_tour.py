# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from ..models.first_steps.web_tour_tour import TOUR
from .common_coupons import CouponCommon

# What a hand does that follows the pointer: each press once the pointer is there.
FOLLOW = """
(async () => {
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    async function find(selector) {
        for (let i = 0; i < 300; i++) {
            const found = [...document.querySelectorAll(selector)].find(
                (el) => el.getClientRects().length
            );
            if (found) {
                return found;
            }
            await wait(100);
        }
        throw new Error(`Not found: ${selector}`);
    }
    try {
        (await find(".o_form_view .nav-link[name=after_sales_empty]")).click();
        (await find(".o_after_sales_show_me")).click();
        for (const selector of %(selectors)s) {
            if (!selector.startsWith("!")) {
                await find(".o_tour_pointer");
            }
            await wait(300);
            (await find(selector.replace("!", ""))).click();
        }
        await find(".o_reward_rainbow, .o_reward");
        console.log("test successful");
    } catch (error) {
        console.error(error.message);
    }
})();
"""


@tagged("post_install", "-at_install")
class TestFirstStepsTour(CouponCommon, HttpCase):
    """Agents are shown how, on any database with a ticket whose team has a service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        services = cls.ticket._after_sales_services()
        cls.team.write(dict.fromkeys(services, False))
        project = cls.env["project.project"].search([("is_fsm", "=", True)], limit=1)
        cls.team.write({"use_fsm": True, "fsm_project_id": project.id})

    def test_plain_agent_plays_it(self):
        self.env["helpdesk.ticket"].search(
            [("id", "!=", self.ticket.id)]
        ).active = False
        self.start_tour("/odoo/helpdesk-tickets", TOUR, login=self.agent.login)
        self.assertEqual(len(self.ticket.fsm_task_ids), 1)

    def test_agent_follows_the_pointer_from_the_empty_tab(self):
        self.browser_js(
            f"/odoo/helpdesk.ticket/{self.ticket.id}",
            FOLLOW
            % {
                "selectors": [
                    ".o_after_sales_service",
                    ".modal footer .btn-primary",
                    ".o_form_view .nav-link[name=after_sales]",
                    ".o_after_sales_line a",
                ]
            },
            login=self.agent.login,
        )
        self.assertEqual(len(self.ticket.fsm_task_ids), 1)
        # The tours of all other apps do not follow.
        self.agent.invalidate_recordset()
        self.assertFalse(self.agent.tour_enabled)
        tour = self.env["web_tour.tour"].search([("name", "=", TOUR)])
        self.assertIn(self.agent, tour.user_consumed_ids)

    def test_nobody_gets_it_unasked(self):
        tours = self.env["web_tour.tour"]
        for user in (self.agent, self.outsider, self.env.ref("base.user_admin")):
            user.tour_enabled = True
            current = tours.with_user(user).get_current_tour() or {}
            self.assertNotEqual(current.get("name"), TOUR)
        # Others have theirs one after the other, as before.
        first = tours.search([("custom", "=", False)], limit=2)
        if len(first) > 1:
            following = tours.with_user(self.outsider).consume(first[0].name)
            self.assertEqual(following["name"], first[1].name)

    def test_the_empty_list_of_documents_starts_it(self):
        """Its link is in the action's help, which cannot take the name from here."""
        documents = self.env.ref(
            "helpdesk_mgmt_after_sales.helpdesk_after_sales_document_action"
        )
        self.assertIn(f"?tour={TOUR}", documents.help)

    def test_where_the_team_offers_nothing(self):
        self.team.use_fsm = False
        ticket = self.ticket.with_user(self.agent)
        overview = ticket.after_sales_get_overview()
        self.assertFalse(overview["has_tour"])
        self.assertIn("Helpdesk manager", overview["hint"])

    def test_the_tour_finds_every_service(self):
        arch = self.env["helpdesk.ticket"].with_user(self.agent).get_view()["arch"]
        self.assertEqual(
            arch.count("o_after_sales_service"),
            len(self.ticket._after_sales_services()),
        )
