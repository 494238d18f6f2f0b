# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from .name_search import search_names


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        # EXTENDS 'base': where somebody looks for the customer of a ticket, contacts
        # with its e-mail address come first.
        same = self._after_sales_get_email_domain(
            self.env.context.get("after_sales_email_first")
        )
        if same.is_false():
            return super().name_search(name, domain, operator, limit)
        return search_names(super().name_search, name, domain, operator, limit, same)

    @api.model
    def _after_sales_get_email_domain(self, email):
        """Return who has an e-mail address.

        :param str email: as somebody wrote it
        :rtype: Domain
        """
        email = isinstance(email, str) and email_normalize(email)
        return Domain("email_normalized", "=", email) if email else Domain.FALSE
