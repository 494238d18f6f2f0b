# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicketRepairWizardPart(models.TransientModel):
    """A part to add, remove or recycle."""

    _name = "helpdesk.ticket.repair.wizard.part"
    _inherit = "helpdesk.after.sales.input"
    _description = "Part of a repair"
    _check_company_auto = True

    wizard_id = fields.Many2one(
        comodel_name="helpdesk.ticket.repair.wizard",
        required=True,
        index=True,
        ondelete="cascade",
        export_string_translation=False,
    )
    company_id = fields.Many2one(related="wizard_id.company_id", related_sudo=False)
    repair_line_type = fields.Selection(
        selection=[("add", "Add"), ("remove", "Remove"), ("recycle", "Recycle")],
        string="Type",
        required=True,
        default="add",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        check_company=True,
        domain=[("type", "=", "consu")],
    )
    product_uom_qty = fields.Float(
        string="Quantity", digits="Product Unit", required=True, default=1.0
    )
    allowed_uom_ids = fields.Many2many(
        comodel_name="uom.uom",
        compute="_compute_allowed_uom_ids",
        export_string_translation=False,
    )
    product_uom = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        compute="_compute_product_uom",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('id', 'in', allowed_uom_ids)]",
    )

    @api.depends("product_id")
    def _compute_allowed_uom_ids(self):
        for part in self:
            part.allowed_uom_ids = part.product_id.uom_id | part.product_id.uom_ids

    @api.depends("product_id")
    def _compute_product_uom(self):
        for part in self:
            part.product_uom = part.product_id.uom_id

    def _check_values(self):
        """Check product, unit and quantity of each part.

        :raise UserError: with what is wrong and what to do
        """
        for part in self:
            product = part.product_id.display_name
            if part.product_id.type != "consu":
                raise UserError(
                    self.env._(
                        "%(product)s is not a physical product, so it cannot be a "
                        "part. Choose another product, or remove the line.",
                        product=product,
                    )
                )
            if part.product_uom not in part.allowed_uom_ids:
                raise UserError(
                    self.env._(
                        "%(unit)s is not a unit of %(product)s. Choose one of its "
                        "units.",
                        unit=part.product_uom.name,
                        product=product,
                    )
                )
            if part.product_uom.compare(part.product_uom_qty, 0.0) <= 0:
                raise UserError(
                    self.env._(
                        "The quantity of part %(product)s must be above zero. Correct "
                        "it, or remove the line.",
                        product=product,
                    )
                )

    def _prepare_move_vals(self):
        """Return the values of the part's stock move.

        :rtype: dict
        """
        return {
            "repair_line_type": self.repair_line_type,
            "product_id": self.product_id.id,
            "product_uom_qty": self.product_uom_qty,
            "product_uom": self.product_uom.id,
            "company_id": self.company_id.id,
            "date": self.wizard_id.schedule_date,
        }
