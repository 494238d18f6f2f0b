# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_database import ADDON
from .common_documents import DocumentsCommon
from .common_offer import Screen, get_denial
from .common_standard import find_buttons

HELPDESK = "helpdesk_mgmt.group_helpdesk_user_own"
TRIED = (
    "account.group_account_invoice",
    "stock.group_stock_user",
    "sales_team.group_sale_salesman",
    "sales_team.group_sale_manager",
    "project.group_project_user",
)


@tagged("post_install", "-at_install")
class TestOffer(DocumentsCommon):
    """What ends in an access error is not offered.

    Everything is pressed that a view offers: on the ticket, its team, the documents of
    every service, and what these lead to.
    """

    def setUp(self):
        super().setUp()
        self._make_documents(2)
        self.ticket.draft_credit_note_ids[0].action_post()
        self.env.flush_all()

    def _get_documents(self):
        """Return two documents of every service, and the invoice."""
        documents = {"account.move": self.invoice | self.ticket.draft_credit_note_ids}
        for service in self.ticket._after_sales_services().values():
            made = self.ticket[service.documents]
            documents[made._name] = documents.get(made._name, made) | made
        self.assertTrue(all(len(made) > 1 for made in documents.values()))
        return list(documents.values())

    def _get_linked(self):
        """Return what is around the documents."""
        return [
            self.ticket,
            self.team,
            self.order,
            self.delivery,
            self.template,
        ]

    def _get_views(self, user):
        """Return the views that the ticket's buttons open, by model and type."""
        views = {}
        if not self.ticket.with_user(user).has_access("read"):
            return views
        for service in self.ticket._after_sales_services().values():
            action = getattr(self.ticket.with_user(user), service.view)()
            views[action["res_model"]] = {
                view_type: view_id for view_id, view_type in action["views"] if view_id
            }
        return views

    def _press_all(self, user, records, only=None):
        """Press all that a user is offered, each thing once on a record.

        :param list records: recordsets
        :param only: names of what to press, all by default
        :return: by what was pressed, why they may not, or nothing
        """
        outcomes = {}
        done = set()
        views = self._get_views(user)
        for of_model in records:
            of_model = of_model.with_user(user)._filtered_access("read")
            screens = [Screen(of_model)] if of_model else []
            if screens and views.get(of_model._name):
                screens.append(Screen(of_model, views[of_model._name]))
            for screen in screens:
                for record, name, press in screen.offers():
                    what = f"{record._name}: {name}"
                    if (record, name) in done or (
                        only is not None and what not in only
                    ):
                        continue
                    done.add((record, name))
                    outcomes[what] = outcomes.get(what) or get_denial(record.env, press)
        return outcomes

    def _get_denials(self, outcomes):
        return {what: denial for what, denial in outcomes.items() if denial}

    def _get_own_buttons(self):
        """Return the names of the buttons of our own views."""
        views = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(views.mapped("res_id"))
        return {
            node.get("name")
            for view in views
            for node in find_buttons(etree.fromstring(view.arch))
        }

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_access")
    def test_agents(self):
        for user in (self.agent, self.manager):
            outcomes = self._press_all(user, self._get_documents() + self._get_linked())
            with self.subTest(user=user.login):
                self.assertEqual(self._get_denials(outcomes), {})
                for name in (
                    "stock.picking: action_send_return_slip Send Return Slip",
                    "stock.picking: action_print_return_slip Return Slip",
                    "loyalty.card: action_coupon_send Send by Email",
                    "helpdesk.ticket: action_refund Refund",
                    "helpdesk.ticket: action_view_returns ",
                    "account.move: open form",
                ):
                    self.assertIn(name, outcomes)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_access")
    def test_other_roles(self):
        """Agents with rights in an app, and who has no Helpdesk rights.

        They are offered what fails without this addon, too, and nothing else.
        """
        own_buttons = self._get_own_buttons()
        self.assertIn("action_print_return_slip", own_buttons)
        for role in TRIED:
            login = role.replace(".", "_")
            alone = self._new_user(login, role)
            both = self._new_user(f"{login}_agent", f"{role},{HELPDESK}")
            self.team.user_ids += both
            self.ticket.user_id = both
            documents = self._get_documents()
            with self.subTest(role=role):
                denials = self._get_denials(self._press_all(both, documents))
                standard = self._get_denials(self._press_all(alone, documents))
                unfit = denials.keys() - standard
                self.assertEqual({x: denials[x] for x in unfit}, {})
                ours = {
                    x for x in standard if x.split(": ")[1].split()[0] in own_buttons
                }
                self.assertEqual(ours, set())
