# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskAfterSalesLinkLine(models.TransientModel):
    """A document that can be linked; what it names is checked when it is."""

    _name = "helpdesk.after.sales.link.line"
    _description = "Document to link to a Helpdesk ticket"
    _inherit = "helpdesk.after.sales.input"

    popup_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.link",
        required=True,
        ondelete="cascade",
        export_string_translation=False,
    )
    is_chosen = fields.Boolean(string="Link")
    service = fields.Selection(
        selection=lambda self: self.env[
            "helpdesk.after.sales.document"
        ]._selection_service(),
        required=True,
    )
    res_model = fields.Char(string="Document Model", required=True)
    res_id = fields.Integer(string="Document", required=True)
    name = fields.Char(string="Number", required=True)
    description = fields.Char(string="What")
