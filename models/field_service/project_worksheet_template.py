# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..helpdesk_after_sales_join import join_names
from ..helpdesk_after_sales_reading import forbid_archiving


class WorksheetDefinition(fields.PropertiesDefinition):
    """The definition of a worksheet, read in the language of who reads it.

    Odoo stores labels and choices in one language. Whatever shows a worksheet, be it
    form, onchange, portal, report or what is signed, reads its definition here.
    """

    def convert_to_record(self, value, record):
        # EXTENDS 'base'
        return record._translate_definition(super().convert_to_record(value, record))


class ProjectWorksheetTemplate(models.Model):
    """What a technician has to report about a visit.

    Managers edit lines; the lines compile to the definition of the tasks'
    worksheet, a standard Properties field.
    """

    _name = "project.worksheet.template"
    _description = "Worksheet Template"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Leave empty to use the template in all companies.",
    )
    line_ids = fields.One2many(
        comodel_name="project.worksheet.template.line",
        inverse_name="template_id",
        string="Lines",
        copy=True,
    )
    worksheet_definition = WorksheetDefinition(
        compute="_compute_worksheet_definition",
        store=True,
        copy=False,
    )

    @api.depends(
        "line_ids.sequence",
        "line_ids.name",
        "line_ids.line_type",
        "line_ids.choice_ids.sequence",
        "line_ids.choice_ids.name",
        "line_ids.required",
    )
    def _compute_worksheet_definition(self):
        # Stored in the source language, whoever edits the lines.
        for template in self.with_context(lang=None):
            template.worksheet_definition = [
                line._get_property() for line in template._get_ordered_lines()
            ]

    @api.model
    def get_views(self, views, options=None):
        result = super().get_views(views, options)
        if not self.has_access("write"):
            forbid_archiving(result, self._name)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("worksheet_definition", None)
        return super().create(vals_list)

    def write(self, vals):
        # Odoo's widget lets managers change a definition from within a task: the
        # lines would know nothing of it.
        if "worksheet_definition" in vals:
            raise UserError(
                self.env._(
                    "The worksheet's fields are those of the lines of template "
                    "%(template)s. Change the lines.",
                    template=join_names(self.env, self.mapped("name")),
                )
            )
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if not default or "name" not in default:
            for template, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(name)s (copy)", name=template.name)
        return vals_list

    def _get_ordered_lines(self):
        """Return the lines as the worksheet shows them."""
        # New lines of an unsaved form have no id to sort by.
        return self.line_ids.sorted(lambda line: line.sequence)

    def _translate_definition(self, definition):
        """Return a definition with labels and choices in the reader's language.

        :param list definition: as stored
        :rtype: list
        """
        # sudo: who may read the definition may read what it is made of.
        lines = {line.key: line for line in self.sudo().line_ids}
        return [
            lines[entry["name"]]._get_property() if entry["name"] in lines else entry
            for entry in definition
        ]
