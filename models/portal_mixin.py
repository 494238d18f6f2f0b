# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError


class PortalMixin(models.AbstractModel):
    """Documents with a link by token: whoever has it passes for the customer.

    With the token of an order, an invoice, a visit one signs, accepts and writes in the
    customer's name, so reading a document that a ticket opens gives its token as little
    as its neighbour's. The token stays where it is, and mails to the customer carry it:
    they are made in superuser mode. What is closed are the ways by which a client may
    read, write, search or sort by it; a link made for such a user comes without it, and
    leads to the login.
    """

    _inherit = "portal.mixin"

    def _after_sales_get_with_hidden_token(self):
        """Return those of these documents whose token the current user may not know.

        :rtype: recordset
        """
        return self._after_sales_get_read_by_ticket()

    @api.model
    def _after_sales_hides_tokens(self):
        """Whether there may be documents whose token the current user may not know.

        :rtype: bool
        """
        return self._after_sales_reads_by_ticket()

    def _after_sales_check_token(self):
        """Check that the user may know the tokens of these documents.

        :raise AccessError: if not
        """
        if self._after_sales_get_with_hidden_token():
            raise AccessError(
                self.env._(
                    "The customer's link to this document is for the customer only. "
                    "Send a message to the customer: the link comes with it."
                )
            )

    # ------------------------------------------------------------------
    # Ways of clients
    # ------------------------------------------------------------------

    @api.model
    def _has_field_access(self, field, operation):
        # Asked without a record, it is about searching, sorting, grouping, creating;
        # records are told apart below.
        if (
            field.name == "access_token"
            and not self
            and self._after_sales_hides_tokens()
        ):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        description = super().fields_get(allfields, attributes)
        if self._after_sales_hides_tokens():
            description.pop("access_token", None)
        return description

    @api.readonly
    def read(self, fields=None, load="_classic_read"):
        if fields is None and self._after_sales_hides_tokens():
            fields = list(self.fields_get(attributes=()))
        if fields and "access_token" in fields:
            self._after_sales_check_token()
        return super().read(fields, load=load)

    def _export_rows(self, fields, **kwargs):
        if any(path[:1] == ["access_token"] for path in fields):
            self._after_sales_check_token()
        return super()._export_rows(fields, **kwargs)

    def write(self, vals):
        if vals.get("access_token"):
            self._after_sales_check_token()
        return super().write(vals)

    @api.model
    def _after_sales_drop_token(self, vals):
        """Return values for a new document without a token that somebody knows."""
        return {k: v for k, v in (vals or {}).items() if k != "access_token"}

    @api.model
    def default_get(self, fields):
        # Users may set defaults of their own for any field, and would know the token
        # of what is made for them in superuser mode, too.
        return super().default_get([name for name in fields if name != "access_token"])

    # ------------------------------------------------------------------
    # Links
    # ------------------------------------------------------------------

    def _after_sales_get_customers(self, vals):
        """Return whose link each of these documents is, where that may change.

        :param dict vals: values to write
        :return: customer by document; empty if the customer stays
        :rtype: dict
        """
        if "partner_id" not in vals:
            return {}
        # sudo: compared only.
        return {document: document.partner_id for document in self.sudo()}

    def _after_sales_close_links_of(self, customers):
        """Let the link that one customer got by mail open nothing of another's.

        Else somebody who makes themselves the customer for a minute keeps it, or a
        contact of the customer's with an address of their own.

        :param dict customers: as :meth:`_after_sales_get_customers` returns it
        """
        # sudo: the token is closed to everybody.
        for document in self.sudo():
            if customers.get(document, document.partner_id) != document.partner_id:
                document.access_token = False

    def _portal_ensure_token(self):
        if self._after_sales_get_with_hidden_token():
            # sudo: the customer's link needs it, the user does not get it.
            super(PortalMixin, self.sudo())._portal_ensure_token()
            return ""
        return super()._portal_ensure_token()

    def get_portal_url(
        self,
        suffix=None,
        report_type=None,
        download=None,
        query_string=None,
        anchor=None,
    ):
        is_plain = not (suffix or report_type or download or query_string or anchor)
        if is_plain and self._after_sales_get_with_hidden_token():
            # Whoever follows it comes back to the document after the login.
            return self._get_share_url(redirect=True)
        return super().get_portal_url(
            suffix=suffix,
            report_type=report_type,
            download=download,
            query_string=query_string,
            anchor=anchor,
        )

    def _get_share_url(
        self, redirect=False, signup_partner=False, pid=None, share_token=True
    ):
        if self._after_sales_get_with_hidden_token():
            signup_partner, pid, share_token = False, None, False
        return super()._get_share_url(
            redirect=redirect,
            signup_partner=signup_partner,
            pid=pid,
            share_token=share_token,
        )
