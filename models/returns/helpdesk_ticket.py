# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..first_steps.warehouse_need import WarehouseNeed
from ..helpdesk_after_sales_service import AfterSalesService
from .late_return_limit import LateReturnLimit
from .return_type_need import ReturnTypeNeed

# Whether a done delivery went to a customer, to an address of theirs or by an order of
# theirs. What goes back to a vendor is outgoing, too, and so are returns to a warehouse
# that has no operation type for them. Arrays, because PostgreSQL plans joins for longer
# than it runs them.
CUSTOMERS = (
    "ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id = %(customer)s)"
)
DELIVERED = """
    picking.company_id = %(company)s
    AND picking.state = 'done'
    AND picking.picking_type_id = ANY(ARRAY(
        SELECT id FROM stock_picking_type WHERE code = 'outgoing'
    ))
    AND picking.location_dest_id = ANY(ARRAY(
        SELECT id FROM stock_location WHERE usage IN ('customer', 'transit')
    ))
"""
HAS_DELIVERY = f"""
    SELECT %(ticket)s::integer AS id
    WHERE EXISTS (
        SELECT 1 FROM stock_picking picking
        WHERE picking.partner_id = ANY({CUSTOMERS}) AND {DELIVERED}
    ) OR EXISTS (
        SELECT 1
        FROM sale_order
        JOIN stock_picking picking ON picking.sale_id = sale_order.id
        WHERE sale_order.partner_id = ANY({CUSTOMERS}) AND {DELIVERED}
    )
"""
# What it reads: written before it runs.
HAS_DELIVERY_READS = {
    "res.partner": ["commercial_partner_id"],
    "sale.order": ["partner_id"],
    "stock.picking": [
        "company_id",
        "location_dest_id",
        "partner_id",
        "picking_type_id",
        "sale_id",
        "state",
    ],
}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    use_product_returns = fields.Boolean(related="team_id.use_product_returns")
    has_delivery = fields.Boolean(
        compute="_compute_after_sales_buttons",
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
        compute="_compute_after_sales_buttons",
        export_string_translation=False,
    )

    @api.depends("partner_id", "company_id")
    def _compute_after_sales_buttons(self):
        return super()._compute_after_sales_buttons()

    @api.model
    def _after_sales_services(self):
        return {
            **super()._after_sales_services(),
            "use_product_returns": AfterSalesService(
                label=self.env._("Return"),
                button="action_return",
                documents="return_ids",
                view="action_view_returns",
                counts={"return_count": "return_ids"},
                icon="fa-rotate-left",
                filter=self.env._("Has open return"),
                limits=(LateReturnLimit,),
                needs=(WarehouseNeed, ReturnTypeNeed),
            ),
        }

    def _after_sales_get_flags(self):
        flags = super()._after_sales_get_flags()
        return {**flags, "has_delivery": self._return_select_delivered()}

    def _return_select_delivered(self):
        """Return an SQL query for those of these tickets whose customer got anything.

        :rtype: SQL or None
        """
        # The same as _return_get_customer_domain() of transfers, in less time: this is
        # asked for every form.
        for model_name, names in HAS_DELIVERY_READS.items():
            self.env[model_name].flush_model(names)
        selects = [
            SQL(
                HAS_DELIVERY,
                ticket=ticket._origin.id or 0,
                customer=customer._origin.id,
                company=ticket.company_id.id,
            )
            # sudo: a mere yes or no, about the ticket's own customer.
            for ticket in self.sudo()
            if (customer := ticket.commercial_partner_id)
            and ticket.company_id
            and ticket.company_id in self.env.companies
        ]
        return SQL(" UNION ALL ").join(selects) if selects else None

    def _return_get_delivery_domain(
        self, order=None, product=None, lot=None, picking=None
    ):
        """Return the done deliveries of the ticket's customer, as one domain.

        :param order: only those of this ``sale.order``, if any
        :param product: only those with this ``product.product``, if any, or with
            components of it
        :param lot: only those with this ``stock.lot``, if any
        :param picking: only this ``stock.picking``, if any
        :rtype: Domain
        """
        self.ensure_one()
        partner = self.commercial_partner_id
        if not partner:
            return Domain.FALSE
        domain = Domain("company_id", "=", self.company_id.id)
        if picking:
            domain &= Domain("id", "=", picking.id)
            domain &= picking._return_get_customer_domain(partner.ids, one=True)
        else:
            domain &= Domain("helpdesk_customer_ids", "in", partner.ids)
        if order:
            domain &= Domain("sale_id", "=", order.id)
        if product:
            moves = self.env["stock.move"]._return_get_product_domain(product)
            domain &= Domain("move_ids", "any", moves)
        if lot:
            domain &= Domain("move_line_ids.lot_id", "=", lot.id)
        return domain

    def _return_check_delivery(self, picking):
        """Check that a delivery can be returned from this ticket.

        :param picking: a ``stock.picking``
        :raise UserError: saying why not
        """
        self.ensure_one()
        if picking.search_count(self._return_get_delivery_domain(picking=picking)):
            return
        if picking.has_access("read") and picking.state != "done":
            raise UserError(
                self.env._(
                    "Delivery %(delivery)s is not done yet, so there is nothing to "
                    "return. Cancel or change it in Inventory.",
                    delivery=picking.name,
                )
            )
        raise UserError(
            self.env._(
                "The chosen transfer cannot be returned from ticket %(ticket)s: choose "
                "a done delivery of %(company)s to %(customer)s.",
                ticket=self.number,
                company=self.company_id.name,
                customer=self.commercial_partner_id.display_name,
            )
        )

    def _return_get_location_domain(self):
        """Return the locations where what comes back may end.

        :rtype: Domain
        """
        company = self.company_id
        return Domain("usage", "=", "internal") & Domain("company_id", "=", company.id)

    def _return_check_location(self, location):
        """Check where the goods are to end.

        :param location: a ``stock.location``, or none
        :raise UserError: if it is not an internal location of the ticket's company
        """
        self.ensure_one()
        if not location:
            raise UserError(
                self.env._("Choose the Return Location where the goods shall end.")
            )
        if not location.search_count(
            self._return_get_location_domain() & Domain("id", "=", location.id)
        ):
            raise UserError(
                self.env._(
                    "The chosen Return Location is not one of %(company)s where goods "
                    "are stored. Choose an internal location.",
                    company=self.company_id.name,
                )
            )

    def action_return(self):
        """Open the Reverse Transfer popup.

        :return: a window action on ``stock.return.picking``
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer returns, or nothing
            was delivered to its customer yet
        """
        action = self._after_sales_open_popup(
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
        action = self._after_sales_open_documents(
            self.return_ids, self.env._("Returns")
        )
        if len(self.return_ids) > 1:
            list_view = self.env.ref(
                "helpdesk_mgmt_after_sales.stock_picking_view_list_return"
            )
            action["views"] = [(list_view.id, "list"), (False, "form")]
        return action
