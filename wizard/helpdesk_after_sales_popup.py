# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.misc import clean_context


class HelpdeskAfterSalesPopup(models.AbstractModel):
    """What the popups of the services share, the extended standard ones too.

    A client may write any id to any field of a popup: related fields are
    ``related_sudo=False``, so that it shows nothing its user may not read.
    """

    _name = "helpdesk.after.sales.popup"
    _description = "Popup of an after-sales service"

    # The popup's field that holds the ticket, and the team's switch.
    _after_sales_ticket_field = "ticket_id"
    _after_sales_switch = None

    def _after_sales_start(self):
        """Check that the user may act with this popup, and lock it.

        To be called first by each button. What the button does then runs under
        the returned popup: in the ticket's company and without the context of the
        web client, whose ``default_...`` keys must not reach the records created.

        :return: this popup, cleaned
        :raise AccessError: if it is somebody else's popup, or the user may not
            write the ticket
        :raise UserError: if the ticket's team does not offer the service
        """
        self.ensure_one()
        if self.create_uid != self.env.user:
            raise AccessError(
                self.env._(
                    "This window was opened by %(user)s. Open your own from the "
                    "ticket.",
                    user=self.create_uid.name,
                )
            )
        ticket = self[self._after_sales_ticket_field]
        ticket._after_sales_check(self._after_sales_get_switch())
        self._after_sales_lock(self)
        context = {
            key: value
            for key, value in clean_context(self.env.context).items()
            if not key.startswith(("active_", "search_default_"))
            and not key.endswith("_view_ref")
        }
        return self.with_context(context).with_company(ticket.company_id)

    def _after_sales_get_switch(self):
        return self._after_sales_switch

    @api.model
    def _after_sales_lock(self, records):
        """Let only one transaction at a time work with these records.

        The rows are really changed: Odoo's transactions are REPEATABLE READ, so
        after a mere ``SELECT ... FOR UPDATE`` the second one would go on with its
        old view of the database. This way PostgreSQL makes it fail, Odoo runs it
        afresh, and it finds the work done.

        :param records: a recordset, checked by the caller
        """
        if not records:
            return
        records.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET id = id WHERE id IN %(ids)s",
                table=SQL.identifier(records._table),
                ids=tuple(sorted(records.ids)),
            )
        )
        records.invalidate_recordset()
