# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
class NoticeCase:
    """Whom the ticket told what; to be mixed into a test class of the shop."""

    @classmethod
    def _switch(cls, *steps, is_on=True, team=None):
        """Switch steps on, or off, and return their settings."""
        settings = cls.env["helpdesk.after.sales.notice.setting"].search(
            [("team_id", "=", (team or cls.team).id), ("step", "in", steps)]
        )
        assert len(settings) == len(steps), steps
        settings.is_on = is_on
        return settings

    def _get_mails(self, ticket=None):
        """Return what was sent from the ticket at the steps of its documents."""
        self._flush_tracking()
        messages = (ticket or self.ticket).message_ids.sorted("id")
        return messages.filtered(lambda x: x.message_type == "auto_comment")

    def _get_sent(self, document):
        """Return the steps of which the document's customer was told."""
        self._flush_tracking()
        sent = document._after_sales_get_sent_notices()[document]
        return [x.step for x in sent if x.sent_on]

    def _get_notes(self, ticket=None):
        """Return the notes that say why no mail went."""
        self._flush_tracking()
        messages = (ticket or self.ticket).message_ids.sorted("id")
        return [x.body for x in messages if "No mail went" in (x.body or "")]

    def _assert_told(self, mail, partner):
        """Assert that just one person got a mail, and nothing else came of it."""
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.partner_ids, partner)
        self.assertEqual(mail.notified_partner_ids, partner)
        self.assertEqual(mail.notification_ids.mapped("notification_type"), ["email"])
        self.assertEqual(mail.mail_ids.recipient_ids, partner)
        self.assertEqual(mail.author_id, self.company.partner_id)
        self.assertFalse(mail.is_internal)
        self.assertEqual(mail.subtype_id, self.env.ref("mail.mt_comment"))
