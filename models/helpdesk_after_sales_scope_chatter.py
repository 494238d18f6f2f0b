# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, models
from odoo.fields import Domain

# What hangs on a document, and the fields of a document that tell of it.
CHATTER = ("ir.attachment", "mail.activity", "mail.followers", "mail.message")
CHATTER_NOTES = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_date_deadline",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
    "activity_user_id",
    "message_partner_ids",
)


class HelpdeskAfterSalesScope(models.AbstractModel):
    """What a document tells of what hangs on it: see ``base`` for whom that is."""

    _inherit = "helpdesk.after.sales.scope"

    @api.model
    def _after_sales_get_chatter_fields(self):
        """Return the fields that tell what hangs on a document, see ``base``.

        :rtype: list[str]
        """
        return [
            name
            for name, field in self._fields.items()
            if name in CHATTER_NOTES or field.comodel_name in CHATTER
        ]

    def _read_format(self, fnames, load="_classic_read"):
        # The lists of a document's messages and activities name what the user may not
        # read, and the document tells of the next activity itself.
        values_list = super()._read_format(fnames, load)
        names = set(fnames)
        if not self._after_sales_reads_by_ticket() or not (
            names := names.intersection(self._after_sales_get_chatter_fields())
        ):
            return values_list
        closed = self._after_sales_get_read_by_ticket()
        for values in values_list:
            for name in names if values["id"] in closed.ids else ():
                if name in CHATTER_NOTES:
                    values[name] = [] if isinstance(values[name], list) else False
                    continue
                records = self.browse(values["id"])[name]
                readable = records.exists()._filtered_access("read")
                if isinstance(values[name], list):
                    values[name] = [id_ for id_ in values[name] if id_ in readable.ids]
                elif not readable:
                    values[name] = False
        return values_list

    @api.model
    def _search(self, domain, *args, **kwargs):
        # Standard Odoo searches in the messages and activities of a document in
        # superuser mode: what is found would tell what stands in them.
        if not kwargs.get("bypass_access") and self._after_sales_reads_by_ticket():
            domain = Domain(domain)
            if self._after_sales_asks_chatter(domain):
                self = self.with_context(after_sales_own_rights=True)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        self = self._after_sales_without_chatter(*groupby, *aggregates)
        return super()._read_group(domain, groupby, aggregates, *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        specs = [spec for groupby in grouping_sets for spec in groupby]
        self = self._after_sales_without_chatter(*specs, *aggregates)
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)

    @api.model
    def _after_sales_without_chatter(self, *specs):
        """Return this model, on which groups tell nothing of what hangs on a document.

        :param str specs: what is grouped by and summed up
        :return: in the context, if need be, of the user's own rights only
        """
        names = {re.split(r"[.:]", spec)[0] for spec in specs}
        if self._after_sales_reads_by_ticket() and names.intersection(
            self._after_sales_get_chatter_fields()
        ):
            return self.with_context(after_sales_own_rights=True)
        return self

    @api.model
    def _after_sales_asks_chatter(self, domain):
        """Whether a domain searches in what hangs on a document, at any depth.

        :param Domain domain: on this model
        :rtype: bool
        """
        for condition in domain.iter_conditions():
            model = self.browse()
            for name in condition.field_expr.split("."):
                field = model._fields.get(name)
                if not field:
                    break
                if name in CHATTER_NOTES or field.comodel_name in CHATTER:
                    return True
                if field.relational:
                    model = self.env[field.comodel_name]
            # Of any model, that need not inherit this one.
            if "any" in condition.operator and (
                HelpdeskAfterSalesScope._after_sales_asks_chatter(
                    model, Domain(condition.value)
                )
            ):
                return True
        return False
