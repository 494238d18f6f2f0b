# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from uuid import uuid4

from odoo import fields, models


class ProjectWorksheetTemplateChoice(models.Model):
    """What can be chosen in a line of a worksheet.

    Worksheets store its key, which stays whatever its name becomes: the name can be
    corrected and translated without losing an answer.
    """

    _name = "project.worksheet.template.choice"
    _description = "Worksheet Template Choice"
    _order = "sequence, id"

    line_id = fields.Many2one(
        comodel_name="project.worksheet.template.line",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    key = fields.Char(
        default=lambda self: uuid4().hex[:16],
        required=True,
        readonly=True,
        copy=False,
        export_string_translation=False,
    )
