# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user

from .common_coupons import CouponCommon

# The lowest group that works with the documents of a model in its own app.
APPS = {
    "account.journal": "account.group_account_manager",
    "account.move": "account.group_account_invoice",
    "loyalty.card": "sales_team.group_sale_manager",
    "project.project": "project.group_project_manager",
    "project.task": "project.group_project_manager",
    "repair.order": "stock.group_stock_user",
    "sale.order": "sales_team.group_sale_salesman_all_leads",
    "stock.picking": "stock.group_stock_user",
}


class ChatterCommon(CouponCommon):
    """One document of each kind made from the ticket, and one that is only read.

    Each with a note and its file, a message to the customer and its file, a follower
    and an activity. The kinds come from the models: one that is added later fails until
    it is added here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        link = {"helpdesk_ticket_id": cls.ticket.id}
        order = cls._new_order()
        delivery = cls._deliver(order)
        invoice = cls._invoice(order)
        project = cls.env["project.project"].create(
            {"name": "Visits", "is_fsm": True, "privacy_visibility": "followers"}
        )
        returned = delivery.copy()
        returned.write(link)
        made = (
            cls._new_invoice(move_type="out_refund", post=False, **link),
            returned,
            cls.env["loyalty.card"].create(
                {
                    "program_id": cls.program.id,
                    "partner_id": cls.customer.id,
                    "points": 5,
                    **link,
                }
            ),
            cls.env["repair.order"].create(
                {"product_id": cls.product.id, "partner_id": cls.customer.id, **link}
            ),
            cls.env["project.task"].create(
                {
                    "name": "Visit",
                    "project_id": project.id,
                    "partner_id": cls.customer.id,
                    **link,
                }
            ),
        )
        cls.made = {document._name: document for document in made}
        cls.read_only = {
            document._name: document
            for document in (order, delivery, invoice, invoice.journal_id, project)
        }
        cls.documents = [*cls.made.values(), *cls.read_only.values()]
        cls.colleague = cls._new_user("colleague", "base.group_user")
        cls.chatter = {document: cls._fill(document) for document in cls.documents}
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _fill(cls, document):
        """Let those of the app write on a document; return what they wrote."""
        writer = cls.colleague.partner_id
        # Else accounting takes the files for invoices to read in.
        document = document.with_context(disable_attachment_import=True)
        document.message_subscribe(writer.ids)
        messages = {
            kind: document.message_post(
                body=f"{kind} of {document._name}",
                author_id=writer.id,
                subtype_xmlid=f"mail.mt_{kind}",
                message_type="comment",
                attachments=[(f"{kind}.txt", b"content")],
            )
            for kind in ("note", "comment")
        }
        return {
            **messages,
            "follower": document.message_follower_ids.filtered(
                lambda x: x.partner_id == writer
            ),
            "activity": document.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=cls.colleague.id,
                summary="SECRET summary",
                note="SECRET note",
            )
            if hasattr(document, "activity_schedule")
            else cls.env["mail.activity"],
            "file": cls.env["ir.attachment"].create(
                {
                    "name": "scan.txt",
                    "raw": b"content",
                    "res_model": document._name,
                    "res_id": document.id,
                }
            ),
        }

    def _of_app(self, document, also=""):
        """Return a user who works with a document in its own app."""
        groups = APPS[document._name] + also
        login = f"{document._name}{also[-5:]}"
        user = self.env["res.users"].search([("login", "=", login)])
        return user or new_test_user(
            self.env, login=login, groups=groups, email=f"{login}@example.com"
        )
