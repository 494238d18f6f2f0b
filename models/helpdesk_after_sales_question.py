# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, models
from odoo.tools import plaintext2html


class HelpdeskAfterSalesQuestion(models.AbstractModel):
    """Activities by which the server asks somebody to decide about a record.

    As the superuser, not only in superuser mode: whoever causes the question, by a
    receipt, say, cannot mark it as done or cancel it, and gets no mail about it.
    """

    _name = "helpdesk.after.sales.question"
    _description = "Questions about After-Sales Records"

    def _question_ask(self, question, user, get_words):
        """Ask somebody about this record, in their language.

        :param str question: external id of an activity type
        :param user: who is asked, a ``res.users``
        :param get_words: makes the summary and the note, as plain text, of the
            environment whose language they are to be in
        """
        self.ensure_one()
        summary, note = get_words(self.with_context(lang=user.lang).env)
        self.with_user(SUPERUSER_ID).activity_schedule(
            question,
            user_id=user.id,
            summary=summary,
            # Of names that anybody may have entered.
            note=note and plaintext2html(note),
        )

    def _question_drop(self, question):
        """Take a question about these records back: there is nothing to decide.

        :param str question: external id of an activity type
        """
        self.with_user(SUPERUSER_ID).activity_unlink([question])
