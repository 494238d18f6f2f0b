# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class ProjectTask(models.Model):
    """What a visit tells the analysis; its hours only where Timesheets is installed."""

    _inherit = "project.task"

    @api.model
    def _after_sales_get_lines(self, alias):
        lines = super()._after_sales_get_lines(alias)
        column = self._after_sales_get_column
        columns = {
            **lines.columns,
            # A task that is done in a stage that is not folded has no date of its end,
            # but one of its last change of stage or state: later edits leave it. One
            # that was made as done in no stage has neither.
            "date_end": self._after_sales_if(
                SQL("%s = 'done'", lines.columns["state"]),
                SQL(
                    "COALESCE(%s, %s, %s)",
                    column(alias, "date_end"),
                    column(alias, "date_last_stage_update"),
                    column(alias, "create_date"),
                ),
            ),
        }
        if "effective_hours" in self._fields:
            model = "account.analytic.line"
            columns |= {
                "hours": column(alias, "effective_hours"),
                "timesheet_cost": SQL(
                    "(SELECT -sum(%s) FROM account_analytic_line entry"
                    " WHERE %s = %s AND %s IS NOT NULL)",
                    column("entry", "amount", model),
                    column("entry", "task_id", model),
                    SQL.identifier(alias, "id"),
                    column("entry", "project_id", model),
                ),
            }
        return lines._replace(columns=columns)
