# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml.builder import E

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..asked_once import find_readable
from ..entered_values import is_id

REASON = "after_sales_reason_id"


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """Why a document was made from its ticket.

    The popup that makes it hands its reason on, see there: whatever a popup makes for
    its ticket has it, of all services.
    """

    _inherit = "helpdesk.after.sales.mixin"

    # Closed to customers, who read documents of theirs.
    after_sales_reason_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.reason",
        string="After-Sales Reason",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        groups="base.group_user",
        help="Why this document was made from its ticket.",
    )

    @api.model
    def default_get(self, fields):
        # What a client sends in its context is checked before the ORM takes it.
        self._after_sales_check_link(
            {REASON: self.env.context.get(f"default_{REASON}")}
        )
        return super().default_get(fields)

    @api.model_create_multi
    def create(self, vals_list):
        reason_id = self.env.context.get(REASON)
        if is_id(reason_id):
            vals_list = [
                {REASON: reason_id, **vals} if vals.get("helpdesk_ticket_id") else vals
                for vals in vals_list
            ]
        documents = super().create(vals_list)
        if any(vals.get(REASON) for vals in vals_list):
            documents._reason_check()
        return documents

    def write(self, vals):
        if "helpdesk_ticket_id" in vals and not vals["helpdesk_ticket_id"]:
            # There is nothing left that it was the reason of.
            vals = {**vals, REASON: False}
        res = super().write(vals)
        if vals.get(REASON):
            self._reason_check()
        return res

    @api.model
    def _after_sales_check_link(self, vals):
        res = super()._after_sales_check_link(vals)
        reason_id = vals.get(REASON)
        if reason_id:
            # As the user: defaults of their own reach what is made in superuser mode.
            reason = self.env["helpdesk.after.sales.reason"].sudo(False)
            if is_id(reason_id):
                reason = reason.browse(reason_id)
            if not reason or not find_readable(reason):
                raise AccessError(
                    self.env._(
                        "There is no such reason for you. Choose one of the list."
                    )
                )
        return res

    def _reason_check(self):
        """Check the reasons that a user has chosen.

        What the server hands on in superuser mode was checked when it was chosen: a
        reason may be archived while goods are still to come back.

        :raise ValidationError: naming the first one that does not fit
        """
        if self.env.su:
            return
        # sudo: whoever works in the document's app need not have access to the ticket.
        for document in self.sudo():
            reason = document.after_sales_reason_id
            ticket = document.helpdesk_ticket_id
            if reason and not ticket:
                problem = self.env._(
                    "%(document)s is of no ticket, and needs no reason.",
                    document=document.display_name,
                )
            else:
                problem = reason and reason._get_misfit(
                    document.helpdesk_service, ticket.company_id
                )
            if problem:
                raise ValidationError(problem)

    def _reason_get_printed(self):
        """Return the reason that the customer is to read on the printed document.

        :return: in the language of the context; nothing where it is not wished
        :rtype: str
        """
        # sudo: customers print documents of theirs, and read nothing else of it.
        reason = self.sudo().after_sales_reason_id
        return reason.name if reason.print_on_documents else ""

    @api.model
    def _after_sales_select_fault(self, alias):
        """Return at whose fault a document was made, as an SQL expression.

        As a subquery, which PostgreSQL leaves out when nobody asks for it.

        :param str alias: the table alias of this model in the query
        :rtype: SQL
        """
        column = self._after_sales_get_column
        return SQL(
            "(SELECT %s FROM helpdesk_after_sales_reason reason WHERE reason.id = %s)",
            column("reason", "fault", "helpdesk.after.sales.reason"),
            column(alias, REASON),
        )

    # ------------------------------------------------------------------
    # Views
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_show_ticket(self, node):
        res = super()._after_sales_show_ticket(node)
        node.addnext(
            E.field(
                name=REASON,
                readonly="1",
                options="{'no_open': True}",
                invisible=f"not helpdesk_ticket_id or not {REASON}",
            )
        )
        return res

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "search" and arch.xpath("//filter[@name='from_helpdesk']"):
            self._reason_add_to_search(arch)
        return arch, view

    @api.model
    def _reason_add_to_search(self, search):
        """Let documents be found and grouped by their reason.

        :param search: the view's node, changed in place
        """
        label = self._fields[REASON].get_description(self.env, ["string"])["string"]
        groups = self._fields[REASON].groups
        fields_ = search.xpath("./field")
        found = E.field(name=REASON)
        if fields_:
            fields_[-1].addnext(found)
        else:
            search.insert(0, found)
        group = next(iter(search.xpath("./group")), None)
        if group is None:
            group = E.group()
            search.append(group)
        group.append(
            E.filter(
                name=f"group_by_{REASON}",
                string=label,
                context=f"{{'group_by': '{REASON}'}}",
                groups=groups,
            )
        )
