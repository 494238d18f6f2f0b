# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestServices(AfterSalesCommon):
    """What holds for every service in the registry."""

    def setUp(self):
        super().setUp()
        self.services = self.ticket._after_sales_services()

    def test_switches_are_off_by_default(self):
        self.assertGreaterEqual(len(self.services), 5)
        team = self.env["helpdesk.ticket.team"].create({"name": "New"})
        for switch in self.services:
            self.assertIs(team[switch], False, switch)
            self.assertTrue(team._fields[switch].tracking, switch)

    def test_button_needs_the_switch_and_the_ticket(self):
        for switch, service in self.services.items():
            button = getattr(self.ticket.with_user(self.agent), service.button)
            with self.subTest(switch):
                with self.assertRaisesRegex(UserError, "does not offer"):
                    button()
                with self.assertRaises(AccessError):
                    getattr(self.ticket.with_user(self.outsider), service.button)()

    def test_documents_are_told_apart_by_their_service(self):
        for switch, service in self.services.items():
            with self.subTest(switch):
                field = self.ticket._fields[service.documents]
                documents = self.env[field.comodel_name]
                self.assertIn(
                    (switch, self._switch_label(switch)),
                    documents._selection_helpdesk_service(),
                )
                self.assertTrue(service.label)
                self.assertFalse(self.ticket[service.documents])
                self.assertEqual(
                    getattr(self.ticket, service.view)()["res_model"],
                    documents._name,
                )

    def _switch_label(self, switch):
        return self.team.fields_get([switch])[switch]["string"]

    def test_no_list_of_documents_forgets_the_service(self):
        mixin = self.registry["helpdesk.after.sales.mixin"]
        tried = 0
        for field in self.ticket._fields.values():
            if field.type != "one2many":
                continue
            if not issubclass(self.registry[field.comodel_name], mixin):
                continue
            tried += 1
            conditions = Domain(field.get_comodel_domain(self.ticket)).iter_conditions()
            names = {condition.field_expr for condition in conditions}
            self.assertIn("helpdesk_service", names, str(field))
        self.assertGreaterEqual(tried, len(self.services))

    def test_documents_say_what_they_share(self):
        mixin = self.registry["helpdesk.after.sales.mixin"]
        for name, model in self.registry.items():
            if not issubclass(model, mixin) or model._abstract:
                continue
            with self.subTest(name):
                documents = self.env[name]
                self.assertIn(documents._after_sales_service, self.services)
                states = documents._fields[documents._after_sales_state_field]
                self.assertTrue(states.tracking or name == "loyalty.card")

    def test_service_is_said_with_the_link(self):
        invoices = self._new_invoice(post=False) + self._new_invoice(post=False)
        invoices.helpdesk_ticket_id = self.ticket
        self.assertEqual(set(invoices.mapped("helpdesk_service")), {"use_credit_notes"})
        self.assertFalse(invoices[0].copy().helpdesk_service)
        invoices.helpdesk_ticket_id = False
        self.assertFalse(any(invoices.mapped("helpdesk_service")))
        by_default = self._new_invoice(post=False).with_context(
            default_helpdesk_ticket_id=self.ticket.id
        )
        made = by_default.create({"move_type": "out_refund"})
        self.assertEqual(made.helpdesk_service, "use_credit_notes")

    def test_unknown_service_is_refused(self):
        invoice = self._new_invoice(post=False)
        # One that there is, but makes no invoices, and two that there are not.
        for value in ("use_coupons", "use_nothing", 5):
            with (
                self.subTest(value),
                self.assertRaisesRegex(
                    ValidationError, f"no after-sales service {value}"
                ),
            ):
                invoice.helpdesk_service = value

    def test_document_of_an_uninstalled_service_ends_all_the_same(self):
        refund = self._tracked(self._new_invoice(post=False, move_type="out_refund"))
        refund.helpdesk_ticket_id = self.ticket
        self._flush_tracking()
        self.env.cr.execute(
            "UPDATE account_move SET helpdesk_service = 'use_gone' WHERE id = %s",
            [refund.id],
        )
        refund.invalidate_recordset()
        refund.action_post()
        self._flush_tracking()
        self.assertIn("Refund of 1 Desk lamp", self.ticket.message_ids[0].body)
