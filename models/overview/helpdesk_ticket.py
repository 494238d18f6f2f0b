# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..asked_once import filter_readable, remember
from ..helpdesk_after_sales_date import format_day
from ..helpdesk_after_sales_join import join_phrases

# So many documents the tab lists, the newest; the rest has a list of its own.
LISTED_DOCUMENTS = 80
# So many open documents the headline names.
NAMED_DOCUMENTS = 3
STATE_CLASSES = {
    "draft": "text-bg-info",
    "open": "text-bg-warning",
    "done": "text-bg-success",
    "cancelled": "text-bg-secondary",
}


class HelpdeskTicket(models.Model):
    """What was done for the ticket's customer, as its tab shows it."""

    _inherit = "helpdesk.ticket"

    @api.readonly
    def after_sales_get_overview(self):
        """Return what the tab After-Sales of this ticket shows, newest first.

        The form asks for it when the tab is opened. All in words of the user's
        language, times in their time zone, amounts in the document's currency.

        :return: ``headline``, how many there are in ``total``, and ``documents`` with
            what each row says of the newest ones; where there are none ``hint``, what
            to do, and ``has_tour``
        :rtype: dict
        :raise AccessError: if the user may not read the ticket
        """
        self.ensure_one()
        self.check_access("read")
        with remember(self.env):
            rows = self.env["helpdesk.after.sales.document"].search_fetch(
                [("ticket_id", "=", self.id)]
            )
            listed = rows[:LISTED_DOCUMENTS]
            documents = listed._get_documents()
            related = self._after_sales_get_related(documents)
            mails = self._after_sales_get_mails(documents)
            return {
                "headline": self._after_sales_get_headline(rows),
                "total": len(rows),
                "may_link": self.after_sales_allowed and bool(self.partner_id),
                "documents": [
                    {
                        **self._after_sales_get_line(row, documents[row.id]),
                        "related": related[row.id],
                        "mails": mails[row.id],
                        "is_linked": self.after_sales_allowed
                        and documents[row.id]._after_sales_is_offered()
                        and not documents[row.id].helpdesk_is_made,
                        "undoable": self.after_sales_allowed
                        and documents[row.id]._after_sales_is_offered()
                        and not documents[row.id]._after_sales_get_undo_refusal(),
                    }
                    for row in listed
                ],
                **({} if rows else self._first_steps_get_hint()),
            }

    def action_open_after_sales_documents(self):
        """Open the list of all documents of this ticket.

        :return: a window action on ``helpdesk.after.sales.document``
        :rtype: dict
        :raise AccessError: if the user may not read the ticket
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "helpdesk_mgmt_after_sales.helpdesk_after_sales_document_action"
        )
        return {**action, "domain": [("ticket_id", "=", self.id)], "context": {}}

    def action_link_documents(self):
        """Open the popup that links existing documents to this ticket.

        :return: a window action on ``helpdesk.after.sales.link``
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        """
        self.ensure_one()
        self.check_access("write")
        view_xmlid = "helpdesk_mgmt_after_sales.helpdesk_after_sales_link_view_form"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link Documents"),
            "res_model": "helpdesk.after.sales.link",
            "view_mode": "form",
            "views": [(self.env.ref(view_xmlid).id, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id, "form_view_ref": view_xmlid},
        }

    def _after_sales_get_line(self, row, document):
        """Return what one row of the tab says.

        :param row: a ``helpdesk.after.sales.document``
        :param document: its document, in superuser mode
        :rtype: dict
        """
        amount = document._after_sales_get_amount()
        return {
            "id": row.id,
            "title": document._after_sales_get_title(),
            "number": document._after_sales_get_number(),
            "amount": amount[1].format(amount[0]) if amount else "",
            "state": row.state,
            "state_label": document._after_sales_get_state_label(),
            "state_class": STATE_CLASSES[row.state],
            "date": format_day(self, row.date),
            "maker": row.maker_id.sudo().name,
            "chain": document._after_sales_get_chain(),
        }

    def _after_sales_get_mails(self, documents):
        """Return what the customer was told of documents, the last mail of each step.

        :param dict documents: in superuser mode, by id of their row
        :return: step, label, day and failure of each, by id of the row
        :rtype: dict[int, list]
        """
        notices = self.env["helpdesk.after.sales.notice"]
        sent = notices._get_sent(list(documents.values()))
        return {
            row_id: [
                {
                    "step": notice.step,
                    "label": notice.label,
                    "day": format_day(self, notice.sent_on),
                    "failure": notice.failure,
                    # One that would be wrong by now is not offered.
                    "may_send": self.after_sales_allowed
                    and document._after_sales_is_notice_true(notice.step),
                }
                for notice in {x.step: x for x in sent[document]}.values()
            ]
            for row_id, document in documents.items()
        }

    def _after_sales_get_headline(self, rows):
        """Say in one line what is still to come: "1 of 3 open: return expected".

        :param rows: ``helpdesk.after.sales.document`` of the ticket
        :rtype: str
        """
        counted = rows.filtered(lambda row: row.state != "cancelled")
        pending = counted.filtered(lambda row: row.state != "done")
        if not rows:
            return self.env._("Nothing was done for the customer yet.")
        if not counted:
            return self.env._("All of it was cancelled.")
        if not pending:
            return self.env._("%(total)s of %(total)s done.", total=len(counted))
        named = pending[:NAMED_DOCUMENTS]
        names = [
            self.env._(
                "%(document)s (%(state)s)",
                document=" ".join(
                    filter(
                        None,
                        (
                            document._after_sales_get_label(),
                            document._after_sales_get_number(),
                        ),
                    )
                ),
                state=document._after_sales_get_state_label(),
            )
            for document in named._get_documents().values()
        ]
        more = len(pending) - len(names)
        if more:
            names.append(self.env._("%(number)s more", number=more))
        return self.env._(
            "%(open)s of %(total)s open: %(documents)s",
            open=len(pending),
            total=len(counted),
            documents=join_phrases(self.env, names),
        )

    def _after_sales_get_related(self, documents):
        """Return what stands beside documents, as far as the user may read it.

        :param dict documents: in superuser mode, by id of their row
        :return: name, model and id of each, by id of the row
        :rtype: dict[int, list]
        """
        beside = {
            row_id: document._after_sales_get_related()
            for row_id, document in documents.items()
        }
        readable = set()
        by_model = {}
        for records in beside.values():
            for record in records:
                by_model.setdefault(record._name, []).append(record.id)
        for model_name, ids in by_model.items():
            records = filter_readable(self.env[model_name].browse(ids))
            readable.update((model_name, id_) for id_ in records.ids)
        return {
            row_id: [
                {
                    "name": record.display_name,
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for record in records
                if (record._name, record.id) in readable
            ]
            for row_id, records in beside.items()
        }
