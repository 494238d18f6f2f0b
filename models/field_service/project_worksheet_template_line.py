# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from hashlib import sha256
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Between options: comma, Persian comma, semicolon or a new line.
SEPARATORS = re.compile(r"[,،;؛\n]+")


class ProjectWorksheetTemplateLine(models.Model):
    """One field of a worksheet."""

    _name = "project.worksheet.template.line"
    _description = "Worksheet Template Line"
    _order = "sequence, id"

    template_id = fields.Many2one(
        comodel_name="project.worksheet.template",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Label", required=True)
    key = fields.Char(
        default=lambda self: uuid4().hex[:16],
        required=True,
        readonly=True,
        copy=False,
        export_string_translation=False,
    )
    is_serial = fields.Boolean(
        string="Serial Number",
        compute="_compute_is_serial",
        store=True,
        readonly=False,
        help="When a visit is planned from a ticket, this is filled in with the "
        "ticket's lot/serial number.",
    )
    line_type = fields.Selection(
        selection=[
            ("text", "Text"),
            ("float", "Number"),
            ("boolean", "Checkbox"),
            ("selection", "Selection"),
            ("date", "Date"),
            ("tags", "Tags"),
            ("separator", "Separator"),
        ],
        string="Type",
        default="text",
        required=True,
    )
    options = fields.Char(
        help="What can be chosen, separated by commas; for selections and tags.",
    )
    required = fields.Boolean(
        help="The work cannot be marked as done, nor signed, while this is empty or "
        "not ticked.",
    )

    @api.constrains("line_type", "options", "name")
    def _check_options(self):
        for line in self:
            if line.line_type in ("selection", "tags") and not line._get_options():
                raise ValidationError(
                    self.env._(
                        "Line %(line)s needs options to choose from. Write them in its "
                        "column Options, separated by commas.",
                        line=line.name,
                    )
                )

    def _get_options(self):
        """Return the options as pairs (key, label), each label once.

        The key is made of the label, so that reordering the options changes no
        worksheet.
        """
        labels = (label.strip() for label in SEPARATORS.split(self.options or ""))
        return [
            (sha256(label.encode()).hexdigest()[:16], label)
            for label in dict.fromkeys(filter(None, labels))
        ]

    def _get_property(self):
        """Return this line as an entry of a Properties definition.

        :rtype: dict
        """
        label = self.name or ""
        definition = {
            "name": self.key,
            "type": self.line_type,
            "string": f"{label} *" if self._is_required() else label,
        }
        options = self._get_options()
        if self.line_type == "selection":
            definition["selection"] = [list(option) for option in options]
        elif self.line_type == "tags":
            definition["tags"] = [
                [key, label, color % 11 + 1]
                for color, (key, label) in enumerate(options)
            ]
        elif self.line_type == "separator":
            definition["fold_by_default"] = False
        return definition

    def _is_required(self):
        return self.required and self.line_type != "separator"

    @api.depends("name", "line_type")
    def _compute_is_serial(self):
        names = self._get_serial_names()
        for line in self:
            line.is_serial = line.line_type == "text" and (
                line.is_serial or (line.name or "").strip().casefold() in names
            )

    @api.model
    def _get_serial_names(self):
        """Return what people call a serial number, in every language that is in use.

        :rtype: set[str]
        """
        environments = [
            self.with_context(lang=code).env
            for code, _name in self.env["res.lang"].get_installed()
        ]
        return {env._("Serial number").casefold() for env in environments}
