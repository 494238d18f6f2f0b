# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii
from hashlib import sha256

from PIL import Image

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list
from odoo.tools.image import ImageProcess

# Largest image of a signature, in bytes.
MAX_SIGNATURE_SIZE = 1024 * 1024
# Largest area of that image.
MAX_SIGNATURE_PIXELS = 8 * 1000 * 1000
# Longest name and role of who signs, in characters.
MAX_NAME_LENGTH = 128

# All that is ever written on a signature, at once and once.
VOID_FIELDS = {"voided_on", "voided_by_id", "void_reason"}


class ProjectTaskSignature(models.Model):
    """Somebody's signature under the worksheet of a task, and what they signed.

    It is made when they sign, and never changed or deleted: nobody has the right to,
    and what is tried in superuser mode is refused, too. When the worksheet is reopened
    the signature becomes void for good, and stays as history.
    """

    _name = "project.task.signature"
    _description = "Signature of a worksheet"
    _order = "signed_on desc, id desc"
    _rec_name = "signed_by"

    task_id = fields.Many2one(
        comodel_name="project.task",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    signer = fields.Selection(
        selection=[("customer", "Customer"), ("technician", "Technician")],
        required=True,
        readonly=True,
        help="For whom this person signs.",
    )
    signed_by = fields.Char(required=True, readonly=True)
    role = fields.Char(readonly=True)
    signed_on = fields.Datetime(required=True, readonly=True)
    signature = fields.Image(readonly=True, max_width=1024, max_height=1024)
    # Not read with the others, as for a list of tasks.
    snapshot = fields.Json(readonly=True, prefetch=False)
    worksheet_html = fields.Html(
        string="Signed Worksheet",
        compute="_compute_worksheet_html",
        sanitize=False,
    )
    hash = fields.Char(
        string="Fingerprint",
        readonly=True,
        help="SHA-256 of the signed worksheet with name, role, time and signature: if "
        "any of them is changed, it does not match any more.",
    )
    intact = fields.Boolean(
        compute="_compute_intact",
        export_string_translation=False,
    )
    voided_on = fields.Datetime(readonly=True)
    voided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    void_reason = fields.Text(string="Reason", readonly=True)

    _one_valid = models.UniqueIndex("(task_id, signer) WHERE voided_on IS NULL")

    @api.depends("snapshot")
    def _compute_worksheet_html(self):
        for signature in self:
            signature.worksheet_html = self.env["ir.qweb"]._render(
                "helpdesk_mgmt_after_sales.fsm_worksheet_body",
                {"worksheet": (signature.snapshot or {}).get("worksheet", [])},
            )

    @api.depends("signer", "signed_by", "role", "signed_on", "signature", "snapshot")
    def _compute_intact(self):
        for signature in self:
            signature.intact = signature.hash == signature._make_hash()

    # ------------------------------------------------------------------
    # Made once, voided once
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        # Users may set defaults of their own for any field, and clients send them.
        return super().default_get([])

    @api.model_create_multi
    def create(self, vals_list):
        signatures = super().create(vals_list)
        for signature in signatures:
            # Of what was stored: a large image was made smaller.
            super(ProjectTaskSignature, signature).write(
                {"hash": signature._make_hash()}
            )
        return signatures

    def write(self, vals):
        # The standard's own refusal comes first.
        self.check_access("write")
        voids = set(vals) == VOID_FIELDS and all(vals.values())
        if not voids or any(signature.voided_on for signature in self):
            raise UserError(
                self.env._(
                    "A signature cannot be changed. A Project manager can reopen the "
                    "worksheet, which voids the signature."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("A signature cannot be deleted: it stays as history.")
        )

    def _void(self, reason):
        """Void these signatures, for good.

        To be called once it is clear that the user may do so.

        :param str reason: why
        :raise UserError: if one of them is void
        """
        # sudo: nobody has the right to write on a signature.
        self.sudo().write(
            {
                "voided_on": fields.Datetime.now(),
                "voided_by_id": self.env.uid,
                "void_reason": reason,
            }
        )

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    @api.model
    def _get_rule_domain(self):
        """Domain of the record rule: who may read a task may read its signatures.

        The result is kept in the cache of rules: it closes over no environment.

        :rtype: Domain
        """
        return Domain.custom(
            to_sql=lambda model, alias, query: model._get_rule_condition(alias)
        )

    @api.model
    def _get_rule_condition(self, alias):
        """SQL condition: the user may read the task.

        :param str alias: the table alias of this model in the query
        :rtype: SQL
        """
        # As the user and through the ORM, so that whatever rules tasks have are
        # followed; those of archived tasks count too.
        tasks = self.env["project.task"].sudo(False).with_context(active_test=False)
        return SQL(
            "%s IN %s",
            SQL.identifier(alias, "task_id", to_flush=self._fields["task_id"]),
            tasks._search([]).subselect(),
        )

    # ------------------------------------------------------------------
    # Content
    # ------------------------------------------------------------------

    def _make_hash(self):
        """Return the hash of what was signed, by whom, when and how.

        :rtype: str
        """
        self.ensure_one()
        image = self.with_context(bin_size=False, bin_size_signature=False).signature
        content = {
            "content": self.snapshot,
            "name": self.signed_by,
            "role": self.role or "",
            "time": fields.Datetime.to_string(self.signed_on) or False,
            "signature": sha256(base64.b64decode(image or b"")).hexdigest(),
        }
        # The customer's are hashed as they were when nobody else could sign.
        if self.signer != "customer":
            content["signer"] = self.signer
        return self.env["project.task"]._worksheet_hash(content)

    def _get_signer(self):
        """Return name and role of who signed, as reports and notes write them.

        :rtype: str
        """
        return format_list(
            self.env,
            [part for part in (self.signed_by, self.role) if part],
            "unit-short",
        )

    @api.model
    def _check_name(self, name):
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

    @api.model
    def _check_image(self, signature):
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
