# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

import lxml.html

from odoo.tests import tagged

from .common_persian import PersianDocuments

LATIN = re.compile("[A-Za-z]{2}")


@tagged("post_install", "-at_install")
class TestMailPersian(PersianDocuments):
    """Each e-mail of ours to a customer who reads Persian."""

    def _send(self, template):
        """Send the mail of a document as the composer does; return the document's."""
        record, __ = self._make(template.model)
        values = template._generate_template(record.ids, ["subject", "body_html"])
        thread = record
        if not hasattr(record, "message_post"):
            # It is told of from its ticket, as a notice is.
            thread = record.ticket_id.with_context(after_sales_notice=True)
        message = thread.with_context(mail_notify_force_send=False).message_post(
            body=values[record.id]["body_html"],
            subject=values[record.id]["subject"],
            partner_ids=self.customer.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        mail = mail.filtered(lambda x: self.customer in x.recipient_ids)
        self.assertEqual(len(mail), 1)
        return mail

    def test_templates_are_all_persian(self):
        for template in self._our_records("mail.template"):
            template = template.with_context(lang="fa_IR")
            body = lxml.html.fromstring(template.body_html)
            for value in body.xpath("//*[@t-out]"):
                value.text = None
            texts = [re.sub("{{.*?}}", "", template.subject), *body.itertext()]
            english = [text for text in texts if LATIN.search(text)]
            self.assertFalse(english, template.name)

    def test_mails_run_from_right_to_left(self):
        for template in self._our_records("mail.template"):
            with self.subTest(template=template.name):
                mail = self._send(template)
                self.assertNotRegex(mail.subject, "your|from|Report")
                root = lxml.html.fromstring(mail.body_html)
                self.assertEqual(root.get("dir"), "rtl")
                isolated = [x.text for x in root.xpath("//span[@dir='ltr']")]
                if "Sunny" in mail.body_html:
                    self.assertIn("Sunny Ltd.", isolated)

    def test_english_mails_stay_as_they_are(self):
        self.customer.lang = "en_US"
        self.env.flush_all()
        for template in self._our_records("mail.template"):
            mail = self._send(template)
            self.assertNotIn('dir="rtl"', mail.body_html)

    def test_mails_of_others_stay_as_they_are(self):
        self.delivery.message_subscribe(self.customer.ids)
        message = self.delivery.with_context(
            mail_notify_force_send=False, lang="fa_IR"
        ).message_post(body="سلام", subtype_xmlid="mail.mt_comment")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertTrue(mail)
        self.assertNotIn('dir="rtl"', mail[0].body_html)
