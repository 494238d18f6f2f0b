# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

QUESTION = "helpdesk_mgmt_after_sales.mail_activity_type_ask_close"


class HelpdeskTicket(models.Model):
    """Once all that was made from a ticket has ended, its agent is asked to close."""

    _name = "helpdesk.ticket"
    _inherit = [
        "helpdesk.ticket",
        "helpdesk.after.sales.lock",
        "helpdesk.after.sales.question",
    ]

    def _closing_ask(self):
        """Ask whoever works on this ticket to close it, if nothing is open any more.

        Called in superuser mode by whoever ends a document, when it has ended.
        """
        self.ensure_one()
        if not self.team_id.after_sales_ask_close or self.closed:
            return
        if not self._closing_get_question_type() or self._closing_get_questions():
            return
        # Of the last two that end at once each would find the other one open.
        self._after_sales_lock_rows()
        rows = self.env["helpdesk.after.sales.document"]
        if rows.search_count(self._closing_get_open_domain(), limit=1):
            return
        if self._closing_is_waited_for():
            return
        user = self._after_sales_get_agent()
        if not user:
            return
        self._question_ask(
            QUESTION,
            user,
            lambda env: (
                env._("Close?"),
                env._(
                    "All that was made from this ticket is done. Close it if the "
                    "customer needs nothing else."
                ),
            ),
        )

    def _closing_is_waited_for(self):
        """Whether something is still to be made from this ticket, by itself.

        To be called in superuser mode.

        :rtype: bool
        """
        self.ensure_one()
        return False

    def _closing_get_question_type(self):
        return self.env["ir.model.data"]._xmlid_to_res_id(QUESTION)

    def _closing_get_questions(self):
        """Return the activities that ask to close these tickets.

        :return: ``mail.activity`` in superuser mode
        """
        # sudo: whoever else is asked.
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", self._closing_get_question_type()),
                ]
            )
        )

    def _closing_drop_question(self):
        """Take back the question: tickets are closed, whoever closed them, or merged.

        :return: whether anybody was asked
        :rtype: bool
        """
        # sudo: of the team only this setting.
        asked = self.filtered(lambda x: x.sudo().team_id.after_sales_ask_close)
        if not asked or not self._closing_get_question_type():
            return False
        questions = asked._closing_get_questions()
        was_asked = bool(questions)
        questions.unlink()
        return was_asked
