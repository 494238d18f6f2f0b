# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ProjectTaskType(models.Model):
    _inherit = "project.task.type"

    fsm_state = fields.Selection(
        selection=[("1_done", "Done"), ("1_canceled", "Cancelled")],
        string="Sets Field Service Tasks to",
        help="A field-service task that enters this stage gets this state, and one "
        "that gets this state enters this stage.",
    )
