# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .project_task_signature import MAX_NAME_LENGTH


class ProjectTask(models.Model):
    """Signing the worksheet of a field-service task, and reopening it."""

    _inherit = "project.task"

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
        self,
        name,
        role,
        signature,
        fingerprint,
        author=None,
        signer="customer",
        empty=False,
    ):
        """Sign the worksheet: freeze it, lock it, attach its report.

        To be called once it is clear that the caller may do so.

        :param str name: who signs
        :param str role: what they are ("Site manager"), may be empty
        :param signature: image, base64-encoded
        :param str fingerprint: of the worksheet as the signer saw it
        :param author: the partner who signs in the portal; by default the user
        :param str signer: for whom they sign, "customer" or "technician"
        :param bool empty: whether they confirmed that nothing is entered in it
        :raise UserError: if there is something in the way, with the reason
        """
        # Of two signatures at once, one transaction fails here, is run afresh and
        # finds the other's.
        self._after_sales_lock_rows()
        self._worksheet_check_signable(signer)
        if fingerprint != self._worksheet_get_fingerprint():
            raise UserError(
                self.env._(
                    "The worksheet was changed since you opened it. Read it again, "
                    "then sign."
                )
            )
        if not empty and self._worksheet_is_empty():
            raise UserError(
                self.env._(
                    "Nothing was entered in the report of %(task)s. Fill it in first, "
                    "or confirm with Sign Anyway that it is signed empty.",
                    task=self.name,
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
        signature = signatures.create(vals)
        # Written now, that the report shows it.
        self.env.flush_all()
        # sudo: as above.
        self.sudo()._worksheet_attach_report(signature, author)

    def _worksheet_get_signer(self):
        """Return name and role of the customer who signed, as reports show them.

        :rtype: str
        """
        return self._worksheet_get_shown_signatures()[self._origin]._get_signer()

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
