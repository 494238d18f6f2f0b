# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class HelpdeskAfterSalesDocument(models.Model):
    """All that was done for customers from tickets, a row a document.

    What a service says of one is in its document's ``_after_sales_get_row``.
    """

    _name = "helpdesk.after.sales.document"
    _description = "After-Sales Document"
    _inherit = "helpdesk.after.sales.rows"
    _auto = False
    _order = "date DESC, id DESC"

    _after_sales_columns = {
        "res_model": "varchar",
        "res_id": "integer",
        "name": "varchar",
        "date": "timestamp",
        "maker_id": "integer",
        "product_id": "integer",
        "quantity": "numeric",
        "uom_id": "integer",
        "amount": "numeric",
        "state": "varchar",
    }

    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True
    )
    name = fields.Char(string="Number", readonly=True)
    date = fields.Datetime(string="Made on", readonly=True)
    maker_id = fields.Many2one(
        comodel_name="res.users", string="Made by", readonly=True
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        readonly=True,
        help="The document's product, if it is only one.",
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(comodel_name="uom.uom", string="Unit", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        readonly=True,
        help="What the customer gets, in the company's currency, taxes included.",
    )
    state_label = fields.Char(string="Status", compute="_compute_words")
    summary = fields.Char(string="What", compute="_compute_words")

    @api.model
    def _get_service_row(self, model, alias, number):
        row = {
            "res_model": SQL("%s", model._name),
            "res_id": SQL.identifier(alias, "id"),
            **model._after_sales_get_row(alias),
        }
        return SQL(), SQL("%s::bigint", SQL.identifier(alias, "id")), row

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    @api.depends("res_model", "res_id")
    @api.depends_context("lang", "tz")
    def _compute_words(self):
        documents = self._get_documents()
        for row in self:
            document = documents.get(row.id)
            row.state_label = document and document._after_sales_get_state_label()
            row.summary = document and document._after_sales_get_title()

    def _get_documents(self):
        """Return the documents of these rows, one query for those of a model.

        :return: records in superuser mode, by id of the row
        :rtype: dict
        """
        documents = {}
        for model_name, rows in self.grouped("res_model").items():
            # sudo: whoever reads a row may know what it says; the document itself opens
            # with their own rights.
            records = self.env[model_name].sudo().browse(rows.mapped("res_id"))
            documents.update(zip(rows.ids, records, strict=True))
        return documents

    def action_send_again(self, step):
        """Send the mail of a step once more, see the document's method.

        :param str step: the name of a step whose mail was sent before, or failed
        :return: an action that tells that it was sent
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if there was no such mail, or it cannot be made
        """
        self.ensure_one()
        self.check_access("read")
        document = self.env[self.res_model].browse(self.res_id)
        return document.after_sales_send_notice_again(step)

    def action_undo(self):
        """Open the popup that undoes the document of a row.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the team does not offer the service
        """
        self.ensure_one()
        self.check_access("read")
        document = self.env[self.res_model].browse(self.res_id)
        return document.action_after_sales_undo()

    def action_remove_link(self):
        """Take the document of a row off its ticket, if it was linked to it.

        :raise AccessError: if the user may not write the ticket
        :raise UserError: if it was made from the ticket, or the team does not offer
            its service
        """
        self.ensure_one()
        self.check_access("read")
        self.env[self.res_model].browse(self.res_id).action_after_sales_remove_link()

    def action_open(self):
        """Open the document of a row.

        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not read the ticket
        """
        self.ensure_one()
        self.check_access("read")
        document = self.env[self.res_model].browse(self.res_id)
        return document._get_records_action(context={"create": False})
