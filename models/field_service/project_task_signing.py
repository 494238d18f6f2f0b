# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii
from hashlib import sha256

from PIL import Image

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list
from odoo.tools.image import ImageProcess

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
    """Signing the worksheet of a field-service task, and reopening it."""

    _inherit = "project.task"

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
        self.env["helpdesk.after.sales.popup"]._after_sales_lock(self)
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
