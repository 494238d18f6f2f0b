# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request

from odoo.addons.mail.controllers.thread import ThreadController


class AfterSalesThreadController(ThreadController):
    """What the browser posts: the standard stores it in superuser mode."""

    def _prepare_message_data(self, post_data, *, thread, **kwargs):
        res = super()._prepare_message_data(post_data, thread=thread, **kwargs)
        # As the user: a link by token gives a document in superuser mode.
        document = thread.sudo(False)
        if res.get("partner_ids") and document._after_sales_get_posted_by_ticket():
            document._after_sales_check_partners(
                request.env["res.partner"].browse(res["partner_ids"])
            )
        return res
