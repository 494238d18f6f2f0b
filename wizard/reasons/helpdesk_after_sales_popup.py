# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml.builder import E

from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskAfterSalesPopup(models.AbstractModel):
    """The popups of the services ask for a reason, and hand it on to what they make.

    Those that serve a switch: what undoes or links something has none.
    """

    _inherit = "helpdesk.after.sales.popup"

    # When the reason can no longer be changed, as in a view.
    _after_sales_reason_readonly = None

    after_sales_reason_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.reason",
        string="After-Sales Reason",
        help="Why it is done. What is made here keeps it.",
    )
    after_sales_reason_domain = fields.Binary(
        compute="_compute_after_sales_reason", export_string_translation=False
    )
    after_sales_reason_offered = fields.Boolean(
        compute="_compute_after_sales_reason", export_string_translation=False
    )
    after_sales_reason_needed = fields.Boolean(
        compute="_compute_after_sales_reason", export_string_translation=False
    )

    @api.depends(lambda self: (self._after_sales_ticket_field,))
    def _compute_after_sales_reason(self):
        for popup in self:
            ids = popup._reason_get_fitting_ids()
            popup.after_sales_reason_domain = [("id", "in", ids)]
            popup.after_sales_reason_offered = bool(ids)
            popup.after_sales_reason_needed = popup._reason_is_needed()

    def _reason_get_fitting_ids(self):
        """Return the reasons that can be chosen, in their order.

        :return: ids
        :rtype: list
        """
        ticket = self[self._after_sales_ticket_field]
        switch = self._after_sales_switch
        if not switch or not ticket:
            return []
        reasons = self.env["helpdesk.after.sales.reason"]
        return list(reasons._get_fitting_ids(switch, ticket.company_id.id))

    def _reason_is_needed(self):
        """Whether nothing can be made without a reason.

        :rtype: bool
        """
        team = self[self._after_sales_ticket_field].team_id
        return team._reason_is_required() and bool(self._reason_get_fitting_ids())

    # ------------------------------------------------------------------
    # In the form
    # ------------------------------------------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        ticket = f"//field[@name='{self._after_sales_ticket_field}']"
        nodes = arch.xpath(f"{ticket}[not(ancestor::field)]")
        # The standard forms of extended popups hold no ticket.
        if view_type == "form" and self._after_sales_switch and nodes:
            self._reason_add_field(arch, nodes[0])
        return arch, view

    @api.model
    def _reason_add_field(self, form, ticket):
        """Ask for the reason near the top of a form: below the customer.

        :param form: the form's node, changed in place
        :param ticket: the node of its ticket, for a form without customer
        """
        field = E.field(
            name="after_sales_reason_id",
            string=self.env._("Reason"),
            domain="after_sales_reason_domain",
            options="{'no_create': True, 'no_open': True}",
            required="after_sales_reason_needed",
            invisible="not after_sales_reason_offered",
            readonly=self._after_sales_reason_readonly or "False",
        )
        customers = form.xpath("//field[@name='partner_id'][not(ancestor::field)]")
        if customers:
            customers[0].addnext(field)
        else:
            group = E.group(field)
            self._after_sales_hide_blocked(group)
            ticket.addnext(group)
        for name in ("domain", "offered", "needed"):
            hidden = E.field(name=f"after_sales_reason_{name}", invisible="1")
            form.insert(0, hidden)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _after_sales_start_popup(self):
        popup = super()._after_sales_start_popup()
        if not popup._after_sales_switch:
            return popup
        popup._reason_check()
        reason = popup.after_sales_reason_id
        # All that is made below for a ticket gets it, see the documents' mixin.
        return popup.with_context(after_sales_reason_id=reason.id) if reason else popup

    def _reason_check(self):
        """Check the reason, and whether there has to be one.

        :raise UserError: saying what to do
        """
        reason = self.after_sales_reason_id
        ticket = self[self._after_sales_ticket_field]
        if reason:
            problem = reason._get_misfit(self._after_sales_switch, ticket.company_id)
        elif self._reason_is_needed():
            problem = self.env._(
                "Choose a reason: team %(team)s wants one for whatever is done.",
                team=ticket.team_id.name,
            )
        else:
            problem = ""
        if problem:
            raise UserError(problem)
