# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

MERGE = "helpdesk.ticket.merge"


class HelpdeskTicket(models.Model):
    """Documents follow their ticket where OCA's helpdesk_mgmt_merge merges it."""

    _inherit = "helpdesk.ticket"

    def _register_hook(self):
        # A model that need not be there cannot be inherited.
        res = super()._register_hook()
        if MERGE in self.env:
            merge = self.env.registry[MERGE]
            if not hasattr(merge.merge_tickets, "origin"):
                merge.merge_tickets = self._after_sales_wrap_merge(merge.merge_tickets)
        return res

    @api.model
    def _after_sales_wrap_merge(self, merge_tickets):
        """Return the method of the merge's popup, after which documents follow.

        :param merge_tickets: the method as OCA has it
        """

        def merge_and_follow(popup):
            # Two presses at once: the second one waits, and finds the work done.
            popup.ticket_ids._filtered_access("write")._after_sales_lock_rows()
            if popup.env[self._name]._after_sales_is_merged_by(popup):
                # Pressed again, because no answer came the first time.
                return popup.dst_ticket_id._get_records_action()
            # Asked before: they are archived by it.
            tickets = popup.ticket_ids
            merged = tickets
            if not popup.create_new_ticket:
                merged -= popup.dst_ticket_id
            # The merge would move them to a ticket of which they may be false.
            was_asked = merged._closing_drop_question()
            action = merge_tickets(popup)
            target = popup.dst_ticket_id
            (tickets - target)._after_sales_follow_merge(target)
            if was_asked:
                # sudo: whether all has ended does not depend on who asks.
                target.sudo()._closing_ask()
            return action

        merge_and_follow.origin = merge_tickets
        return merge_and_follow

    @api.model
    def _after_sales_is_merged_by(self, popup):
        """Whether the tickets of a merge's popup have been merged by it already.

        They are archived since it was opened: archived ones can be merged, too.

        :param popup: a ``helpdesk.ticket.merge``
        :rtype: bool
        """
        merged = popup.with_context(active_test=False).ticket_ids - popup.dst_ticket_id
        return bool(merged and popup.dst_ticket_id) and all(
            not ticket.active and ticket.write_date >= popup.create_date
            for ticket in merged
        )

    def _after_sales_follow_merge(self, target):
        """Move the documents of these tickets to the one they were merged into.

        Those of its customer and company: what is another customer's stays with the
        archived ticket, and opens to nobody by the merge. Both is logged.

        :param target: the ticket that stays
        :raise AccessError: if the user may not write one of the tickets
        """
        (self | target).check_access("write")
        # sudo: agents have no right to write documents in the apps; the tickets were
        # checked. What follows was made where it was made.
        for ticket in self.sudo():
            followed, stayed = [], []
            for documents in ticket._after_sales_get_documents():
                for document in documents:
                    document._after_sales_move_to(target)
                of_target = documents._after_sales_filter_of_customer()
                for document in documents - of_target:
                    document._after_sales_move_to(ticket)
                followed += of_target
                stayed += documents - of_target
            ticket._after_sales_log_merge(target.sudo(), followed, stayed)

    def _after_sales_log_merge(self, target, followed, stayed):
        """Log on both tickets which documents followed the merge, and which did not.

        :param target: the ticket that stays, in superuser mode
        :param list followed: documents
        :param list stayed: documents
        """
        for document in followed:
            target.message_post(
                body=self.env._(
                    "Came from ticket %(ticket)s: %(document)s",
                    ticket=self.number,
                    document=document._after_sales_get_note(),
                ),
                subtype_xmlid="mail.mt_note",
            )
        for document in stayed:
            # On the other ticket only what it is: its name may be a coupon's code.
            for ticket, name in (
                (self, document.display_name),
                (target, document._after_sales_get_label()),
            ):
                ticket.message_post(
                    body=self.env._(
                        "%(document)s stays with ticket %(ticket)s: it is another "
                        "customer's or company's than those of ticket %(target)s.",
                        document=name,
                        ticket=self.number,
                        target=target.number,
                    ),
                    subtype_xmlid="mail.mt_note",
                )
