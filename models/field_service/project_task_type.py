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
    fsm_planned = fields.Boolean(
        string="Planned Field Service Tasks",
        help="A field-service task enters this stage once its visit has a date.",
    )
