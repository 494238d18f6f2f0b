# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..helpdesk_after_sales_service import AfterSalesService


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    use_product_returns = fields.Boolean(related="team_id.use_product_returns")
    has_delivery = fields.Boolean(
        compute="_compute_has_delivery",
        export_string_translation=False,
    )
    return_ids = fields.One2many(
        comodel_name="stock.picking",
        inverse_name="helpdesk_ticket_id",
        string="Return Transfers",
        domain=[("helpdesk_service", "=", "use_product_returns")],
        help="The returns of this ticket, and the replacements sent for them.",
    )
    return_count = fields.Integer(
        compute="_compute_return_count",
        export_string_translation=False,
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("allowed_company_ids")
    def _compute_has_delivery(self):
        for ticket in self:
            # sudo: a mere yes or no, about the ticket's own customer.
            ticket.has_delivery = (
                ticket.company_id in self.env.companies
                and ticket.sudo()._has_delivery()
            )

    @api.depends("return_ids")
    @api.depends_context("uid")
    def _compute_return_count(self):
        counts = self._after_sales_counts("return_ids")
        for ticket in self:
            ticket.return_count = counts[ticket]

    @api.model
    def _after_sales_services(self):
        return {
            **super()._after_sales_services(),
            "use_product_returns": AfterSalesService(
                label=self.env._("Return"),
                button="action_return",
                documents="return_ids",
                view="action_view_returns",
            ),
        }

    def _get_delivery_domains(self):
        """Return the done deliveries of the ticket's customer, as two domains.

        A delivery is his when he, his parent or a contact of his is its partner, or
        the customer of its order: the delivery's own partner may be somebody else,
        to whom the goods were shipped. Apart, each domain is answered by an index.

        :rtype: tuple[Domain, Domain]
        """
        self.ensure_one()
        partner = self.commercial_partner_id
        if not partner:
            return (Domain.FALSE, Domain.FALSE)
        delivered = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("picking_type_code", "=", "outgoing"),
                # What goes back to a vendor is outgoing, too, and so are returns to
                # a warehouse that has no operation type for them.
                ("location_dest_id.usage", "in", ("customer", "transit")),
            ]
        )
        return (
            delivered & Domain("partner_id.commercial_partner_id", "=", partner.id),
            delivered
            & Domain("sale_id.partner_id.commercial_partner_id", "=", partner.id),
        )

    def _has_delivery(self):
        pickings = self.env["stock.picking"]
        return any(
            pickings.search_count(domain, limit=1)
            for domain in self._get_delivery_domains()
        )

    def action_return(self):
        """Open the Reverse Transfer popup.

        :return: a window action on ``stock.return.picking``
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer returns, or nothing
            was delivered to its customer yet
        """
        action = self._after_sales_popup(
            "use_product_returns",
            "stock.return.picking",
            "helpdesk_mgmt_after_sales.stock_return_picking_view_form_ticket",
            self.env._("Reverse Transfer"),
            {"dialog_size": "extra-large"},
        )
        if self.partner_id and not self.has_delivery:
            raise UserError(
                self.env._(
                    "Nothing was delivered to %(customer)s by %(company)s yet, so "
                    "there is nothing to return. Check the customer of ticket "
                    "%(ticket)s.",
                    customer=self.partner_id.display_name,
                    company=self.company_id.name,
                    ticket=self.number,
                )
            )
        return action

    def action_view_returns(self):
        """Open the ticket's returns and the replacements sent for them.

        :return: a window action
        :rtype: dict
        """
        action = self._after_sales_open(self.return_ids, self.env._("Returns"))
        if len(self.return_ids) > 1:
            list_view = self.env.ref(
                "helpdesk_mgmt_after_sales.stock_picking_view_list_return"
            )
            action["views"] = [(list_view.id, "list"), (False, "form")]
        return action
