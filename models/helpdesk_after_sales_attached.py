# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError, MissingError


class HelpdeskAfterSalesAttached(models.AbstractModel):
    """What hangs on a document: its messages, files, followers and activities.

    Standard Odoo gives it to whoever reads the document. Where a ticket alone opens the
    document it is closed, but for what :meth:`_after_sales_get_closed` leaves open.
    """

    _name = "helpdesk.after.sales.attached"
    _description = "What hangs on a document that a ticket opens"

    # The field with the document's model; its id is in res_id.
    _after_sales_model_field = "res_model"

    def _after_sales_get_about_closed(self):
        """Return those of these records whose document a ticket alone opens.

        :rtype: recordset
        """
        closed = self.browse()
        if self.env.su or not self.env.user._after_sales_is_agent():
            return closed
        # sudo: asked only on which documents they hang.
        for name, records in self.sudo().grouped(self._after_sales_model_field).items():
            if name not in self.env:
                continue
            documents = self.env[name].browse({record.res_id for record in records})
            try:
                documents = documents._after_sales_get_read_by_ticket()
            except MissingError:
                documents = documents.exists()._after_sales_get_read_by_ticket()
            ids = set(documents.ids)
            closed |= records.sudo(False).filtered(
                lambda record, ids=ids: record.sudo().res_id in ids
            )
        return closed

    def _after_sales_get_closed(self):
        """Return those of these records that are closed to the user.

        :rtype: recordset
        """
        return self._after_sales_get_about_closed()

    def _check_access(self, operation):
        result = super()._check_access(operation)
        closed = (self - result[0] if result else self)._after_sales_get_closed()
        if not closed:
            return result
        return (
            result[0] + closed if result else closed,
            lambda: AccessError(
                self.env._(
                    "You read this document because of a ticket. Its notes, files, "
                    "followers and activities are for those who work with it in its "
                    "own app."
                )
            ),
        )

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        query = super()._search(domain, offset, limit, order, **kwargs)
        if (
            self.env.su
            or kwargs.get("bypass_access")
            or not self.env.user._after_sales_is_agent()
        ):
            return query
        records = self.browse(query.get_result_ids())
        closed = records._after_sales_get_closed()
        if not limit:
            return (records - closed)._as_query(bool(order)) if closed else query
        is_full = len(records) == limit
        if (
            not offset
            and not closed
            and (is_full or self._after_sales_is_all(domain, limit))
        ):
            return query
        # A page is as long as is asked for: clients take a shorter one for the last.
        wanted = size = offset + limit
        while True:
            records = self.browse(
                super()._search(domain, 0, size, order, **kwargs).get_result_ids()
            )
            opened = records - records._after_sales_get_closed()
            if len(opened) >= wanted or self._after_sales_is_all(domain, size):
                return opened[offset:wanted]._as_query(bool(order))
            size *= 2

    @api.model
    def _after_sales_is_all(self, domain, limit):
        """Whether there are no more records of a domain, closed ones too.

        :rtype: bool
        """
        # sudo: a mere number, of which nothing comes out. The standard leaves closed
        # messages out after the limit, too.
        return self.sudo().search_count(domain, limit=limit + 1) <= limit
