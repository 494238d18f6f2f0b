# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS


class HelpdeskTicketRepairWizard(models.TransientModel):
    """Makes a repair order from a ticket.

    Its fields and buttons; ``_order.py`` makes the repair order. The rules of returns,
    products and repair orders are in models/repairs/.
    """

    _name = "helpdesk.ticket.repair.wizard"
    _description = "Repair Reference"
    _inherit = "helpdesk.after.sales.popup"
    _check_company_auto = True

    _after_sales_switch = "use_product_repairs"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", required=True, readonly=True
    )
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    # What is proposed below is looked up as the user (compute_sudo is otherwise the
    # default of stored fields).
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_partner_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
        domain="[('company_id', 'in', (False, company_id)),"
        " ('commercial_partner_id', '=', ticket_customer_id)]",
    )
    ticket_customer_id = fields.Many2one(
        related="ticket_id.commercial_partner_id",
        related_sudo=False,
        export_string_translation=False,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        related_sudo=False,
        export_string_translation=False,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Product to Repair",
        compute="_compute_product_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
        domain="[('type', '=', 'consu')]"
        " + (picking_id and [('id', 'in', picking_product_ids)] or [])",
    )
    tracking = fields.Selection(
        related="product_id.tracking",
        related_sudo=False,
        export_string_translation=False,
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Lot/Serial",
        compute="_compute_lot_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
        domain="[('product_id', '=', product_id)]"
        " + (picking_lot_ids and [('id', 'in', picking_lot_ids)] or [])",
    )
    picking_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Return",
        compute="_compute_picking_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
        domain="[('return_id', '!=', False), ('state', '!=', 'cancel'),"
        " ('location_id.usage', '=', 'customer'),"
        " ('move_ids.product_id', '=?', product_id),"
        " ('repair_customer_ids', 'in', [commercial_partner_id])]",
        help="The return by which the product to be repaired comes back.",
    )
    picking_product_ids = fields.Many2many(
        comodel_name="product.product",
        compute="_compute_picking_content",
        export_string_translation=False,
    )
    picking_lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        compute="_compute_picking_content",
        export_string_translation=False,
    )
    received_lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        compute="_compute_received_lot_ids",
        export_string_translation=False,
    )
    warranty_info = fields.Char(string="Warranty", compute="_compute_warranty_info")
    is_covered = fields.Boolean(
        compute="_compute_warranty_info", export_string_translation=False
    )
    under_warranty = fields.Boolean(
        compute="_compute_under_warranty",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="If ticked, the sales price will be set to 0 for all products "
        "transferred from the repair order.",
    )
    schedule_date = fields.Datetime(
        string="Scheduled Date", required=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        check_company=True,
        domain=lambda self: self.env["repair.order"]._repair_get_responsible_domain(),
    )
    tag_ids = fields.Many2many(comodel_name="repair.tags", string="Tags")
    part_ids = fields.One2many(
        comodel_name="helpdesk.ticket.repair.wizard.part",
        inverse_name="wizard_id",
        string="Parts",
    )
    internal_notes = fields.Html(
        string="Repair Notes",
        compute="_compute_internal_notes",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    # Written by us alone: what it names is confirmed in superuser mode.
    repair_id = fields.Many2one(
        comodel_name="repair.order",
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )

    @api.depends("ticket_id")
    def _compute_partner_id(self):
        for popup in self:
            popup.partner_id = popup.ticket_id.partner_id

    @api.depends("ticket_id")
    def _compute_product_id(self):
        for popup in self:
            product = popup.ticket_id.product_id
            popup.product_id = product.type == "consu" and product

    # Below, what an unsaved popup lists are new records, and what is chosen in it are
    # real ones: only their origins can be compared.

    @api.depends("ticket_id", "product_id")
    def _compute_picking_id(self):
        for popup in self:
            product = popup.product_id._origin
            if popup.picking_id and product in popup.picking_product_ids._origin:
                continue
            popup.picking_id = bool(product) and self.env[
                "stock.picking"
            ]._repair_find_return(popup.ticket_id, product)

    @api.depends("picking_id", "product_id")
    def _compute_picking_content(self):
        for popup in self:
            picking = popup.picking_id
            popup.picking_product_ids = picking.move_ids.product_id
            popup.picking_lot_ids = picking._repair_get_lots(popup.product_id)

    @api.depends("product_id", "picking_id")
    def _compute_lot_id(self):
        for popup in self:
            product = popup.product_id._origin
            lots = popup.lot_id._origin | popup.ticket_id.lot_id._origin
            lots = lots.filtered(lambda lot, product=product: lot.product_id == product)
            received = popup.picking_lot_ids._origin
            if received:
                lots = (lots & received) or (len(received) == 1 and received)
            popup.lot_id = product.tracking != "none" and lots and lots[:1]

    @api.depends("ticket_id", "partner_id", "product_id")
    def _compute_received_lot_ids(self):
        for popup in self:
            popup.received_lot_ids = popup.product_id._repair_get_received_lots(
                popup.ticket_id, popup.partner_id
            )

    @api.depends("ticket_id")
    def _compute_internal_notes(self):
        # What the customer complains of is what has to be repaired.
        for popup in self:
            popup.internal_notes = popup.ticket_id.description

    @api.depends("ticket_id", "partner_id", "product_id", "lot_id", "picking_id")
    def _compute_warranty_info(self):
        for popup in self:
            warranty = popup._get_warranty()
            popup.is_covered = warranty.covered
            popup.warranty_info = warranty.message

    @api.depends("is_covered")
    def _compute_under_warranty(self):
        for popup in self:
            popup.under_warranty = popup.is_covered

    def _get_warranty(self):
        return self.product_id._repair_get_warranty(
            self.ticket_id, self.partner_id, self.lot_id, self.picking_id
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Make the repair order and confirm it.

        It is confirmed also while the product is not in our stock: the customer
        still has it. Pressed again, it makes nothing more.

        :return: an action that tells so and closes the popup
        :rtype: dict
        :raise AccessError: if the user may not use what the popup names
        :raise UserError: if the popup's values do not fit together
        """
        popup = self._after_sales_start_popup()
        repair = popup._get_repair()
        repair._action_repair_confirm()
        return popup._close(self.env._("Repair order %s is confirmed."))

    def action_save(self):
        """Make the repair order and leave it new. Pressed again, it makes no more.

        :return: an action that tells so and closes the popup
        :rtype: dict
        :raise AccessError: if the user may not use what the popup names
        :raise UserError: if the popup's values do not fit together
        """
        popup = self._after_sales_start_popup()
        popup._get_repair()
        return popup._close(self.env._("Repair order %s is saved as new."))

    def action_create_quotation(self):
        """Make the repair order, which stays new, and its quotation.

        Pressed again, it opens the same quotation.

        :return: a window action on the quotation
        :rtype: dict
        :raise AccessError: if the user has no Sales rights, or may not use what the
            popup names
        :raise UserError: if the popup's values do not fit together
        """
        popup = self._after_sales_start_popup()
        if not self.env.user.has_group("sales_team.group_sale_salesman"):
            raise AccessError(
                self.env._(
                    "Creating a quotation needs rights in Sales. Confirm the repair, "
                    "and ask a salesperson for its quotation."
                )
            )
        repair = popup._get_repair()
        quotation = repair._repair_get_quotation().sudo(False)
        return quotation._get_records_action(context={})

    def _close(self, message):
        """Close the popup over the ticket and tell what happened.

        :param str message: with %s for the link to the repair order
        """
        # sudo: the popup's own repair order, see _get_repair.
        repair = self.sudo().repair_id
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "links": [
                    {
                        "label": repair.name,
                        "url": f"/odoo/repair.order/{repair.id}",
                    }
                ],
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
