# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import SQL


class HelpdeskAfterSalesLock(models.AbstractModel):
    """Records with which only one transaction at a time may work."""

    _name = "helpdesk.after.sales.lock"
    _description = "Lock of after-sales documents and popups"

    def _after_sales_lock_rows(self):
        """Let only one transaction at a time work with these records.

        The rows are really changed: Odoo's transactions are REPEATABLE READ, so
        after a mere ``SELECT ... FOR UPDATE`` the second one would go on with its
        old view of the database. This way PostgreSQL makes it fail, Odoo runs it
        afresh, and it finds the work done. What was read before stays right: it is of
        the same view.

        The caller has checked that the user may work with them.
        """
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET id = id WHERE id IN %(ids)s",
                table=SQL.identifier(self._table),
                ids=tuple(sorted(self.ids)),
            )
        )
