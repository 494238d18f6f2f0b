# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class RepairOrder(models.Model):
    _name = "repair.order"
    # The mixin comes first: repairs inherit mail.thread directly, as it does.
    _inherit = ["helpdesk.after.sales.mixin", "repair.order"]

    _after_sales_service = "use_product_repairs"
    # The standard form offers all its buttons to whoever may read the repair.
    _after_sales_slim_view = "helpdesk_mgmt_after_sales.repair_order_view_form_agent"

    # Whether a repair is free of charge is worth a trace, whoever changes it.
    under_warranty = fields.Boolean(tracking=True)
    # In superuser mode: agents see the repair's parts, but not the stock that is
    # asked for their availability.
    parts_availability = fields.Char(compute_sudo=True)
    parts_availability_state = fields.Selection(compute_sudo=True)
