"""What customers press in the portal, and what is signed."""

from faults_press import Press, press

from odoo.tests import Form

from odoo.addons.helpdesk_mgmt_after_sales.models.visit_slots.free_slots import (
    FreeSlots,
)
from odoo.addons.helpdesk_mgmt_after_sales.tests.common_field_service import (
    make_signature,
)


class Portal:
    """The pages of the shop's customers; to be mixed into it."""

    def signature(self):
        """Sign a visit's worksheet in the portal."""
        task = self._finish_visit()
        worksheet = task._worksheet_get_fingerprint()
        return Press(
            self.buyer.login,
            path=f"/my/tasks/{task.id}/sign?worksheet={worksheet}",
            values={"name": "Joe Willis", "signature": make_signature()},
            json=True,
        )

    def screen_signature(self):
        """Sign it on the technician's screen."""
        action = self._finish_visit().with_user(self.technician).action_fsm_sign()
        popup = self.env[action["res_model"]].with_user(self.technician)
        form = Form(popup.with_context(action["context"]))
        form.signed_by = "Joe Willis"
        form.signature = make_signature()
        return press(form.save(), "action_sign")

    def visit_time(self):
        """Choose when the technician comes."""
        return self._choose_time(
            self._plan(ticket=self.ticket, name="To be planned").sudo()
        )

    def visit_moved(self):
        """Choose another time than the one that was chosen."""
        task = self._plan(ticket=self.ticket, name="To be moved").sudo()
        task._slots_choose(self._get_slots(task)[-1], self.contact)
        return self._choose_time(task)

    def visit_question(self):
        """Ask the agent to cancel a visit."""
        task = self._plan(ticket=self.ticket, name="In question").sudo()
        return Press(
            self.buyer.login,
            path=f"/my/tasks/{task.id}/ask",
            values={"wish": "cancel", "words": "We have moved."},
        )

    def rating(self):
        """Rate how it went."""
        self.ticket.stage_id = self.closed
        token = self.ticket._rating_get_access_token()
        return Press(
            self.buyer.login,
            path=f"/rate/{token}/5",
            to=f"/rate/{token}/submit_feedback",
            values={"rate": 5, "feedback": "Well done"},
        )

    def request(self):
        """Ask for a refund in the portal."""
        draft = self._draft()
        path = f"/my/help/{draft.id}/{draft.access_token}"
        return Press(self.buyer.login, path=path, to=f"{path}/send")

    def withdraw(self):
        """Take back what was asked for."""
        draft = self._draft()
        draft._send()
        path = f"/my/ticket/{draft.ticket_id.id}/request/{draft.id}/withdraw"
        return Press(self.buyer.login, path=path)

    def _draft(self):
        tickets = self.env["helpdesk.ticket"]
        ticket = tickets._request_prepare_ticket(self.contact, self.company, self.team)
        pieces = ticket._request_get_pieces(self.order.order_line)
        chosen = [(piece, 2) for piece in pieces]
        values = {"wish": "refund", "reason_id": self.reason.id, "note": ""}
        return self.requests._make_draft(ticket, tickets, chosen, values, files=())

    def _finish_visit(self):
        task = self._plan(ticket=self.ticket, name="Signed").sudo()
        task.user_ids = self.technician
        self._fill_in(task)
        task.action_fsm_done()
        return task

    def _choose_time(self, task):
        return Press(
            self.buyer.login,
            path=f"/my/tasks/{task.id}/slots",
            values={"slot": self._get_slots(task)[0]},
        )

    def _get_slots(self, task):
        days = FreeSlots(task).get_days()
        return [slot["value"] for day in days for slot in day["slots"]]
