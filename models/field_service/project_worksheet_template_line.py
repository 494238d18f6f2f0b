# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from uuid import uuid4

from odoo import Command, api, fields, models
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
    name = fields.Char(string="Label", required=True, translate=True)
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
    choice_ids = fields.One2many(
        comodel_name="project.worksheet.template.choice",
        inverse_name="line_id",
        string="Choices",
        copy=True,
    )
    options = fields.Char(
        compute="_compute_options",
        inverse="_inverse_options",
        help="What can be chosen, separated by commas; for selections and tags. Write "
        "as many as there are to rename them, or to translate them into your language: "
        "answers given before are kept.",
    )
    required = fields.Boolean(
        help="The work cannot be marked as done, nor signed, while this is empty or "
        "not ticked.",
    )

    @api.depends("choice_ids.sequence", "choice_ids.name")
    @api.depends_context("lang")
    def _compute_options(self):
        for line in self:
            line.options = ", ".join(
                choice.name for choice in line._get_ordered_choices()
            )

    def _inverse_options(self):
        for line in self:
            rest = list(line._get_ordered_choices())
            count = len(rest)
            pairs = {}
            for label in self._split_options(line.options):
                choice = next((choice for choice in rest if choice.name == label), None)
                if choice:
                    rest.remove(choice)
                pairs[label] = choice
            if len(pairs) == count:
                # In place of the others: their new names, or their names in the
                # language of who writes.
                for label in [label for label, choice in pairs.items() if not choice]:
                    pairs[label] = rest.pop(0)
            commands = [Command.delete(choice.id) for choice in rest]
            for sequence, (label, choice) in enumerate(pairs.items()):
                values = {"sequence": sequence}
                if not choice or choice.name != label:
                    values["name"] = label
                commands.append(
                    Command.update(choice.id, values)
                    if choice
                    else Command.create(values)
                )
            line.choice_ids = commands

    # Not a constraint: Odoo checks those before it makes the choices.
    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_options()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if not {"line_type", "options", "choice_ids"}.isdisjoint(vals):
            self._check_options()
        return res

    def _check_options(self):
        if self.env.context.get("install_mode"):
            # Loaded from a file, in which choices are records that follow.
            return
        for line in self:
            if line.line_type in ("selection", "tags") and not line.choice_ids:
                raise ValidationError(
                    self.env._(
                        "Line %(line)s needs options to choose from. Write them in its "
                        "column Options, separated by commas.",
                        line=line.name,
                    )
                )

    @api.model
    def _split_options(self, options):
        """Return the labels in a text, each once, in their order.

        :param str options: labels, separated by commas
        :rtype: list[str]
        """
        labels = (label.strip() for label in SEPARATORS.split(options or ""))
        return list(dict.fromkeys(filter(None, labels)))

    def _get_ordered_choices(self):
        # As the lines of a template: new ones have no id to sort by.
        return self.choice_ids.sorted(lambda choice: choice.sequence)

    def _get_options(self):
        """Return the options as pairs (key, label), in the reader's language."""
        return [(choice.key, choice.name) for choice in self._get_ordered_choices()]

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
