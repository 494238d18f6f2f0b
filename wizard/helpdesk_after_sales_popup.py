# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class HelpdeskAfterSalesInput(models.AbstractModel):
    """What a client writes to a popup or to one of its lines.

    A client may write any id to any field. The name of a record can be read through
    the field that holds it, so users may only enter what they may read; and related
    fields are ``related_sudo=False``.
    """

    _name = "helpdesk.after.sales.input"
    _description = "Input of an after-sales popup"

    # On a standard wizard: whoever is no agent works with it as ever.
    _after_sales_agents_only = False

    @api.model_create_multi
    def create(self, vals_list):
        # Defaults can come from the client, too.
        self._after_sales_check_readable(
            [self._add_missing_default_values(vals) for vals in vals_list]
        )
        return super().create(vals_list)

    def write(self, vals):
        self._after_sales_check_readable([vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        defaults = {} if self else self._add_missing_default_values(values)
        self._after_sales_check_readable([{**defaults, **values}])
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _after_sales_check_readable(self, vals_list):
        """Check that the user may read each record that was entered.

        :param list vals_list: dicts of values, as for ``create``
        :raise AccessError: naming the field
        """
        agents = "helpdesk_mgmt.group_helpdesk_user_own"
        if self.env.su or (
            self._after_sales_agents_only and not self.env.user.has_group(agents)
        ):
            return
        for vals in vals_list:
            for name, value in vals.items():
                field = self._fields.get(name)
                if not field or not value:
                    continue
                records = self.env.get(field.comodel_name)
                # In onchange a line's popup comes as its values, checked before.
                if field.type == "many2one" and isinstance(value, int):
                    if not records.browse(value).has_access("read"):
                        raise self._after_sales_closed_error(field)
                elif field.type == "one2many" and hasattr(
                    records, "_after_sales_agents_only"
                ):
                    records._after_sales_check_readable(
                        [
                            command[2]
                            for command in value
                            if len(command) > 2 and isinstance(command[2], dict)
                        ]
                    )

    @api.model
    def _after_sales_closed_error(self, field):
        return AccessError(
            self.env._(
                "You may not use what was entered in %(field)s. Choose one of the "
                "list.",
                field=field.get_description(self.env, ["string"])["string"],
            )
        )


class HelpdeskAfterSalesPopup(models.AbstractModel):
    """What the popups of the services share, the extended standard ones too."""

    _name = "helpdesk.after.sales.popup"
    _description = "Popup of an after-sales service"
    _inherit = "helpdesk.after.sales.input"

    # The popup's field that holds the ticket, and the team's switch.
    _after_sales_ticket_field = "ticket_id"
    _after_sales_switch = None
    _after_sales_needs_customer = True

    def _after_sales_start(self):
        """Check that the user may act with this popup, and lock it.

        To be called first by each button. What the button does then runs under
        the returned popup: in the ticket's company and without the context of the
        client, whose ``default_...`` keys must not reach the records created.

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
        if self._after_sales_needs_customer and not ticket.partner_id:
            raise UserError(
                self.env._(
                    "Ticket %(ticket)s has no customer any more. Open the window from "
                    "the ticket again.",
                    ticket=ticket.number,
                )
            )
        self._after_sales_lock(self)
        # Only what is known to be harmless: other keys switch off parts of the
        # standard code, and a client may send any.
        context = {
            key: value
            for key, value in self.env.context.items()
            if key in ("allowed_company_ids", "lang", "tz", "uid")
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
