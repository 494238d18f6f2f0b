# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.project.controllers.portal import ProjectCustomerPortal

from ...models.entered_values import is_text
from ..portal import is_customer_of, is_token_of, open_document


class FsmCustomerPortal(ProjectCustomerPortal):
    """The page of a field-service task in the customer's portal."""

    def _document_check_access(self, model_name, document_id, access_token=None):
        document_sudo = super()._document_check_access(
            model_name, document_id, access_token=access_token
        )
        if model_name == "project.task" and document_sudo.is_fsm:
            project_sudo = document_sudo.project_id
            if not project_sudo._fsm_visible_to_customers():
                # A link opens nothing in a project that customers do not see.
                document_sudo.with_user(request.env.user).check_access("read")
        return document_sudo

    def _task_get_page_view_values(self, task, access_token, **kwargs):
        values = super()._task_get_page_view_values(task, access_token, **kwargs)
        if task.is_fsm:
            values.update(self._fsm_get_page_values(task, access_token, **kwargs))
        return values

    def _fsm_get_page_values(self, task_sudo, access_token, **kwargs):
        """Return what the page shows of a field-service task.

        :param str access_token: the one in the link, if any
        :rtype: dict
        """
        visible = task_sudo._worksheet_visible_to_customer()
        content = task_sudo._worksheet_get_content()
        empty = task_sudo._worksheet_is_empty()
        # Only the page that asks says that the customer confirmed.
        confirmed = {"empty": 1} if empty else {}
        return {
            "fsm_stages": task_sudo._fsm_get_portal_stages(),
            "fsm_tz": content["tz"],
            "fsm_content": content if visible else False,
            "fsm_report_url": self._fsm_has_own_link(task_sudo, access_token)
            and self._fsm_get_url(task_sudo, access_token, "/report"),
            "fsm_sign_url": self._fsm_get_url(
                task_sudo,
                access_token,
                "/sign",
                worksheet=task_sudo._worksheet_get_fingerprint(),
                **confirmed,
            ),
            "fsm_empty": empty,
            "fsm_to_sign": visible
            and self._fsm_may_sign(task_sudo, access_token)
            and task_sudo._worksheet_waits_for_signature(),
            "fsm_message": kwargs.get("message"),
        }

    def _fsm_get_url(self, task_sudo, access_token, suffix="", **query):
        """Return a link to the task's page, with its token only for who brought it.

        :param str access_token: the one in the link, if any
        :param str suffix: of the path
        :param query: further arguments
        """
        if is_token_of(task_sudo, access_token):
            query["access_token"] = access_token
        path = task_sudo.access_url + suffix
        return f"{path}?{urlencode(query)}" if query else path

    def _fsm_may_sign(self, task_sudo, access_token):
        """Whether who opens the page is a customer who may sign this task.

        By the task's own link, or logged in as its customer: who merely follows the
        task only reads it. Employees let the customer sign on the task itself. The link
        of a whole project shows its tasks, but is nobody's signature.

        :rtype: bool
        """
        return request.env.user.share and (
            is_token_of(task_sudo, access_token) or is_customer_of(task_sudo)
        )

    def _fsm_has_own_link(self, task_sudo, access_token):
        """Whether the page was opened by the task's own link, or by a user of it.

        :rtype: bool
        """
        user = request.env.user
        return is_token_of(task_sudo, access_token) or (
            not user._is_public() and task_sudo.with_user(user).has_access("read")
        )

    @http.route(
        "/my/tasks/<int:task_id>/sign",
        type="jsonrpc",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_fsm_sign(self, task_id, access_token=None, name=None, signature=None):
        """Sign the worksheet of a field-service task.

        The query string has the fingerprint of the worksheet as they read it,
        ``worksheet``, and ``empty`` once they confirmed to sign an empty one.

        :param int task_id: id of the task
        :param str access_token: of the task's link, if any; also in the query string
        :param str name: who signs
        :param str signature: image, base64-encoded
        :return: ``error`` with the reason, or where to go on
        :rtype: dict
        """
        arguments = request.httprequest.args
        access_token = access_token or arguments.get("access_token")
        refusal = {
            "error": request.env._(
                "This link does not open any task that you may sign."
            )
        }
        task_sudo = open_document(self, "project.task", task_id, access_token)
        if not task_sudo:
            return refusal
        if not task_sudo.is_fsm or not self._fsm_may_sign(task_sudo, access_token):
            return refusal
        if not all(not value or is_text(value) for value in (name, signature)):
            return {"error": request.env._("Write your name, and draw your signature.")}
        user = request.env.user
        author_sudo = task_sudo.partner_id if user._is_public() else user.partner_id
        try:
            if not task_sudo._worksheet_visible_to_customer():
                raise UserError(
                    request.env._("The report of this visit is not ready to be signed.")
                )
            # A refusal leaves nothing half-written behind.
            with request.env.cr.savepoint():
                task_sudo._worksheet_sign(
                    name,
                    request.env._("Customer"),
                    signature,
                    arguments.get("worksheet"),
                    author=author_sudo,
                    empty=bool(arguments.get("empty")),
                )
        except UserError as error:
            return {"error": str(error)}
        return {
            "force_refresh": True,
            "redirect_url": self._fsm_get_url(
                task_sudo, access_token, message="sign_ok"
            ),
        }

    @http.route(
        "/my/tasks/<int:task_id>/report",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_fsm_report(self, task_id, access_token=None, download=None, **kwargs):
        """Show or download the Field Service Report.

        :param int task_id: id of the task
        :param str access_token: of the task's link, if any
        :param str download: whether to save the file instead of showing it
        """
        task_sudo = open_document(self, "project.task", task_id, access_token)
        if not task_sudo:
            return request.redirect("/my")
        if not task_sudo._worksheet_visible_to_customer():
            return request.redirect(self._fsm_get_url(task_sudo, access_token))
        content, extension = task_sudo._worksheet_render_report()
        if extension != "pdf":
            return request.render(
                "helpdesk_mgmt_after_sales.portal_fsm_report_html",
                {"task": task_sudo, "report": content.decode()},
            )
        filename = f"{task_sudo._get_report_base_filename()}.pdf"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                (
                    "Content-Disposition",
                    content_disposition(
                        filename, "attachment" if download else "inline"
                    ),
                ),
            ],
        )
