# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.limits.after_sales_limit import AfterSalesLimit, LimitExcess
from .common import AfterSalesCommon


class NothingAtAll(AfterSalesLimit):
    """A limit that any service could have, and that leaves nothing."""

    @classmethod
    def is_set(cls, team):
        return True

    def foresee(self, popup):
        # The form would offer everything: what binds is measured.
        return None

    def measure(self, documents):
        documents.ensure_one()
        assert documents.helpdesk_ticket_id == self.ticket
        return LimitExcess("Nothing at all may be given.")


@tagged("post_install", "-at_install")
class TestLimitsRegistry(AfterSalesCommon):
    """Whatever makes a document of whichever service passes the limits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        services = cls.ticket._after_sales_services()
        cls.team.write(dict.fromkeys(services, True))
        cls.seller = cls._new_user(
            "seller",
            "helpdesk_mgmt.group_helpdesk_manager,account.group_account_invoice,"
            "stock.group_stock_manager,sales_team.group_sale_manager,"
            "project.group_project_manager",
        )
        cls.team.user_ids += cls.seller
        cls.ticket.product_id = cls.product
        order = cls._new_order()
        cls._deliver(order)
        cls._invoice(order)
        cls.env["loyalty.program"].search([]).active = False
        cls.env["loyalty.program"].create(
            {
                "name": "Sorry",
                "program_type": "coupons",
                "reward_ids": [Command.create({"discount": 10})],
            }
        )
        project = cls.env["project.project"].search([("is_fsm", "=", True)], limit=1)
        cls.team.fsm_project_id = project
        limited = {
            switch: service._replace(limits=(NothingAtAll,))
            for switch, service in services.items()
        }
        cls.classPatch(
            type(cls.ticket), "_after_sales_services", lambda ticket: dict(limited)
        )

    def _get_buttons(self, form):
        return [
            button.get("name")
            for button in form._view["tree"].xpath("footer//button[@type='object']")
            if button.get("name") != "action_ask_approval"
        ]

    def test_every_button_of_every_popup(self):
        pressed = 0
        services = self.ticket._after_sales_services()
        for switch, service in services.items():
            for user in (self.agent, self.seller, self.env.ref("base.user_admin")):
                form = self._popup_as(user, self.ticket, service.button)
                popup = form.save()
                refused = 0
                for name in self._get_buttons(form):
                    with self.subTest(switch, button=name, user=user.login):
                        try:
                            with self.cr.savepoint():
                                getattr(popup, name)()
                                self.fail("It was made.")
                        except UserError as error:
                            refused += "Nothing at all" in error.args[0]
                        self.env.invalidate_all()
                        pressed += 1
                # Others need more rights, or eCommerce.
                self.assertTrue(refused, (switch, user.login))
                self.assertFalse(self.ticket[service.documents])
        self.assertGreater(pressed, 15)

    def test_the_form_leads_there(self):
        """Each has the fields and the button, and no second set of them."""
        for switch, service in self.ticket._after_sales_services().items():
            with self.subTest(switch):
                form = self._popup_as(self.agent, self.ticket, service.button)
                arch = form._view["tree"]
                asks = arch.xpath("//button[@name='action_ask_approval']")
                said = arch.xpath("//field[@name='after_sales_limits']")
                self.assertEqual((len(asks), len(said)), (1, 2))
