# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import plaintext2html

from ..entered_values import is_text

QUESTION = "helpdesk_mgmt_after_sales.mail_activity_type_visit_question"
# What somebody writes on a phone; more is no question.
MAX_LENGTH = 2000


class ProjectTask(models.Model):
    """What customers ask of a visit, and the agent of its ticket decides."""

    _inherit = "project.task"

    # By it is known whether what was asked last is still open.
    visit_question_id = fields.Many2one(
        comodel_name="mail.activity",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=NO_ACCESS,
        export_string_translation=False,
    )

    def _slots_get_wishes(self):
        """Return what the customer may ask of this visit.

        To be called in superuser mode.

        :return: labels by what is asked; nothing if nothing can be asked
        :rtype: dict
        """
        self.ensure_one()
        ticket = self.helpdesk_ticket_id
        if not ticket or not self._slots_is_open():
            return {}
        wishes = {"cancel": self.env._("Cancel the visit")}
        if not self._slots_may_choose():
            wishes["move"] = self.env._("Another time")
        return wishes

    def _slots_is_asked(self):
        """Whether the agent has not decided yet what the customer asked last.

        To be called in superuser mode.

        :rtype: bool
        """
        return bool(self.visit_question_id.active)

    def _slots_ask_agent(self, wish, words, author):
        """Ask the agent of the ticket to cancel or to move this visit.

        To be called in superuser mode, once it is clear that the caller may do so.

        :param str wish: what is asked, as ``_slots_get_wishes`` has it
        :param str words: what the customer wrote, may be empty
        :param author: the customer, a ``res.partner``
        :raise UserError: if it cannot be asked, with the reason
        """
        self.ensure_one()
        # Of two at once, one transaction fails here, is run afresh and finds the
        # other's question.
        self._after_sales_lock_rows()
        if self._slots_is_asked():
            raise UserError(
                self.env._("You have asked already. We will answer you soon.")
            )
        if not isinstance(wish, str) or wish not in self._slots_get_wishes():
            raise UserError(self.env._("Choose what you would like."))
        words = (words or "").strip() if is_text(words or "") else ""
        if len(words) > MAX_LENGTH:
            raise UserError(
                self.env._(
                    "That is too long. Write at most %(number)s characters.",
                    number=MAX_LENGTH,
                )
            )
        if wish == "move" and not words:
            raise UserError(self.env._("Say which times would suit you."))
        self._slots_post_wish(wish, words, author)
        self._slots_plan_activity(wish, words, author)

    def _slots_post_wish(self, wish, words, author):
        task = self.with_context(lang=author.lang or self._fsm_get_lang())
        name = {
            "cancel": task.env._("Please cancel the visit %(visit)s.", visit=self.name),
            "move": task.env._(
                "Please come at another time: visit %(visit)s.", visit=self.name
            ),
        }[wish]
        body = Markup("<p>%s</p>%s") % (name, plaintext2html(words) if words else "")
        for record in (self, self.helpdesk_ticket_id):
            record.message_post(
                body=body,
                author_id=author.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _slots_plan_activity(self, wish, words, author):
        ticket = self.helpdesk_ticket_id
        # Nobody's, where nobody works on the ticket: it is open all the same.
        user = ticket._after_sales_get_agent()
        before = ticket.activity_ids

        def get_words(env):
            task = self.with_env(env(user=self.env.user, su=True))
            names = {"customer": author.name or "", "visit": task.name}
            summary = {
                "cancel": env._("%(customer)s: cancel %(visit)s?", **names),
                "move": env._("%(customer)s: another time for %(visit)s?", **names),
            }[wish]
            time = task._slots_get_time() or env._("not planned yet")
            note = env._("Visit: %(time)s.", time=time)
            return summary, f"{note}\n{words}" if words else note

        ticket._question_ask(QUESTION, user, get_words)
        self.visit_question_id = (ticket.activity_ids - before)[:1]

    def _after_sales_announce_end(self, initial_state):
        res = super()._after_sales_announce_end(initial_state)
        # sudo: whoever ends the visit need not be the one who was asked. There is
        # nothing to decide any more.
        task = self.sudo()
        if task.state in (*self._after_sales_done_states, "1_canceled"):
            task.visit_question_id.unlink()
        return res
