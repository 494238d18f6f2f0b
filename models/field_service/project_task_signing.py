# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .project_task_signature import MAX_NAME_LENGTH

# Who may read signatures; the one in force shows to whoever reads the task.
READERS = "project.group_project_user,helpdesk_mgmt.group_helpdesk_user_own"


class ProjectTask(models.Model):
    """Signing the worksheet of a field-service task, and reopening it.

    The customer signs, and the technician may, too. Each valid signature locks the
    worksheet; that of the customer is what forms, lists and reports show.
    """

    _inherit = "project.task"

    worksheet_signature_ids = fields.One2many(
        comodel_name="project.task.signature",
        inverse_name="task_id",
        string="Signatures",
        copy=False,
        readonly=True,
        groups=READERS,
    )
    worksheet_voided_ids = fields.One2many(
        comodel_name="project.task.signature",
        string="Voided Signatures",
        compute="_compute_worksheet_voided_ids",
        groups=READERS,
    )
    # Stored, so that a task that nobody signed costs no query, and lists can be sorted
    # and grouped by what is related to it.
    worksheet_signature_id = fields.Many2one(
        comodel_name="project.task.signature",
        string="Customer's Signature",
        compute="_compute_worksheet_signature_id",
        store=True,
        copy=False,
    )
    worksheet_signature = fields.Image(
        related="worksheet_signature_id.signature", string="Signature"
    )
    worksheet_signed_by = fields.Char(
        related="worksheet_signature_id.signed_by", tracking=True
    )
    worksheet_signed_role = fields.Char(related="worksheet_signature_id.role")
    worksheet_signed_on = fields.Datetime(related="worksheet_signature_id.signed_on")
    worksheet_snapshot = fields.Json(
        related="worksheet_signature_id.snapshot", string="Worksheet Snapshot"
    )
    worksheet_hash = fields.Char(related="worksheet_signature_id.hash")
    worksheet_intact = fields.Boolean(
        compute="_compute_worksheet_intact",
        compute_sudo=True,
        export_string_translation=False,
    )

    # What only a signature sets, and what it locks.
    _worksheet_signature_fields = (
        "worksheet_signature_ids",
        "worksheet_voided_ids",
        "worksheet_signature_id",
        "worksheet_signature",
        "worksheet_signed_by",
        "worksheet_signed_role",
        "worksheet_signed_on",
        "worksheet_snapshot",
        "worksheet_hash",
    )
    _worksheet_locked_fields = ("worksheet_template_id", "worksheet_properties")

    @api.depends("worksheet_signature_ids.voided_on")
    def _compute_worksheet_voided_ids(self):
        for task in self:
            # Whoever plans no visits does not wait for it.
            task.worksheet_voided_ids = (
                task.is_fsm and task.worksheet_signature_ids.filtered("voided_on")
            )

    @api.depends("worksheet_signature_ids.voided_on")
    def _compute_worksheet_signature_id(self):
        for task in self:
            task.worksheet_signature_id = task.worksheet_signature_ids.filtered(
                lambda x: x.signer == "customer" and not x.voided_on
            )

    @api.depends("worksheet_signature_id.intact")
    def _compute_worksheet_intact(self):
        for task in self:
            signature = task.worksheet_signature_id
            task.worksheet_intact = not signature or signature.intact

    def _worksheet_get_signatures(self):
        """Return the valid signatures of these tasks, the customer's first.

        :rtype: recordset of ``project.task.signature``, in superuser mode
        """
        # sudo: whoever works on a task need not be allowed to read its signatures.
        tasks = self.sudo()
        # Nothing is signed without a template, and what is signed keeps it: the others
        # are not asked for.
        signatures = tasks.filtered("worksheet_template_id").worksheet_signature_ids
        return signatures.filtered(lambda x: not x.voided_on).sorted("signer")

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
        signed = self._worksheet_get_signatures()[:1]
        if signed:
            raise UserError(
                self.env._(
                    "The worksheet of %(task)s was signed by %(name)s and cannot be "
                    "changed any more. A Project manager can reopen it, which voids "
                    "the signature.",
                    task=signed.task_id.name,
                    name=signed.signed_by,
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
        # sudo: whoever deletes may not be allowed to read the signatures. Void ones
        # count, too: they are the task's history.
        signature = (
            self.env["project.task.signature"]
            .sudo()
            .search([("task_id", "in", self.ids)], limit=1)
        )
        if signature:
            raise UserError(
                self.env._(
                    "Task %(task)s was signed by %(name)s: it cannot be deleted, and "
                    "neither can its project. Archive it instead.",
                    task=signature.task_id.name,
                    name=signature.signed_by,
                )
            )

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------

    def _worksheet_check_signable(self, signer="customer"):
        """Check that this worksheet waits for a signature.

        :param str signer: whose, as in the field ``signer`` of a signature
        :raise UserError: with the reason
        """
        self.ensure_one()
        self._fsm_check()
        signed = self._worksheet_get_signatures().filtered(lambda x: x.signer == signer)
        if signed:
            raise UserError(
                self.env._(
                    "This worksheet was already signed by %(name)s.",
                    name=signed.signed_by,
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

    def _worksheet_sign(
        self, name, role, signature, fingerprint, author=None, signer="customer"
    ):
        """Sign the worksheet: freeze it, lock it, attach its report.

        To be called once it is clear that the caller may do so.

        :param str name: who signs
        :param str role: what they are ("Site manager"), may be empty
        :param signature: image, base64-encoded
        :param str fingerprint: of the worksheet as the signer saw it
        :param author: the partner who signs in the portal; by default the user
        :param str signer: for whom they sign, "customer" or "technician"
        :raise UserError: if there is something in the way, with the reason
        """
        # Of two signatures at once, one transaction fails here, is run afresh and
        # finds the other's.
        self.env["helpdesk.after.sales.popup"]._after_sales_lock(self)
        self._worksheet_check_signable(signer)
        if fingerprint != self._worksheet_get_fingerprint():
            raise UserError(
                self.env._(
                    "The worksheet was changed since you opened it. Read it again, "
                    "then sign."
                )
            )
        # sudo: signatures are made here only, and checked above.
        signatures = self.env["project.task.signature"].sudo()
        vals = {
            "task_id": self.id,
            "signer": signer,
            "signature": signatures._check_image(signature),
            "signed_by": signatures._check_name(name),
            "role": (role or "").strip()[:MAX_NAME_LENGTH],
            "signed_on": fields.Datetime.now(),
            "snapshot": self._worksheet_get_content(),
        }
        self._worksheet_track_signer()
        signature = signatures.create(vals)
        # Written now, that the report shows it.
        self.env.flush_all()
        # sudo: as above.
        self.sudo()._worksheet_attach_report(signature, author)

    def _worksheet_track_signer(self):
        """Have the chatter show who signed the task before and after this.

        The field is related: Odoo does not see it change.
        """
        context = self.env.context
        if not context.get("tracking_disable") and not context.get("mail_notrack"):
            self._track_prepare(["worksheet_signed_by"])

    def _worksheet_get_signer(self):
        """Return name and role of the customer who signed, as reports show them.

        :rtype: str
        """
        # sudo: whoever reads the report need not be allowed to read signatures.
        return self.sudo().worksheet_signature_id._get_signer()

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_fsm_sign(self):
        """Open the popup in which the customer signs on this screen.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the task
        :raise UserError: if there is no worksheet to sign, with the reason
        """
        self.check_access("write")
        self._worksheet_check_signable()
        return self._worksheet_popup("project.task.sign", self.env._("Sign"))

    def action_fsm_reopen(self):
        """Open the popup that asks why a signed worksheet is reopened.

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

        :raise AccessError: if they are no Project manager
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
        if not self._worksheet_get_signatures():
            raise UserError(
                self.env._(
                    "The worksheet of %(task)s is not signed: it is open.",
                    task=self.name,
                )
            )

    def _worksheet_reopen(self, reason):
        """Void the signatures and open the worksheet again.

        :param str reason: logged on the task
        :raise AccessError: if the user is no Project manager
        :raise UserError: if it is not signed, or there is no reason
        """
        self._worksheet_check_reopen()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the worksheet is reopened."))
        signatures = self._worksheet_get_signatures()
        self._worksheet_track_signer()
        signatures._void(reason.strip())
        self.worksheet_sent = False
        if self.state == "1_done":
            self.state = "01_in_progress"
        for signature in signatures:
            self.message_post(
                body=self.env._(
                    "Worksheet reopened, the signature of %(name)s (%(time)s UTC, "
                    "fingerprint %(fingerprint)s) is void. Reason: %(reason)s",
                    name=signature._get_signer(),
                    time=fields.Datetime.to_string(signature.signed_on),
                    fingerprint=signature.hash,
                    reason=signature.void_reason,
                ),
                subtype_xmlid="mail.mt_note",
            )
