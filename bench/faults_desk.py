"""What an agent presses at a ticket, apart from the services' popups."""

from datetime import timedelta

from faults_press import Press, press

from odoo import Command
from odoo.tests import Form


class Desk:
    """The desk of the shop; to be mixed into it."""

    def undo(self):
        """Undo a return."""
        self._return()
        action = self.ticket.return_ids.with_user(self.agent).action_after_sales_undo()
        form = self._open_popup_as(self.agent, action, reason="Wrong product")
        return press(form.save(), "action_undo")

    def mail_again(self):
        """Send the mail about a return once more."""
        back = self._return()
        self._flush_tracking()  # which sends the first one
        # Long ago: for a minute it cannot be sent again.
        self.env.cr.execute(
            "UPDATE helpdesk_after_sales_notice SET sent_on = %s WHERE res_id = %s",
            [back.create_date - timedelta(days=1), back.id],
        )
        self.env.invalidate_all()
        rows = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        domain = [("res_model", "=", back._name), ("res_id", "=", back.id)]
        return press(rows.search(domain), "action_send_again", "return_prepared")

    def link(self):
        """Link a credit note that exists already."""
        made = self._new_invoice(move_type="out_refund")
        action = self.ticket.with_user(self.agent).action_link_documents()
        popup = self._open_popup_as(self.agent, action).save()
        popup.line_ids.filtered(lambda x: x.res_id == made.id).is_chosen = True
        return press(popup, "action_link")

    def unlink(self):
        """Take a linked credit note off the ticket."""
        made = self._new_invoice(move_type="out_refund")
        made._after_sales_link(self.ticket, "use_credit_notes")
        return press(made.with_user(self.agent), "action_after_sales_remove_link")

    def merge(self):
        """Merge a ticket with a return into another one."""
        self._return()
        target = self._new_ticket(partner_id=self.contact.id)
        popup = self.env["helpdesk.ticket.merge"].with_user(self.merger)
        both = target | self.ticket
        popup = popup.with_context(active_ids=both.ids).create(
            {"ticket_ids": [Command.set(both.ids)], "dst_ticket_id": target.id}
        )
        return press(popup, "merge_tickets")

    def bought(self):
        """Fill in a ticket from what the customer bought."""
        ticket = self._new_ticket(partner_id=self.contact.id).with_user(self.agent)
        return press(ticket, "action_bought_choose", self.order.order_line.id)

    def close(self):
        """Close a ticket with an open return."""
        self._return()
        ticket = self.ticket.with_user(self.agent)
        return press(ticket, "write", {"stage_id": self.closed.id})

    def rules(self):
        """Give a product a return window of its own."""
        product = self._new_product("Candle").product_tmpl_id
        popup = Form(self.env["helpdesk.after.sales.rules"].with_user(self.manager))
        popup.applies_to = "product"
        popup.product_tmpl_id = product
        popup.return_window_days = 14
        return press(popup.save(), "action_save")

    def tracking(self):
        """Enter the number of the customer's parcel."""
        back = self._return().with_user(self.agent)
        action = back.action_enter_tracking_number()
        form = self._open_popup_as(self.agent, action, tracking_number="1Z999")
        return press(form.save(), "action_save")

    def overdue(self):
        """Ask what becomes of a return that has not come: the scheduler does."""
        self._set(return_overdue_days=3)
        back = self._return()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET create_date = %s WHERE id = %s",
            [back.create_date - timedelta(days=5), back.id],
        )
        job = self.env.ref("helpdesk_mgmt_after_sales.ir_cron_ask_overdue")
        return Press("admin", job._name, "method_direct_trigger", job.id)

    def question(self):
        """Ask somebody to approve a refund beyond the limit."""
        return press(self._open_beyond().save(), "action_ask_approval")

    def approval(self):
        """Approve such a refund, and make it."""
        action = self._ask_approval().action_open_popup()
        return press(self._get_opened(action, self.approver), "refund_moves")

    def refusal(self):
        """Refuse such a refund."""
        action = self._ask_approval().action_refuse()
        form = self._open_popup_as(self.approver, action, reason="Never")
        return press(form.save(), "action_refuse")

    def grant(self):
        """Grant what a customer asks for."""
        draft = self._draft()
        draft._send()
        action = draft.ticket_id.with_user(self.agent_all).action_request_open_popup()
        popup = self._get_opened(action, self.agent_all)
        return press(popup, "action_create_returns")

    def decline(self):
        """Decline what a customer asks for."""
        draft = self._draft()
        draft._send()
        action = draft.with_user(self.agent_all).action_decline()
        form = self._open_popup_as(self.agent_all, action, reason="Too late")
        return press(form.save(), "action_decline")

    def _get_opened(self, action, user):
        """Return the popup that an action opens, filled in already."""
        popup = self.env[action["res_model"]].with_user(user)
        return popup.browse(action["res_id"]).with_context(action["context"])

    def _open_beyond(self):
        self._set(refund_limit=50)
        form = self._open("action_refund")
        form.approval_note = "They are furious"
        return form

    def _ask_approval(self):
        popup = self._open_beyond().save()
        popup.action_ask_approval()
        return popup.sudo().approval_id.with_user(self.approver)
