# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# A visit of less than a quarter of an hour is none, and no working day is longer.
MIN_HOURS, MAX_HOURS = 0.25, 24


class ProjectProject(models.Model):
    """Whose visits customers may choose the time of."""

    _inherit = "project.project"

    fsm_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="project_project_fsm_user_rel",
        column1="project_id",
        column2="user_id",
        string="Technicians",
        domain="[('share', '=', False)]",
        help="Customers choose the time of their visits in the portal, within the "
        "working hours of these technicians and between their planned visits. Empty: "
        "customers choose nothing.",
    )
    fsm_visit_hours = fields.Float(
        string="Duration of a Visit",
        default=2.0,
        help="How long a visit takes whose time a customer chooses, in hours, with the "
        "way. It has to fit between two breaks of the technician's working hours.",
    )

    @api.constrains("fsm_visit_hours")
    def _check_fsm_visit_hours(self):
        for project in self:
            # Written so that what is no number is refused, too.
            if not MIN_HOURS <= project.fsm_visit_hours <= MAX_HOURS:
                raise ValidationError(
                    self.env._(
                        "A visit of project %(project)s has to take from 15 minutes "
                        "to 24 hours. Enter another duration.",
                        project=project.name,
                    )
                )

    @api.constrains("fsm_user_ids")
    def _check_fsm_users(self):
        # sudo: users need not be open to whoever manages the project.
        for project in self.sudo():
            if outsiders := project.fsm_user_ids.filtered("share"):
                raise ValidationError(
                    self.env._(
                        "%(user)s is no employee: choose technicians among the "
                        "internal users.",
                        user=outsiders[0].name,
                    )
                )
