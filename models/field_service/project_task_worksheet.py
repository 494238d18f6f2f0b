# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii
import json
import logging
from hashlib import sha256

from PIL import Image

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list
from odoo.tools.image import ImageProcess

_logger = logging.getLogger(__name__)

# In the context, lets the methods below write what nobody else may. An object
# cannot come from outside by RPC.
SIGNING = object()

# Largest image of a signature, in bytes.
MAX_SIGNATURE_SIZE = 1024 * 1024
# Largest area of that image.
MAX_SIGNATURE_PIXELS = 8 * 1000 * 1000
# Longest name and role of who signs, in characters.
MAX_NAME_LENGTH = 128


class ProjectTask(models.Model):
    """The worksheet of a field-service task, and its signature."""

    _inherit = "project.task"

    allow_worksheets = fields.Boolean(
        related="project_id.allow_worksheets", export_string_translation=False
    )
    # Not precomputed: portal users, who may create tasks in a shared project, may not
    # read what that needs.
    worksheet_template_id = fields.Many2one(
        comodel_name="project.worksheet.template",
        string="Worksheet Template",
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
        export_string_translation=False,
    )
    worksheet_sent = fields.Boolean(
        string="Report Sent",
        copy=False,
        readonly=True,
        help="The customer received the report and may sign it, even if the work is "
        "not marked as done.",
    )
    worksheet_signature = fields.Image(
        string="Signature", copy=False, readonly=True, max_width=1024, max_height=1024
    )
    worksheet_signed_by = fields.Char(
        string="Signed By", copy=False, readonly=True, tracking=True
    )
    worksheet_signed_role = fields.Char(string="Role", copy=False, readonly=True)
    worksheet_signed_on = fields.Datetime(string="Signed On", copy=False, readonly=True)
    worksheet_snapshot = fields.Json(copy=False, readonly=True)
    worksheet_hash = fields.Char(
        string="Fingerprint",
        copy=False,
        readonly=True,
        help="SHA-256 of the signed worksheet with name, role, time and signature: if "
        "any of them is changed, it does not match any more.",
    )
    worksheet_intact = fields.Boolean(
        compute="_compute_worksheet_intact", export_string_translation=False
    )

    # What only the methods below write, and what a signature locks.
    _worksheet_signature_fields = (
        "worksheet_signature",
        "worksheet_signed_by",
        "worksheet_signed_role",
        "worksheet_signed_on",
        "worksheet_snapshot",
        "worksheet_hash",
    )
    _worksheet_locked_fields = ("worksheet_template_id", "worksheet_properties")

    @property
    def TASK_PORTAL_READABLE_FIELDS(self):
        # Odoo reads it when a portal user creates a task in a shared project.
        return super().TASK_PORTAL_READABLE_FIELDS | {"worksheet_template_id"}

    @api.depends("project_id.allow_worksheets", "project_id.worksheet_template_id")
    def _compute_worksheet_template_id(self):
        for task in self:
            if task.worksheet_hash:
                continue
            project = task.project_id
            if project.allow_worksheets:
                if not task.worksheet_template_id:
                    task.worksheet_template_id = project.worksheet_template_id
            elif not task._worksheet_is_filled_in():
                task.worksheet_template_id = False

    # Not on the worksheet itself: the form would ask the server after each field, and
    # its answer take away what the technician types meanwhile.
    @api.depends("worksheet_snapshot", "worksheet_template_id")
    def _compute_worksheet_html(self):
        for task in self:
            task.worksheet_html = (
                task.worksheet_template_id or task.worksheet_snapshot
            ) and self.env["ir.qweb"]._render(
                "helpdesk_mgmt_after_sales.fsm_worksheet_body",
                {"worksheet": task._worksheet_get_content()["worksheet"]},
            )

    @api.depends(lambda self: self._worksheet_signature_fields)
    def _compute_worksheet_intact(self):
        for task in self:
            task.worksheet_intact = (
                not task.worksheet_hash
                or task.worksheet_hash == task._worksheet_make_hash()
            )

    # ------------------------------------------------------------------
    # Protection
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        # Users may set defaults of their own for any field.
        protected = {*self._worksheet_signature_fields, "worksheet_sent"}
        return super().default_get([name for name in fields if name not in protected])

    @api.model_create_multi
    def create(self, vals_list):
        # Defaults can come from the context too.
        for vals in [*vals_list, self.env.context]:
            if any(
                vals.get(name) or vals.get(f"default_{name}")
                for name in self._worksheet_signature_fields
            ):
                raise self._worksheet_use_sign_error()
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("worksheet_signing") is not SIGNING:
            self._worksheet_check_write(vals)
        return super().write(vals)

    def _worksheet_check_write(self, vals):
        """Refuse to change a signature, or what was signed.

        :param dict vals: values to write
        :raise AccessError: if the user may not write these fields anyway
        :raise UserError: with what to do instead
        """
        signature = [x for x in self._worksheet_signature_fields if x in vals]
        locked = [x for x in self._worksheet_locked_fields if x in vals]
        if not signature and not locked:
            return
        # The standard's own refusal comes first.
        self.check_access("write")
        for name in signature + locked:
            self._check_field_access(self._fields[name], "write")
        if signature:
            raise self._worksheet_use_sign_error()
        # sudo: whoever writes may not be allowed to read the signature.
        signed = self.sudo().filtered("worksheet_hash")
        if signed:
            raise UserError(
                self.env._(
                    "The worksheet of %(task)s was signed by %(name)s and cannot be "
                    "changed any more. A Project manager can reopen it, which voids "
                    "the signature.",
                    task=signed[0].name,
                    name=signed[0].worksheet_signed_by,
                )
            )

    def _worksheet_use_sign_error(self):
        return UserError(
            self.env._(
                "A worksheet is signed with the button Sign of its task, or by the "
                "customer in the portal; its signature cannot be written."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        # sudo: whoever deletes may not be allowed to read the signature.
        for task in self.sudo().filtered("worksheet_hash"):
            raise UserError(
                self.env._(
                    "Task %(task)s carries a worksheet signed by %(name)s and cannot "
                    "be deleted. Archive it, or let a Project manager reopen it first.",
                    task=task.name,
                    name=task.worksheet_signed_by,
                )
            )

    @api.constrains("state")
    def _check_worksheet_before_done(self):
        # sudo: a portal user who may set the state may not read all this needs.
        for task in self.sudo():
            if not task.is_fsm or task.state != "1_done":
                continue
            task._worksheet_check_complete()
            if task.project_id.worksheet_signature_required and not task.worksheet_hash:
                raise UserError(
                    self.env._(
                        "Project %(project)s wants the worksheet signed before the "
                        "work is done. Let the customer sign %(task)s first.",
                        project=task.project_id.name,
                        task=task.name,
                    )
                )

    def _worksheet_check_complete(self):
        """Check that every required field of the worksheet is filled in.

        :raise UserError: naming the missing ones
        """
        if not self.allow_worksheets or self.worksheet_hash:
            return
        # sudo: the technician need not have rights on templates.
        lines = self.worksheet_template_id.sudo()._get_ordered_lines()
        values = {line["name"]: line.get("value") for line in self._worksheet_read()}
        missing = [
            line.name
            for line in lines
            # Zero is a number, an unticked checkbox is not done.
            if line._is_required()
            and not values.get(line.key)
            and not (line.line_type == "float" and values.get(line.key) is not None)
        ]
        if missing:
            raise UserError(
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
        return self.read(["worksheet_properties"])[0]["worksheet_properties"]

    @api.model
    def _worksheet_normalize(self, line):
        """Return an entry with a value of its type: Odoo stores what is sent to it.

        :param dict line: as ``read`` returns it
        """
        value, kind = line.get("value"), line.get("type")
        try:
            if kind == "float" and value not in (None, False):
                value = float(value)
            elif kind == "date" and value:
                value = fields.Date.to_string(fields.Date.to_date(value))
        except (TypeError, ValueError):
            value = False
        return {**line, "value": value}

    def _worksheet_is_filled_in(self):
        """Whether anything was entered, which would be lost with the template."""
        values = self._origin.worksheet_properties if self._origin else None
        return any((values or {}).values())

    def _worksheet_get_content(self):
        """Return what report, portal and signature show of the task.

        What was signed comes from the snapshot, whatever changed since.

        :rtype: dict, ready for JSON
        """
        self.ensure_one()
        # sudo: those who may see the report may see what it says.
        task = self.sudo()
        if task.worksheet_snapshot:
            return task.worksheet_snapshot
        # In one language, that it does not look changed to who signs it.
        task = task.with_context(lang=task.partner_id.lang or None)
        required = {
            line.key: line.name
            for line in task.worksheet_template_id.line_ids
            if line._is_required()
        }
        address = task.visit_address_id or task.partner_id
        return {
            "id": task.id,
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

    def _worksheet_get_fingerprint(self):
        """Return a hash of what the customer sees before he signs."""
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

    def _worksheet_make_hash(self):
        """Return the hash of the signed worksheet with its signature."""
        task = self.with_context(bin_size=False, bin_size_worksheet_signature=False)
        signature = base64.b64decode(task.worksheet_signature or b"")
        return self._worksheet_hash(
            {
                "content": self.worksheet_snapshot,
                "name": self.worksheet_signed_by,
                "role": self.worksheet_signed_role or "",
                "time": fields.Datetime.to_string(self.worksheet_signed_on) or False,
                "signature": sha256(signature).hexdigest(),
            }
        )

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------

    def _worksheet_check_signable(self):
        """Check that this worksheet waits for its signature.

        :raise UserError: in words
        """
        self.ensure_one()
        self._fsm_check()
        if self.worksheet_hash:
            raise UserError(
                self.env._(
                    "This worksheet was already signed by %(name)s.",
                    name=self.worksheet_signed_by,
                )
            )
        if not self.allow_worksheets or not self.worksheet_template_id:
            raise UserError(
                self.env._(
                    "There is no worksheet to sign. Choose a worksheet template first."
                )
            )
        if self.state == "1_canceled":
            raise UserError(
                self.env._("This visit was cancelled: there is nothing to sign.")
            )
        self._worksheet_check_complete()

    def _worksheet_waits_for_signature(self):
        """Whether the worksheet is complete, and not signed.

        :rtype: bool
        """
        try:
            self._worksheet_check_signable()
        except UserError:
            return False
        return True

    def _worksheet_visible_to_customer(self):
        """Whether the worksheet is ready for the customer's eyes.

        :rtype: bool
        """
        return bool(
            self.is_fsm
            and (self.worksheet_hash or self.worksheet_sent or self.state == "1_done")
        )

    def _worksheet_sign(self, name, role, signature, fingerprint, author=None):
        """Sign the worksheet: freeze it, lock it, attach its report.

        To be called once it is clear that the caller may do so.

        :param str name: who signs
        :param str role: what he is ("Site manager"), may be empty
        :param signature: image, base64-encoded
        :param str fingerprint: of the worksheet as the signer saw it
        :param author: the partner who signs in the portal; by default the user
        :raise UserError: if there is something in the way, in words
        """
        # Of two signatures at once, one transaction fails here, is run afresh and
        # finds the other's.
        self._after_sales_lock()
        self._worksheet_check_signable()
        if fingerprint != self._worksheet_get_fingerprint():
            raise UserError(
                self.env._(
                    "The worksheet was changed since you opened it. Read it again, "
                    "then sign."
                )
            )
        # sudo: the signature fields are written here only, and checked above.
        task = self.sudo().with_context(worksheet_signing=SIGNING)
        task.write(
            {
                "worksheet_signature": self._worksheet_check_signature(signature),
                "worksheet_signed_by": self._worksheet_check_name(name),
                "worksheet_signed_role": (role or "").strip()[:MAX_NAME_LENGTH],
                "worksheet_signed_on": fields.Datetime.now(),
                "worksheet_snapshot": self._worksheet_get_content(),
            }
        )
        task.worksheet_hash = task._worksheet_make_hash()
        # Written now, that the report shows it.
        task.flush_recordset()
        # sudo: as above, but without the right to write what is signed.
        self.sudo()._worksheet_attach_report(author)

    def _worksheet_check_name(self, name):
        name = name.strip() if isinstance(name, str) else ""
        if not name:
            raise UserError(self.env._("Write the name of the person who signs."))
        if len(name) > MAX_NAME_LENGTH:
            raise UserError(
                self.env._(
                    "The name is too long: write at most %(limit)s characters.",
                    limit=MAX_NAME_LENGTH,
                )
            )
        return name

    def _worksheet_check_signature(self, signature):
        """Return the signature if it is an image of reasonable size with ink on it."""
        if not signature:
            raise UserError(self.env._("The signature is missing. Please sign."))
        if not isinstance(signature, str | bytes):
            signature = "?"
        if len(signature) > MAX_SIGNATURE_SIZE * 4 / 3 + 4:
            raise UserError(
                self.env._(
                    "The image of the signature is too large: at most %(limit)s MB.",
                    limit=MAX_SIGNATURE_SIZE // 1024 // 1024,
                )
            )
        try:
            content = base64.b64decode(signature, validate=True)
            image = ImageProcess(content, verify_resolution=True).image
            if image and image.width * image.height > MAX_SIGNATURE_PIXELS:
                raise ValueError(image.size)
            # On a transparent or plain ground, ink is what differs.
            plain = not image or all(
                low == high for low, high in image.convert("RGBA").getextrema()
            )
        except (
            binascii.Error,
            TypeError,
            ValueError,
            OSError,
            SyntaxError,
            Image.DecompressionBombError,
            UserError,
        ):
            raise UserError(
                self.env._("The signature is not a readable image. Please sign again.")
            ) from None
        if plain:
            raise UserError(self.env._("The signature is empty. Please sign."))
        return signature

    def _worksheet_attach_report(self, author=None):
        """Post the signature on the task with the report attached."""
        content, extension = self._worksheet_render_report()
        body = self.env._(
            "Worksheet signed by %(name)s.", name=self._worksheet_get_signer()
        )
        if extension != "pdf":
            body += " " + self._worksheet_no_pdf_message()
        self.message_post(
            body=body,
            author_id=author.id if author else None,
            # A technician does not see the portal: he is told.
            partner_ids=self.user_ids.partner_id.ids if author else None,
            subtype_xmlid="mail.mt_note",
            attachments=[(f"{self._get_report_base_filename()}.{extension}", content)],
        )

    def _worksheet_get_signer(self):
        return format_list(
            self.env,
            [
                part
                for part in (self.worksheet_signed_by, self.worksheet_signed_role)
                if part
            ],
            "unit-short",
        )

    @api.model
    def _worksheet_no_pdf_message(self):
        return self.env._(
            "The server has no PDF renderer (wkhtmltopdf): the report comes as a web "
            "page, which you can print."
        )

    @api.model
    def _worksheet_has_pdf(self):
        """Whether the server can make PDF files.

        :rtype: bool
        """
        return self.env["ir.actions.report"].get_wkhtmltopdf_state() not in (
            "install",
            "broken",
        )

    def _worksheet_render_report(self):
        """Render the Field Service Report.

        :return: its content, and the extension that tells its format: "pdf", or
            "html" where no PDF renderer is installed
        :rtype: tuple[bytes, str]
        """
        # sudo: the caller may see the task; the report needs company and layout.
        reports = self.env["ir.actions.report"].sudo()
        reference = "helpdesk_mgmt_after_sales.action_report_fsm"
        if self._worksheet_has_pdf():
            try:
                content, extension = reports._render_qweb_pdf(reference, self.ids)
                return content, extension
            except UserError as error:
                # A customer who signs must not suffer from the server's printer.
                _logger.warning("No PDF of the report of task %s: %s", self.id, error)
        return reports._render_qweb_html(reference, self.ids)

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Field Service Report - %(task)s", task=self.name)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_fsm_sign(self):
        """Open the window in which the customer signs on this screen.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the task
        :raise UserError: if there is no worksheet to sign, in words
        """
        self.check_access("write")
        self._worksheet_check_signable()
        return self._worksheet_popup("project.task.sign", self.env._("Sign"))

    def action_fsm_reopen(self):
        """Open the window that asks why a signed worksheet is reopened.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user is no Project manager
        """
        self._worksheet_check_reopen()
        return self._worksheet_popup(
            "project.task.reopen", self.env._("Reopen the worksheet")
        )

    def action_fsm_send_report(self):
        """Open the e-mail that brings the report to the customer.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the task
        """
        self.ensure_one()
        self.check_access("write")
        self._fsm_check()
        template = self.env.ref(
            "helpdesk_mgmt_after_sales.mail_template_fsm_report",
            raise_if_not_found=False,
        )
        # Attached here and not by the template, whose reports need a PDF renderer.
        content, extension = self._worksheet_render_report()
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self._get_report_base_filename()}.{extension}",
                "raw": content,
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
        if extension != "pdf":
            self.env.user._bus_send(
                "simple_notification",
                {"type": "warning", "message": self._worksheet_no_pdf_message()},
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Report"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": template.id if template else False,
                "default_attachment_ids": [Command.set(attachment.ids)],
                "default_email_layout_xmlid": "mail.mail_notification_layout",
                "fsm_report_sent": True,
                "force_email": True,
            },
        }

    def _worksheet_popup(self, res_model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": res_model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_task_id": self.id},
        }

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        if self.env.context.get("fsm_report_sent"):
            # As the user, even if the composer posts for him: customers post, too.
            task = self.with_user(self.env.user)
            if task.has_access("write") and not task.worksheet_sent:
                task.worksheet_sent = True
        return message

    # ------------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------------

    def _worksheet_check_reopen(self):
        """Check that the user may reopen this worksheet.

        :raise AccessError: if he is no Project manager
        :raise UserError: if it is not signed
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("project.group_project_manager"):
            raise AccessError(
                self.env._(
                    "Only Project managers may reopen a signed worksheet. Ask one of "
                    "them."
                )
            )
        if not self.worksheet_hash:
            raise UserError(
                self.env._(
                    "The worksheet of %(task)s is not signed: it is open.",
                    task=self.name,
                )
            )

    def _worksheet_reopen(self, reason):
        """Void the signature and open the worksheet again.

        :param str reason: logged on the task
        :raise AccessError: if the user is no Project manager
        :raise UserError: if it is not signed, or there is no reason
        """
        self._worksheet_check_reopen()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the worksheet is reopened."))
        note = self.env._(
            "Worksheet reopened, the signature of %(name)s (%(time)s UTC, fingerprint "
            "%(fingerprint)s) is void. Reason: %(reason)s",
            name=self._worksheet_get_signer(),
            time=fields.Datetime.to_string(self.worksheet_signed_on),
            fingerprint=self.worksheet_hash,
            reason=reason.strip(),
        )
        task = self.with_context(worksheet_signing=SIGNING)
        task.write(
            {
                **dict.fromkeys(self._worksheet_signature_fields, False),
                "worksheet_sent": False,
            }
        )
        if task.state == "1_done":
            task.state = "01_in_progress"
        self.message_post(body=note, subtype_xmlid="mail.mt_note")
