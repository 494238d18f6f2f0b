# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_notices import NoticeCase
from .common_refunds import RefundCommon

LOGGER = "odoo.addons.helpdesk_mgmt_after_sales.models.notices"
LOGGER = f"{LOGGER}.helpdesk_after_sales_notice"


@tagged("post_install", "-at_install")
class TestNoticesRefunds(NoticeCase, RefundCommon):
    """The customer is told of a posted credit note: once, they alone, never too late.

    What holds for all steps is tried here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setting = cls._switch("credit_note_posted")
        # As many do who post: no rights in Helpdesk.
        cls.bookkeeper = cls._new_user(
            "bookkeeper", "account.group_account_invoice", signature="<p>Books</p>"
        )
        cls.ticket.message_subscribe((cls.agent | cls.manager).partner_id.ids)
        cls.credit_note = cls.invoice._reverse_moves(
            [{"helpdesk_ticket_id": cls.ticket.id, "invoice_date": cls.invoice.date}]
        )

    def setUp(self):
        super().setUp()
        self.credit_note = self._tracked(self.credit_note)

    def _post(self, credit_note):
        credit_note.with_user(self.bookkeeper).action_post()
        self._flush_tracking()

    def test_customer_is_told(self):
        self.credit_note.unlink()
        credit_note = self._tracked(self._reverse(self._popup()))
        self.assertFalse(self._get_mails())
        self._post(credit_note)
        mail = self._get_mails()
        self._assert_told(mail, self.customer)
        self.assertIn(self.ticket.number, mail.subject)
        self.assertIn(credit_note.name, mail.subject)
        self.assertIn(credit_note.name, mail.body)
        self.assertIn(self.ticket.number, mail.body)
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertIn(credit_note.name.replace("/", "_"), mail.attachment_ids.name)
        self.assertEqual(mail.attachment_ids.res_id, self.ticket.id)
        self.assertEqual(self._get_sent(credit_note), ["credit_note_posted"])
        # Nothing of whoever happened to post it.
        whole = f"{mail.mail_ids.body_html} {mail.email_from}"
        for word in (self.bookkeeper.name, self.bookkeeper.email, "Books"):
            self.assertNotIn(word, whole)
        self.assertNotIn(self.bookkeeper.partner_id, self.ticket.message_partner_ids)

    def test_posted_again_tells_nothing(self):
        credit_note = self.credit_note
        self._post(credit_note)
        credit_note.button_draft()
        self._post(credit_note)
        self.assertEqual(len(self._get_mails()), 1)

    def test_taken_back_at_once_tells_nothing(self):
        credit_note = self.credit_note
        credit_note.action_post()
        credit_note.button_draft()
        self.assertFalse(self._get_mails())

    def test_switched_off(self):
        self.setting.is_on = False
        self._post(self.credit_note)
        self.assertFalse(self._get_mails())

    def test_service_switched_off(self):
        credit_note = self.credit_note
        self.team.use_credit_notes = False
        self._post(credit_note)
        self.assertFalse(self._get_mails())

    def test_made_before(self):
        credit_note = self.credit_note
        self.setting.since = fields.Datetime.now() + timedelta(hours=1)
        self._post(credit_note)
        self.assertFalse(self._get_mails())

    def test_not_of_a_ticket(self):
        credit_note = self._tracked(self.invoice._reverse_moves())
        self._post(credit_note)
        self.assertFalse(self._get_mails())

    def test_without_tracking(self):
        """As in an import."""
        credit_note = self.credit_note.with_context(tracking_disable=True)
        self._post(credit_note)
        self.assertFalse(self._get_mails())

    def test_posted_where_it_is_made(self):
        self.credit_note.unlink()
        self._popup(self.accountant).save().modify_moves()
        self._assert_told(self._get_mails(), self.customer)

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        template = self.setting.template_id.with_context(lang="fr_FR")
        template.subject = "Votre avoir {{ object.name }}"
        template.body_html = "<p>Bonjour <t t-out='object.partner_id.name'/></p>"
        credit_note = self.credit_note
        self._post(credit_note)
        mail = self._get_mails()
        self.assertEqual(mail.subject, f"Votre avoir {credit_note.name}")
        self.assertEqual(mail.body, "<p>Bonjour Deco Addict</p>")

    def test_from_right_to_left(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.customer.lang = "fa_IR"
        self._post(self.credit_note)
        mail = self._get_mails()
        self.assertIn('dir="rtl"', mail.body)
        self.assertIn('dir="rtl"', mail.mail_ids.body_html.split("<body")[-1])

    def test_contact_of_the_ticket_is_told(self):
        """Not the company whose invoice it was: they wrote."""
        self.ticket.partner_id = self.contact
        self._post(self.credit_note)
        self._assert_told(self._get_mails(), self.contact)

    def test_own_template(self):
        other = self.setting.template_id.copy({"subject": "Money"})
        self.setting.template_id = other
        self._post(self.credit_note)
        self.assertEqual(self._get_mails().subject, "Money")

    def test_template_was_deleted(self):
        self.setting.template_id.unlink()
        credit_note = self.credit_note
        self._post(credit_note)
        self.assertEqual(credit_note.state, "posted")
        self.assertFalse(self._get_mails())
        self.assertIn("template was deleted", self._get_notes()[0])

    @mute_logger(LOGGER, "odoo.addons.mail.models.mail_render_mixin")
    def test_broken_template_stops_nobody(self):
        first, second = self.credit_note, self._tracked(self.invoice.copy())
        self.setting.template_id.with_context(install_mode=True).subject = "X"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_template SET subject = %s WHERE id = %s",
            ['{"en_US": "{{ object.no_such_field }}"}', self.setting.template_id.id],
        )
        self.env.invalidate_all()
        # Its change waits for the end of the transaction, too.
        second.ref = "Changed"
        second.with_user(self.bookkeeper).action_post()
        self._post(first)
        self.assertEqual(first.state, "posted")
        self.assertFalse(self._get_mails())
        self.assertEqual(len(self._get_notes()), 1)
        self.assertIn(first.name, self._get_notes()[0])
        self.assertEqual(self._get_sent(first), [])
        sent = first._after_sales_get_sent_notices()[first]
        self.assertEqual(len(sent), 1)
        self.assertTrue(sent[0].failure)
        tracked = second.message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertIn("state", tracked)

    def test_several_are_read_in_one_query(self):
        first = self.credit_note
        self._post(first)
        documents = first | self.invoice
        self.env.flush_all()
        with self.assertQueryCount(1):
            sent = documents._after_sales_get_sent_notices()
        self.assertEqual(sent[self.invoice], [])
        self.assertEqual(sent[first][0].label, "Credit note posted")
        self.assertTrue(sent[first][0].sent_on)
