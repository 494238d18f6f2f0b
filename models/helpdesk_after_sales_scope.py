# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class HelpdeskAfterSalesScope(models.AbstractModel):
    """Read access that follows the Helpdesk ticket.

    A model that plain agents (Helpdesk users without rights in its own app) may
    read in part inherits this, says in :meth:`_after_sales_scope` which of its
    rows belong to a ticket, and gets a read rule on the agents' group whose
    domain is ``user._after_sales_domain('<model>')``.
    """

    _name = "helpdesk.after.sales.scope"
    _description = "Read access that follows the Helpdesk ticket"

    # The only fields open to plain agents, where the others tell more than the
    # record itself; None for all of them.
    _after_sales_plain_fields = None
    # Fields closed to plain agents.
    _after_sales_closed_fields = ()

    @api.model
    def _has_field_access(self, field, operation):
        name = field.name
        allowed = self._after_sales_plain_fields
        closed = name in self._after_sales_closed_fields or (
            allowed and name not in allowed
        )
        if closed and self._after_sales_is_plain():
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _after_sales_scope(self, alias):
        """Tell which rows belong to a ticket that the current user may read.

        :param str alias: the table alias of this model in the query
        :return: an SQL condition on ``alias``
        :rtype: SQL
        """
        return SQL("FALSE")

    @api.model
    def _after_sales_column(self, alias, field_name):
        """Return a column of this model that is flushed before the query runs.

        :param str alias: the table alias of this model in the query
        :param str field_name: a stored field of this model
        :rtype: SQL
        """
        return SQL.identifier(alias, field_name, to_flush=self._fields[field_name])

    def _after_sales_filter_own(self):
        """Return those of these records that the user may read without any ticket.

        :rtype: recordset
        """
        own = self.with_context(after_sales_own_rights=True)
        return own._filtered_access("read").with_env(self.env)

    @api.model
    def _after_sales_is_plain(self):
        """Whether the user reads this model only because they are a Helpdesk agent.

        :rtype: bool
        """
        user = self.env.user
        return (
            not self.env.su
            and user._after_sales_is_agent()
            and not user._after_sales_has_app_read(self._name)
        )
