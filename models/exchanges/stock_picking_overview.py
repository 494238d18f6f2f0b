# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class StockPicking(models.Model):
    """What a replacement tells the overview."""

    _inherit = "stock.picking"

    helpdesk_replacement_move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="helpdesk_return_id",
        string="Replacement Moves",
        readonly=True,
    )

    @api.model
    def _after_sales_get_conditions(self, alias):
        # Picking and packing a replacement is nothing that the customer gets.
        column = self._after_sales_get_column
        return [
            *super()._after_sales_get_conditions(alias),
            SQL(
                """(
                    NOT EXISTS (
                        SELECT FROM stock_move item
                        WHERE %(picking)s = %(id)s AND %(return)s IS NOT NULL
                    ) OR (
                        SELECT %(code)s FROM stock_picking_type kind
                        WHERE kind.id = %(type)s
                    ) = 'outgoing'
                )""",
                id=SQL.identifier(alias, "id"),
                picking=column("item", "picking_id", "stock.move"),
                type=column(alias, "picking_type_id"),
                code=column("kind", "code", "stock.picking.type"),
                **{"return": column("item", "helpdesk_return_id", "stock.move")},
            ),
        ]

    def _after_sales_get_contents(self):
        contents = super()._after_sales_get_contents()
        if self.helpdesk_document_type != "replacement":
            return contents
        replaced = self.move_ids.filtered("helpdesk_return_id").product_id
        return [line for line in contents if line[0] in replaced]

    def _after_sales_get_state_label(self):
        if self.helpdesk_document_type == "replacement":
            if self.state == "done":
                return self.env._("Sent")
            if self.state != "cancel":
                return self.env._("To be sent")
        return super()._after_sales_get_state_label()

    def _after_sales_get_related(self):
        # Each beside the other one.
        returns = self.move_ids.helpdesk_return_id
        replacements = self.helpdesk_replacement_move_ids.picking_id
        return [*super()._after_sales_get_related(), *returns, *replacements]
