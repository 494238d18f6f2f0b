# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .common_coupons import CouponShop
from .common_field_service import FsmShop
from .common_plans import QueryPlans
from .common_refunds import RefundCommon
from .common_returns import ReturnShop


class DocumentsCommon(CouponShop, ReturnShop, FsmShop, RefundCommon):
    """A team with all services, and a ticket from which documents are made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        services = cls.ticket._after_sales_services()
        cls.team.write(dict.fromkeys(services, True))
        cls.ticket.sale_order_ids = cls.order

    @classmethod
    def _make_documents(cls, times=1):
        """Make documents of every service by its popup, and a replacement."""
        for __ in range(times):
            with cls._popup_as(cls.agent, cls.ticket, "action_refund") as form:
                for invoice in cls.invoice:
                    form.move_ids.add(invoice)
                for index in range(len(form.refund_line_ids)):
                    with form.refund_line_ids.edit(index) as line:
                        line.quantity = 1 if not index else 0
            form.save().refund_moves()
            cls._make_coupon()
            popup = cls._popup_as(
                cls.agent, cls.ticket, "action_return", picking_id=cls.delivery
            )
            with popup.product_return_moves.edit(0) as line:
                line.quantity = 1
            popup.save().action_create_exchanges()
            cls._popup_as(
                cls.agent, cls.ticket, "action_repair", product_id=cls.product
            ).save().action_confirm()
            cls._plan()


class DocumentPlans(QueryPlans):
    """Few documents of a ticket among thousands; to be mixed in before the above."""

    def _copy_documents(self):
        """Make the ticket's documents, and thousands of each table without ticket.

        :return: a document of each table
        :rtype: dict
        """
        self._make_documents()
        ticket = self.ticket
        documents = {}
        for service in ticket._after_sales_services().values():
            made = ticket[service.documents][:1] or ticket.draft_credit_note_ids
            documents[made._table] = made
        for made in documents.values():
            numbered = ["code"] if made._name == "loyalty.card" else ["name"]
            self._copy_rows(made, {"helpdesk_ticket_id": None}, numbered=numbered)
        self._copy_rows(ticket, {"user_id": None}, numbered=["number"])
        return documents
