# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models, tools


class HelpdeskAfterSalesReason(models.Model):
    """Why something was done for a customer, whatever the service."""

    _name = "helpdesk.after.sales.reason"
    _description = "After-Sales Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="cascade",
        help="The company whose tickets it is for; empty: those of all companies.",
    )
    service_ids = fields.Many2many(
        comodel_name="helpdesk.after.sales.service",
        string="Services",
        help="What it is a reason for; empty: for all services.",
    )
    offered_to_customers = fields.Boolean(
        string="Offered to Customers",
        help="Customers can choose it, too, where they ask for a service themselves.",
    )
    fault = fields.Selection(
        selection=[
            ("customer", "The customer"),
            ("us", "We"),
            ("product", "The product"),
        ],
        string="At Fault",
        help="Whose fault it is that something has to be done. Customers never see it.",
    )
    print_on_documents = fields.Boolean(
        string="Print on Documents",
        help="The customer reads it on the credit note and on the return slip.",
    )

    # ------------------------------------------------------------------
    # Which fit
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache("service", "company_id")
    def _get_fitting_ids(self, service, company_id):
        """Return the reasons that can be chosen for a service, in their order.

        Kept in the cache: popups ask for it each time they open.

        :param str service: the team's switch of the service
        :param int company_id: id of the ticket's company
        :return: ids of the active ones
        :rtype: tuple
        """
        # sudo: ids only, the same for all users; what they stand for is read with the
        # rights of whoever chooses.
        reasons = self.sudo().search(
            [
                ("company_id", "in", (False, company_id)),
                "|",
                ("service_ids", "=", False),
                ("service_ids.switch", "=", service),
            ]
        )
        return tuple(reasons.ids)

    def _get_misfit(self, service, company):
        """Say why this cannot be the reason of a document.

        :param str service: the team's switch of the document's service
        :param company: the ticket's company
        :return: the problem and what to do; nothing if it fits
        :rtype: str
        """
        self.ensure_one()
        if self.id in self._get_fitting_ids(service, company.id):
            return ""
        # sudo: the user has chosen it; of which company it is, is said to them.
        reason = self.sudo()
        if not reason.active:
            return self.env._(
                "The reason %(reason)s is archived. Choose another one.",
                reason=reason.name,
            )
        if reason.company_id and reason.company_id != company:
            return self.env._(
                "The reason %(reason)s belongs to %(reason_company)s, the ticket to "
                "%(company)s. Choose another one.",
                reason=reason.name,
                reason_company=reason.company_id.name,
                company=company.sudo().name,
            )
        labels = self.env["helpdesk.after.sales.service"]._get_labels()
        return self.env._(
            "The reason %(reason)s is not one for %(service)s. Choose another one.",
            reason=reason.name,
            service=labels.get(service, service),
        )

    @api.model_create_multi
    def create(self, vals_list):
        reasons = super().create(vals_list)
        self.env.registry.clear_cache()
        return reasons

    def write(self, vals):
        res = super().write(vals)
        self.env.registry.clear_cache()
        return res

    def unlink(self):
        res = super().unlink()
        self.env.registry.clear_cache()
        return res
