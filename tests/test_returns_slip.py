# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnsSlip(ReturnCommon):
    """The return slip, as the agent without any right in Inventory."""

    def test_agent_downloads_the_slip(self):
        delivery = self._deliver_serials("SN1")
        self.warehouse.partner_id.write({"street": "1 Warehouse Road"})
        picking = self._return(picking_id=delivery).with_user(self.agent)
        action = picking.action_print_return_slip()
        self.assertEqual(action["type"], "ir.actions.report")
        reports = self.env["ir.actions.report"].with_user(self.agent)
        html, __ = reports._render_qweb_html(action["report_name"], picking.ids)
        html = html.decode()
        for text in (
            picking.name,
            self.ticket.number,
            "1 Warehouse Road",
            "Coffee machine",
            "SN1",
            "data:image/png;base64",
        ):
            self.assertIn(text, html)

    def test_no_slip_without_the_ticket(self):
        """Whose number would be missing on it, when it is deleted."""
        picking = self._return()
        self.assertEqual(picking.helpdesk_document_type, "return")
        self.ticket.unlink()
        self.env.invalidate_all()
        self.assertFalse(picking.helpdesk_document_type)
        with self.assertRaisesRegex(UserError, "is not the return"):
            picking.action_print_return_slip()

    def test_slip_is_a_pdf(self):
        reports = self.env["ir.actions.report"].with_user(self.agent)
        if reports.get_wkhtmltopdf_state() not in ("ok", "upgrade", "workers"):
            self.skipTest("wkhtmltopdf is not installed")
        picking = self._return()
        pdf, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            "helpdesk_mgmt_after_sales.action_report_return_slip", picking.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))

    def test_agent_mails_the_slip(self):
        picking = self._return().with_user(self.agent)
        action = picking.action_send_return_slip()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
        )
        composer = form.save()
        self.assertEqual(composer.partner_ids, self.customer)
        self.assertIn(picking.name, composer.subject)
        self.assertEqual(len(composer.attachment_ids), 1)
        self.assertIn("Return Slip", composer.attachment_ids.name)
        composer.action_send_mail()
        message = picking.message_ids[0]
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertIn(self.customer, message.notified_partner_ids)
        self.assertTrue(message.attachment_ids)

    def test_only_returns_of_tickets_have_a_slip(self):
        with self.assertRaisesRegex(UserError, "not the return of a Helpdesk ticket"):
            self.delivery.with_user(self.agent).action_send_return_slip()
        with self.assertRaisesRegex(UserError, "not the return of a Helpdesk ticket"):
            self.delivery.with_user(self.agent).action_print_return_slip()

    def test_agent_posts_on_no_other_transfer(self):
        with self.assertRaises(AccessError):
            self.delivery.with_user(self.agent).message_post(body="x")
