# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """By which request of the customer a document was made."""

    _inherit = "helpdesk.after.sales.mixin"

    # Closed to customers, who read documents of theirs; and written by us alone.
    helpdesk_request_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.request",
        string="Customer's Request",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_user",
    )

    def write(self, vals):
        if not self.env.su and "helpdesk_request_id" in vals:
            vals = {k: v for k, v in vals.items() if k != "helpdesk_request_id"}
        return super().write(vals)

    def _after_sales_describe_portal(self, link):
        # EXTENDS: what the customer asked for began with that. Not among the steps of
        # the services: those of what was cancelled, or has none, stay none.
        values = super()._after_sales_describe_portal(link)
        if values and values["steps"] and self.helpdesk_request_id:
            is_first = not any(step["is_current"] for step in values["steps"])
            requested = self.env["helpdesk.after.sales.request"]._get_portal_step()
            values["steps"].insert(0, {**requested, "is_current": is_first})
        return values

    def _after_sales_announce_end(self, initial_state):
        res = super()._after_sales_announce_end(initial_state)
        # sudo: what was granted is counted, whoever cancels the document.
        self.sudo().helpdesk_request_id._update_granted()
        return res
