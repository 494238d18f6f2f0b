# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list


class ProjectTask(models.Model):
    """The worksheet of a field-service task: what is filled in, and what it says."""

    _inherit = "project.task"

    allow_worksheets = fields.Boolean(
        related="project_id.allow_worksheets", export_string_translation=False
    )
    # Not precomputed: portal users, who may create tasks in a shared project, may not
    # read what that needs.
    worksheet_template_id = fields.Many2one(
        comodel_name="project.worksheet.template",
        compute="_compute_worksheet_template_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    worksheet_properties = fields.Properties(
        string="Worksheet",
        definition="worksheet_template_id.worksheet_definition",
        precompute=False,
        copy=False,
    )
    worksheet_html = fields.Html(
        string="Signed Worksheet",
        compute="_compute_worksheet_html",
        sanitize=False,
    )
    worksheet_sent = fields.Boolean(
        string="Report Sent",
        copy=False,
        readonly=True,
        help="The customer received the report and may sign it, even if the work is "
        "not marked as done.",
    )

    @property
    def TASK_PORTAL_READABLE_FIELDS(self):
        # Odoo reads it when a portal user creates a task in a shared project.
        return super().TASK_PORTAL_READABLE_FIELDS | {"worksheet_template_id"}

    @api.depends("project_id.allow_worksheets", "project_id.worksheet_template_id")
    def _compute_worksheet_template_id(self):
        for task in self:
            if task._worksheet_get_signatures():
                continue
            project = task.project_id
            if project.allow_worksheets:
                if not task.worksheet_template_id:
                    task.worksheet_template_id = project.worksheet_template_id
            elif not task._worksheet_is_filled_in():
                task.worksheet_template_id = False

    # Not on the worksheet itself: the form would ask the server after each field, and
    # its answer take away what the technician types meanwhile.
    @api.depends("worksheet_signature_ids.voided_on", "worksheet_template_id")
    def _compute_worksheet_html(self):
        self.worksheet_html = False
        readable = self._worksheet_filter_readable()
        for task in self.filtered(lambda task: task._origin in readable):
            content = task._origin._worksheet_get_content()
            task.worksheet_html = self._worksheet_render(content)

    @api.constrains("state")
    def _check_worksheet_before_done(self):
        # sudo: a portal user who may set the state may not read all this needs.
        for task in self.sudo():
            if not task.is_fsm or task.state != "1_done":
                continue
            task._worksheet_check_complete()
            if task.project_id.worksheet_signature_required and not task.worksheet_hash:
                raise ValidationError(
                    self.env._(
                        "Project %(project)s wants the worksheet signed before the "
                        "work is done. Let the customer sign %(task)s first.",
                        project=task.project_id.name,
                        task=task.name,
                    )
                )

    def _worksheet_check_complete(self):
        """Check that every required field of the worksheet is filled in.

        :raise ValidationError: naming the missing ones
        """
        if not self.allow_worksheets or self._worksheet_get_signatures():
            return
        # sudo: the technician need not have rights on templates.
        lines = self.worksheet_template_id.sudo()._get_ordered_lines()
        entries = {entry["name"]: entry for entry in self._worksheet_read()}
        missing = [
            line.name
            for line in lines
            if line._is_required()
            and not self._worksheet_is_done(entries.get(line.key, {}))
        ]
        if missing:
            raise ValidationError(
                self.env._(
                    "The worksheet of %(task)s is not complete. Fill in: %(fields)s.",
                    task=self.name,
                    fields=format_list(self.env, missing),
                )
            )

    # ------------------------------------------------------------------
    # Content
    # ------------------------------------------------------------------

    def _worksheet_read(self):
        """Return the worksheet: its definition, each entry with its value."""
        # Fetched for all that were found with it, which read() does not.
        self.mapped("worksheet_properties")
        return self.read(["worksheet_properties"])[0]["worksheet_properties"]

    @api.model
    def _worksheet_normalize(self, line):
        """Return an entry with a value of its type: Odoo stores what is sent to it.

        :param dict line: as ``read`` returns it
        """
        value, kind = line.get("value"), line.get("type")
        try:
            if kind == "float" and value is not None and value is not False:
                value = float(value)
            elif kind == "date" and value:
                value = fields.Date.to_string(fields.Date.to_date(value))
            elif kind == "boolean" and value is None:
                # Nobody answered. Not None: reports that were signed with it were read
                # as No.
                value = ""
        except (TypeError, ValueError):
            value = False
        return {**line, "value": value}

    @api.model
    def _worksheet_is_answered(self, line):
        """Whether something was entered: a zero, and an unticked checkbox, too.

        :param dict line: as ``read`` returns it
        :rtype: bool
        """
        value, kind = self._worksheet_normalize(line)["value"], line.get("type")
        if kind == "boolean":
            return isinstance(value, bool)
        if kind == "float":
            return isinstance(value, float)
        if kind == "separator":
            # Whether it is folded.
            return False
        return bool(value.strip() if isinstance(value, str) else value)

    @api.model
    def _worksheet_is_done(self, line):
        """Whether what is required was entered: a checkbox has to be ticked.

        :param dict line: as ``read`` returns it
        :rtype: bool
        """
        if line.get("type") == "boolean":
            return bool(line.get("value"))
        return self._worksheet_is_answered(line)

    def _worksheet_is_filled_in(self):
        """Whether anything was entered, which would be lost with the template.

        What we filled in ourselves is no entry.
        """
        values = (self._origin.worksheet_properties if self._origin else None) or {}
        if not any(values.values()):
            return False
        serials = self._origin._worksheet_get_serials()
        return any(value and value != serials.get(key) for key, value in values.items())

    def _worksheet_get_content(self):
        """Return what report, portal and signature show of the task.

        What was signed comes from the snapshot, whatever changed since.

        :rtype: dict, ready for JSON
        """
        self.ensure_one()
        # sudo: those who may see the report may see what it says.
        task = self.sudo()
        signature = task._worksheet_get_signatures()[:1]
        if signature:
            return signature.snapshot
        # In one language, that it does not look changed to who signs it.
        task = task.with_context(lang=task._fsm_get_lang())
        required = {
            line.key: line.name
            for line in task.worksheet_template_id.line_ids
            if line._is_required()
        }
        address = task.visit_address_id or task.partner_id
        return {
            "id": task.id,
            "lang": task.env.lang,
            "name": task.name,
            "project": task.project_id.name,
            "customer": task.partner_id.commercial_partner_id.name or "",
            "contact": task.partner_id.name or "",
            "address": [
                line
                for line in address._display_address(without_company=True).split("\n")
                if line.strip()
            ],
            "technicians": task.user_ids.mapped("name"),
            "visit_start": fields.Datetime.to_string(task.visit_start) or False,
            "visit_end": fields.Datetime.to_string(task.visit_end) or False,
            "tz": task._fsm_get_tz(),
            "template": task.worksheet_template_id.name or "",
            "worksheet": [
                {
                    **self._worksheet_normalize(line),
                    "string": required.get(line["name"], line.get("string")),
                }
                for line in (task._worksheet_read() if task.allow_worksheets else [])
            ],
        }

    @api.model
    def _worksheet_render(self, content):
        """Return the worksheet as it is shown, in the language of its content.

        :param dict content: see ``_worksheet_get_content``
        :rtype: Markup
        """
        # What was signed before has no language: it shows in the reader's.
        lang = content.get("lang") or self.env.lang
        return (
            self.env["ir.qweb"]
            .with_context(lang=lang)
            ._render(
                "helpdesk_mgmt_after_sales.fsm_worksheet_body",
                {"worksheet": content.get("worksheet", [])},
            )
        )

    def _worksheet_get_fingerprint(self):
        """Return a hash of what the customer sees before they sign."""
        return self._worksheet_hash(self._worksheet_get_content())

    @api.model
    def _worksheet_hash(self, content):
        # Numbers as text: PostgreSQL may write them another way than Python.
        content = json.loads(
            json.dumps(content),
            parse_int=lambda number: f"{float(number):.17g}",
            parse_float=lambda number: f"{float(number):.17g}",
        )
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def _worksheet_visible_to_customer(self):
        """Whether the worksheet is ready for the customer's eyes.

        :rtype: bool
        """
        return bool(
            self.is_fsm
            and (self.worksheet_hash or self.worksheet_sent or self.state == "1_done")
        )
