# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from inspect import getsource
from pathlib import Path

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.convert import convert_csv_import, xml_import

from .common_registry import load_models
from .common_returns import ReturnCommon

ADDON = "helpdesk_mgmt_after_sales"
GUIDE = Path(__file__).parents[1] / "doc/developers.md"


@tagged("post_install", "-at_install")
class TestSixthService(ReturnCommon):
    """Another service whose documents are transfers leaves Returns alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not GUIDE.exists():
            cls.skipTest(cls, "The addon was installed by pip, which leaves it out")
        cls._load_loans()
        cls.team.use_loans = True

    @classmethod
    def _load_loans(cls):
        """Load the models of the example as the registry loads those of an addon."""
        from . import loans_service

        load_models(cls, loans_service)
        cls.env["ir.model.data"].create(
            {
                "module": ADDON,
                "name": "model_helpdesk_ticket_loan_wizard",
                "model": "ir.model",
                "res_id": cls.env["ir.model"]._get_id("helpdesk.ticket.loan.wizard"),
            }
        )
        convert_csv_import(
            cls.env,
            ADDON,
            "ir.model.access.csv",
            cls._get_blocks("csv")[0].encode(),
            {},
        )
        for block in cls._get_blocks("xml"):
            xml_import(cls.env, ADDON, {}, "init").parse(
                etree.fromstring(f"<odoo>{block}</odoo>")
            )

    @classmethod
    def _get_blocks(cls, language):
        """Return what the guide shows of the example."""
        blocks = re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(), re.S)
        return [block for block in blocks if "loan" in block]

    def _lend(self, product=None):
        popup = self._popup_as(
            self.agent,
            self.ticket,
            "action_loan",
            product_id=product or self.serial_product,
        ).save()
        popup.action_confirm()
        return popup

    def _notes(self):
        return " ".join(self.ticket.message_ids.mapped("body"))

    def test_plain_agent_uses_it_like_any_other(self):
        popup = self._lend()
        popup.action_confirm()
        loan = self.ticket.loan_ids
        self.assertRecordValues(
            loan,
            [
                {
                    "helpdesk_service": "use_loans",
                    "helpdesk_document_type": False,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                }
            ],
        )
        ticket = self.ticket.with_user(self.agent)
        self.assertEqual(ticket.loan_count, 1)
        self.assertEqual(ticket.action_view_loans()["res_id"], loan.id)
        self.assertEqual(loan.with_user(self.agent).name, loan.name)
        self.assertIn("Loan of 1 Coffee machine", self._notes())
        self.team.use_loans = False
        with self.assertRaisesRegex(UserError, "does not offer Loans"):
            ticket.action_loan()

    def test_the_registry_serves_it(self):
        services = self.ticket._after_sales_services()
        self.assertEqual(list(services)[-1], "use_loans")
        self.assertIn(
            ("use_loans", "Loans"),
            self.env["stock.picking"]._selection_helpdesk_service(),
        )
        self.ticket.write(
            {"partner_id": False, "partner_name": "Joe", "partner_email": "j@x.com"}
        )
        action = self.ticket.with_user(self.agent).action_loan()
        self.assertEqual(action["res_model"], "helpdesk.ticket.customer.wizard")
        popup = self._open_popup_as(self.agent, action).save()
        action = popup.action_continue()
        self.assertEqual(action["res_model"], "helpdesk.ticket.loan.wizard")

    def test_returns_do_not_count_it(self):
        self._return()
        self._lend()
        ticket = self.ticket.with_user(self.agent)
        self.assertEqual((ticket.return_count, ticket.loan_count), (1, 1))
        self.assertEqual(ticket.return_ids.helpdesk_service, "use_product_returns")
        self.assertFalse(ticket.return_ids & ticket.loan_ids)

    def test_overview_and_analysis_have_rows_of_it(self):
        """Without a line of its own; what comes back of a loan was no return."""
        self._lend(self.product)
        loan = self.ticket.loan_ids
        loan.move_ids.quantity = 1
        self._receive(loan)
        customers = self.env.ref("stock.stock_location_customers")
        back = loan.copy(
            {
                "location_id": customers.id,
                "location_dest_id": self.stock.id,
                "picking_type_id": self.warehouse.in_type_id.id,
            }
        )
        back.move_ids.location_id = customers
        back.write(
            {"helpdesk_ticket_id": self.ticket.id, "helpdesk_service": "use_loans"}
        )
        back.action_confirm()
        back.move_ids.quantity = 1
        self._receive(back)
        ours = [("ticket_id", "=", self.ticket.id)]
        rows = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        self.assertEqual(rows.search(ours).mapped("service"), ["use_loans"] * 2)
        lines = self.env["helpdesk.after.sales.report"].with_user(self.agent)
        self.assertRecordValues(
            lines.search(ours),
            [{"service": "use_loans", "quantity": 1.0, "returned_quantity": 0.0}] * 2,
        )

    def test_labels_and_news_are_its_own(self):
        self._lend(self.product)
        loan = self._tracked(self.ticket.loan_ids)
        loan.move_ids.quantity = 1
        loan.move_ids.picked = True
        loan._action_done()
        self._flush_tracking()
        self.assertIn("Loan of 1 Desk lamp", self._notes())
        self.assertNotIn("Return", self._notes())
        self.assertNotIn("Replacement", self._notes())

    def test_its_popup_asks_for_a_reason(self):
        reasons = self.env["helpdesk.after.sales.reason"]
        reasons.search([]).active = False
        reason = reasons.create({"name": "Waiting for a repair"})
        self.team.after_sales_reason_required = True
        form = self._popup_as(
            self.agent, self.ticket, "action_loan", product_id=self.product
        )
        self.assertTrue(form.after_sales_reason_needed)
        form.after_sales_reason_id = reason
        form.save().action_confirm()
        self.assertEqual(self.ticket.loan_ids.after_sales_reason_id, reason)
        ours = [("ticket_id", "=", self.ticket.id)]
        row = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        self.assertEqual(row.search(ours).reason_id.name, "Waiting for a repair")

    def test_news_of_returns_stay_theirs(self):
        self._lend()
        back = self._tracked(self._return())
        back.action_cancel()
        self._flush_tracking()
        self.assertRegex(self._notes(), "Return of .*Cancelled.* – <a")

    def test_what_is_still_to_come_stays_with_its_ticket(self):
        self._lend(self.product)
        loan = self.ticket.loan_ids
        loan.move_ids.product_uom_qty = 3
        loan.move_ids.quantity = 1
        loan.move_ids.picked = True
        loan.with_context(skip_backorder=True).button_validate()
        backorder = loan.backorder_ids
        self.assertRecordValues(
            loan + backorder,
            [
                {
                    "helpdesk_ticket_id": self.ticket.id,
                    "helpdesk_service": "use_loans",
                }
            ]
            * 2,
        )
        self.assertEqual(self.ticket.return_count, 0)

    def test_a_replacement_keeps_a_transfer_of_its_own(self):
        """An open loan of the same ticket to the same customer takes none of it."""
        self._lend(self.product)
        loan = self.ticket.loan_ids
        # One that was made by hand, as the loan: no sales order keeps them apart.
        delivery = loan.copy()
        delivery.action_confirm()
        delivery.move_ids.quantity = 1
        self._receive(delivery)
        self._return(picking_id=delivery, button="action_create_exchanges")
        self.assertEqual(len(loan.move_ids), 1)
        types = self.ticket.return_ids.mapped("helpdesk_document_type")
        self.assertEqual(set(types), {"return", "replacement"})

    def test_a_loan_has_no_return_slip(self):
        self._lend()
        with self.assertRaisesRegex(UserError, "is not the return"):
            self.ticket.loan_ids.with_user(self.agent).action_print_return_slip()

    def test_linking_it_to_another_ticket_keeps_its_service(self):
        self._lend()
        loan = self.ticket.loan_ids
        loan.helpdesk_ticket_id = self._new_ticket()
        self.assertEqual(loan.helpdesk_service, "use_loans")
        loan.helpdesk_ticket_id = False
        self.assertFalse(loan.helpdesk_service)

    def test_the_developers_page_shows_this_very_code(self):
        from . import loans_service

        shown = self._get_blocks("python")
        code = getsource(loans_service)
        self.assertEqual(len(shown), 3)
        for block in shown:
            self.assertIn(block, code)
