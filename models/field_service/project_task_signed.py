# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..asked_once import find_once

# Who may read signatures; the one in force shows to whoever reads the task.
READERS = "project.group_project_user,helpdesk_mgmt.group_helpdesk_user_own"


class ProjectTask(models.Model):
    """What a task shows of its signatures, and what they protect.

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
    # The customer's signature. What lists show, sort and group by is stored: a task
    # costs no query more, and nobody learns from a form about another one's signature.
    worksheet_signed_by = fields.Char(
        string="Signed By",
        compute="_compute_worksheet_signed",
        store=True,
        copy=False,
        tracking=True,
    )
    worksheet_signed_role = fields.Char(
        string="Role", compute="_compute_worksheet_signed", store=True, copy=False
    )
    worksheet_signed_on = fields.Datetime(
        string="Signed On", compute="_compute_worksheet_signed", store=True, copy=False
    )
    worksheet_hash = fields.Char(
        string="Fingerprint",
        compute="_compute_worksheet_signed",
        store=True,
        copy=False,
        help="SHA-256 of the signed worksheet with name, role, time and signature: if "
        "any of them is changed, it does not match any more.",
    )
    worksheet_signature = fields.Binary(
        string="Signature",
        compute="_compute_worksheet_signature",
        search="_search_worksheet_signature",
    )
    worksheet_snapshot = fields.Json(compute="_compute_worksheet_snapshot")
    worksheet_intact = fields.Boolean(
        compute="_compute_worksheet_intact", export_string_translation=False
    )

    # What only a signature sets, and what it locks.
    _worksheet_signature_fields = (
        "worksheet_signature_ids",
        "worksheet_voided_ids",
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
    def _compute_worksheet_signed(self):
        shown = self._worksheet_get_shown_signatures()
        for task in self:
            signature = shown[task._origin]
            task.worksheet_signed_by = signature.signed_by
            task.worksheet_signed_role = signature.role
            task.worksheet_signed_on = signature.signed_on
            task.worksheet_hash = signature.hash

    @api.depends("worksheet_hash")
    def _compute_worksheet_signature(self):
        shown = self._worksheet_get_shown_signatures()
        for task in self:
            task.worksheet_signature = shown[task._origin].signature

    @api.model
    def _search_worksheet_signature(self, operator, value):
        if operator != "in" or any(value):
            return NotImplemented
        return [("worksheet_hash", "=", False)]

    @api.depends("worksheet_hash")
    def _compute_worksheet_snapshot(self):
        shown = self._worksheet_get_shown_signatures()
        for task in self:
            task.worksheet_snapshot = shown[task._origin].snapshot

    @api.depends(
        "worksheet_signed_by",
        "worksheet_signed_role",
        "worksheet_signed_on",
        "worksheet_hash",
    )
    def _compute_worksheet_intact(self):
        shown = self._worksheet_get_shown_signatures()
        for task in self:
            signature = shown[task._origin]
            task.worksheet_intact = (
                (not signature or signature.intact)
                and task.worksheet_signed_by == signature.signed_by
                and (task.worksheet_signed_role or "") == (signature.role or "")
                and task.worksheet_signed_on == signature.signed_on
                and task.worksheet_hash == signature.hash
            )

    # ------------------------------------------------------------------
    # Which signatures there are
    # ------------------------------------------------------------------

    def _worksheet_filter_readable(self):
        """Return the saved tasks with a worksheet that the user may read.

        A client writes in a form what it likes, the id of another task, too; what is
        computed in superuser mode from it must not come from a task that is closed.

        :rtype: recordset of saved tasks
        """
        saved = self._origin
        if saved != self:
            saved = saved.sudo(False)
        # Asked first: whoever plans no visits does not wait for the rights.
        saved = saved.filtered("worksheet_template_id")
        return saved._filtered_access("read") if saved else saved

    def _worksheet_get_shown_signatures(self):
        """Return the customer's valid signature of each of these tasks.

        :return: signatures in superuser mode, empty ones included, by saved task
        :rtype: dict
        """
        signatures = self._worksheet_filter_readable()._worksheet_get_signatures()
        shown = defaultdict(signatures.browse)
        for signature in signatures:
            if signature.signer == "customer":
                shown[signature.task_id] = signature
        return shown

    def _worksheet_get_signatures(self):
        """Return the valid signatures of these tasks, the customer's first.

        :rtype: recordset of ``project.task.signature``, in superuser mode
        """
        # sudo: whoever works on a task need not be allowed to read its signatures.
        tasks = self.sudo()._origin
        signatures = self.env["project.task.signature"].sudo()
        if len(tasks) == 1:
            if not tasks.worksheet_template_id:
                return signatures
            ids = find_once(tasks, "signatures", type(tasks)._worksheet_find_signatures)
            return signatures.browse(ids)
        domain = tasks._worksheet_get_signature_domain()
        return signatures.search(domain, order="signer, id")

    def _worksheet_find_signatures(self):
        # In superuser mode: see above.
        found = defaultdict(list)
        for signature in self.env["project.task.signature"].search_fetch(
            self._worksheet_get_signature_domain(), ["task_id"], order="signer, id"
        ):
            found[signature.task_id.id].append(signature.id)
        return found

    def _worksheet_get_signature_domain(self):
        # Nothing is signed without a template, and what is signed keeps it: the others
        # are not asked for.
        tasks = self.filtered("worksheet_template_id")
        return [("task_id", "in", tasks.ids), ("voided_on", "=", False)]

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
