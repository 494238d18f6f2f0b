# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestPopupNotice(AfterSalesCommon):
    """A popup with nothing to do says so, in every service of the registry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.services = cls.ticket._after_sales_services()
        cls.team.write(dict.fromkeys(cls.services, True))

    def _open(self, service):
        return self._popup_as(self.agent, self.ticket, service.button)

    def _take_away_all(self):
        """A customer who bought nothing, in a company that set up nothing."""
        self.env["loyalty.program"].search([]).active = False
        self.env["stock.picking.type"].search(
            [("code", "=", "repair_operation")]
        ).active = False
        self.env["stock.warehouse"].search([]).repair_type_id = False
        self.env["project.project"].search([("is_fsm", "=", True)]).active = False

    def _get_shown(self, form):
        """Return what a popup shows besides fields that are always hidden.

        :return: labels of its buttons, and names or tags of what is no button
        :rtype: tuple[list, list]
        """

        def is_shown(node):
            # Only these are known: who asks for more first is not hidden by them.
            values = {
                "after_sales_blocked": form.after_sales_blocked,
                "after_sales_notice": form.after_sales_notice,
                "after_sales_beyond": form.after_sales_beyond,
                "after_sales_limits": form.after_sales_limits,
            }
            try:
                return not safe_eval(node.get("invisible") or "False", values)
            except ValueError:
                return True

        arch = form._view["tree"]
        buttons = arch.xpath("footer//button")
        others = [node for node in arch if node.tag != "footer"]
        return (
            [x.get("string") for x in buttons if is_shown(x)],
            [x.get("class") or x.tag for x in others if is_shown(x)],
        )

    def test_popup_with_nothing_to_do_shows_why_and_close_only(self):
        self._take_away_all()
        for switch, service in self.services.items():
            with self.subTest(switch):
                try:
                    form = self._open(service)
                except UserError as error:
                    # Returns: the button is not even shown then.
                    self.assertIn("Nothing was delivered", str(error))
                    continue
                self.assertTrue(form.after_sales_blocked)
                self.assertRegex(form.after_sales_notice, "<div>.+</div>")
                buttons, others = self._get_shown(form)
                self.assertEqual(buttons, ["Close"])
                self.assertEqual(others, ["alert alert-warning mb-3"])

    def test_popup_with_something_to_do_shows_its_buttons(self):
        order = self._new_order()
        self._deliver(order)
        self._invoice(order)
        self.env["loyalty.program"].create(
            {
                "name": "Sorry",
                "program_type": "coupons",
                "rule_ids": [Command.create({})],
                "reward_ids": [Command.create({"discount": 10})],
            }
        )
        for switch, service in self.services.items():
            with self.subTest(switch):
                form = self._open(service)
                self.assertFalse(form.after_sales_blocked)
                self.assertFalse(form.after_sales_notice)
                buttons, others = self._get_shown(form)
                self.assertIn("Discard", buttons)
                self.assertNotIn("Close", buttons)
                self.assertGreater(len(buttons), 1)
                self.assertNotIn("alert alert-warning mb-3", others)
