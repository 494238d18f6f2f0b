# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.mail.tools.discuss import Store


class MailThread(models.AbstractModel):
    """Who follows a document that a ticket opens, and what its chatter shows."""

    _inherit = "mail.thread"

    def message_post(self, **kwargs):
        if self.sudo(False)._after_sales_get_posted_by_ticket():
            # As where the browser posts for who may not write the document: nobody
            # follows it by that. And Accounting reads no invoice in from the files.
            self = self.with_context(
                disable_attachment_import=True,
                mail_post_autofollow=False,
                mail_post_autofollow_author_skip=True,
            )
        return super().message_post(**kwargs)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # EXTENDS 'mail', that lets whoever reads a document follow it, and choose the
        # internal notes.
        if partner_ids and self.sudo(False)._after_sales_get_read_by_ticket():
            if set(partner_ids) == set(self.env.user.partner_id.ids):
                # As the standard for who may not.
                return False
            self.check_access("write")
        return super().message_subscribe(partner_ids, subtype_ids)

    def _thread_to_store(self, store: Store, fields, *, request_list=None):
        # EXTENDS 'mail', that takes each activity of a document for readable.
        closed = self.browse()
        if "activities" in (request_list or ()):
            closed = self.sudo(False)._after_sales_get_read_by_ticket()
        if not closed:
            return super()._thread_to_store(store, fields, request_list=request_list)
        rest = [name for name in request_list if name != "activities"]
        super()._thread_to_store(store, fields, request_list=rest)
        for thread in self:
            if "activity_ids" not in thread._fields:
                continue
            activities = thread.with_context(active_test=True).activity_ids
            readable = activities.sudo(False)._filtered_access("read")
            store.add(thread, {"activities": Store.Many(readable)}, as_thread=True)
        return None
