# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from urllib.parse import parse_qs, urlsplit

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_coupons import CouponShop
from .common_field_service import FsmShop
from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestMailComposer(CouponShop, FsmShop, ReturnCommon):
    """Composers open with the names of the files; these are made on sending.

    Tried with each button that opens one, as found in the registry.
    """

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.company.email = "shop@example.com"

    def _openers(self):
        """Return the methods that open a composer, as pairs of model and name."""
        mixin = self.registry["helpdesk.after.sales.mail"]
        openers = set()
        for name, model in self.registry.items():
            if not issubclass(model, mixin) or model._abstract:
                continue
            for method in dir(model):
                code = getattr(getattr(model, method, None), "__code__", None)
                if code and "_after_sales_compose_mail" in code.co_names:
                    openers.add((name, method))
        return openers

    def _documents(self):
        """Make a document for each button, as whoever presses it."""
        visit = self._plan().sudo()
        visit.user_ids = self.technician
        return {
            ("loyalty.card", "action_coupon_send"): self._make_coupon(),
            ("stock.picking", "action_send_return_slip"): self._return().with_user(
                self.agent
            ),
            ("project.task", "action_fsm_send_report"): visit.with_user(
                self.technician
            ),
        }

    def _compose(self, document, method):
        action = getattr(document, method)()
        return Form(
            self.env[action["res_model"]]
            .with_user(document.env.user)
            .with_context(action["context"])
        )

    def test_each_button_is_tried(self):
        self.assertEqual(self._openers(), set(self._documents()))

    def test_file_is_named_at_once_and_made_on_sending(self):
        for (model, method), document in self._documents().items():
            with self.subTest(model):
                composer = self._compose(document, method).save()
                attachment = composer.attachment_ids
                self.assertEqual(len(attachment), 1)
                self.assertRegex(attachment.name, r"\w.*\.pdf$")
                self.assertEqual(attachment.mimetype, "application/pdf")
                self.assertEqual(attachment.type, "url")
                self.assertFalse(attachment.raw)
                name = attachment.name.removesuffix(".pdf")
                composer.action_send_mail()
                message = document.sudo().message_ids[0]
                self.assertEqual(message.author_id, document.env.user.partner_id)
                sent = message.attachment_ids
                self.assertEqual(sent, attachment)
                self.assertEqual((sent.type, sent.url), ("binary", False))
                # Odoo's tests render web pages instead of PDFs.
                self.assertEqual(sent.name, f"{name}.html")
                self.assertIn(b"<html", sent.raw)
                self.assertEqual((sent.res_model, sent.res_id), (model, document.id))

    def test_real_pdf(self):
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() not in ("ok", "upgrade", "workers"):
            self.skipTest("wkhtmltopdf is not installed")
        coupon = self._make_coupon()
        composer = self._compose(coupon, "action_coupon_send").save()
        composer.with_context(force_report_rendering=True).action_send_mail()
        attachment = coupon.sudo().message_ids[0].attachment_ids
        self.assertEqual(attachment.name, f"Coupon {coupon.code}.pdf")
        self.assertEqual(attachment.mimetype, "application/pdf")
        self.assertTrue(attachment.raw.startswith(b"%PDF"))

    def test_link_opens_that_report_for_that_user(self):
        for (model, method), document in self._documents().items():
            with self.subTest(model):
                link = self._compose(document, method).attachment_ids[:].url
                self.assertEqual(urlsplit(link).path, "/report/download")
                data = json.loads(parse_qs(urlsplit(link).query)["data"][0])
                *__, name, res_id = data[0].split("/")
                html, __ = (
                    self.env["ir.actions.report"]
                    .with_user(document.env.user)
                    ._render_qweb_html(name, [int(res_id)])
                )
                self.assertIn(b"Deco Addict", html)

    def test_scheduled_message_has_the_file(self):
        for (model, method), document in self._documents().items():
            with self.subTest(model):
                form = self._compose(document, method)
                form.scheduled_date = "2099-01-01 10:00:00"
                composer = form.save()
                scheduled = composer._action_schedule_message()
                self.assertEqual(scheduled.attachment_ids.type, "binary")
                self.assertTrue(scheduled.attachment_ids.raw)

    def test_removed_file_is_not_sent(self):
        for (model, method), document in self._documents().items():
            with self.subTest(model):
                form = self._compose(document, method)
                form.attachment_ids.clear()
                form.save().action_send_mail()
                self.assertFalse(document.sudo().message_ids[0].attachment_ids)

    def test_template_keeps_the_file(self):
        coupon = self._make_coupon(user=self.manager)
        editor = self.manager
        editor.group_ids += self.env.ref("mail.group_mail_template_editor")
        composer = self._compose(coupon.with_user(editor), "action_coupon_send").save()
        composer.template_name = "Mine"
        composer.create_mail_template()
        template = self.env["mail.template"].search([("name", "=", "Mine")])
        self.assertEqual(template.attachment_ids.type, "binary")

    def test_report_of_a_closed_document_is_not_made(self):
        """Whoever writes another document's link gets nothing of it."""
        coupon = self._make_coupon()
        hidden = self._make_coupon(
            user=self.manager, ticket=self._new_ticket(user_id=self.manager.id)
        )
        forged = self.env["ir.attachment"].with_user(self.agent)
        forged = forged.create(
            {
                "name": "x.pdf",
                "type": "url",
                "url": hidden._after_sales_get_report_url(
                    self.env.ref("helpdesk_mgmt_after_sales.action_report_coupon")
                ),
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
        composer = self._compose(coupon, "action_coupon_send").save()
        composer.attachment_ids = [Command.link(forged.id)]
        composer.action_send_mail()
        self.assertEqual(forged.type, "url")
        composer = self._compose(coupon, "action_coupon_send").save()
        composer.write(
            {"res_ids": str(hidden.ids), "attachment_ids": [Command.set(forged.ids)]}
        )
        for attack in (composer.action_send_mail, composer.create_mail_template):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                attack()
        self.assertFalse(forged.raw)

    def test_composers_of_others_do_as_ever(self):
        """Without our button, the template's reports are made on opening."""
        coupon = self._make_coupon()
        template = self.env.ref("helpdesk_mgmt_after_sales.mail_template_coupon")
        composer = Form(
            self.env["mail.compose.message"].with_context(
                default_model="loyalty.card",
                default_res_ids=coupon.ids,
                default_template_id=template.id,
                default_composition_mode="comment",
            )
        )
        self.assertEqual(composer.attachment_ids[:].type, "binary")

    def test_another_template_brings_its_own_files(self):
        coupon = self._make_coupon()
        template = self.env.ref("loyalty.mail_template_loyalty_card")
        form = self._compose(coupon, "action_coupon_send")
        form.template_id = template
        self.assertEqual(len(form.attachment_ids[:]), 1)
        self.assertEqual(form.attachment_ids[:].type, "url")
        self.assertIn(
            template.report_template_ids.report_name, form.attachment_ids[:].url
        )

    def test_pressed_again_it_sends_nothing(self):
        for (model, method), document in self._documents().items():
            with self.subTest(model):
                composer = self._compose(document, method).save()
                composer.action_send_mail()
                sent = document.sudo().message_ids
                self.assertEqual(
                    composer.action_send_mail(), {"type": "ir.actions.act_window_close"}
                )
                document.invalidate_recordset(["message_ids"])
                self.assertEqual(document.sudo().message_ids, sent)
                self.assertTrue(sent)
