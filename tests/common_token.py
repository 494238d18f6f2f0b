# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .common import AfterSalesCommon


class TokenCommon(AfterSalesCommon):
    """One of every document that has a link by token."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._new_order()
        cls.invoice = cls._invoice(cls.order)
        cls.project = cls.env["project.project"].create(
            {"name": "Visits", "is_fsm": True, "privacy_visibility": "invited_users"}
        )
        cls.task = cls.env["project.task"].create(
            {
                "name": "Visit",
                "project_id": cls.project.id,
                "partner_id": cls.customer.id,
                "helpdesk_ticket_id": cls.ticket.id,
            }
        )
        cls.documents = {
            record._name: record
            for record in (
                cls.ticket,
                cls.order,
                cls.invoice,
                cls.invoice.journal_id,
                cls.project,
                cls.task,
            )
        }
        for document in cls.documents.values():
            document._portal_ensure_token()
        cls.technician = cls._new_user("technician", "project.group_project_manager")
        cls.task.user_ids = cls.technician
        # So that the token alone is what an export is refused for.
        for user in (cls.agent, cls.manager, cls.technician):
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.env.invalidate_all()
