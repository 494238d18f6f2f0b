# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from .common_documents import DocumentsCommon


class AnalysisCommon(DocumentsCommon):
    """A team with all services, and what the analysis says of its documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        # Stock moves in the unit of the order, else they are in the product's.
        cls.env["ir.config_parameter"].set_param("stock.propagate_uom", "1")

    def _find(self, domain=None, user=None):
        """Return the rows of the shop's ticket, freshly read."""
        rows = self.env["helpdesk.after.sales.report"].with_user(user or self.agent)
        rows.invalidate_model()
        return rows.search(domain or [("ticket_id", "=", self.ticket.id)], order="id")

    def _sum(self, *aggregates, domain=None, user=None):
        """Return aggregates over the rows of the shop's ticket."""
        rows = self.env["helpdesk.after.sales.report"].with_user(user or self.agent)
        [values] = rows._read_group(
            [("ticket_id", "=", self.ticket.id), *(domain or [])],
            aggregates=aggregates,
        )
        return values[0] if len(values) == 1 else values

    def _refund(self, quantities=None, invoice=None, post=True):
        """Refund an invoice by the popup.

        :param dict quantities: by product; None leaves it out
        """
        form = self._popup(invoices=invoice or self.invoice)
        if quantities:
            self._set_quantities(form, quantities)
        credit_note = self._reverse(form)
        if post:
            credit_note.action_post()
        return credit_note

    def _return(self, quantity, button="action_create_returns", delivery=None):
        """Return from a delivery by the popup; it is received, a replacement not."""
        form = self._popup_as(
            self.agent,
            self.ticket,
            "action_return",
            picking_id=delivery or self.delivery,
        )
        with form.product_return_moves.edit(0) as line:
            line.quantity = quantity
        action = getattr(form.save(), button)()
        picking = self.env["stock.picking"].browse(action["res_id"])
        return self._receive(picking)

    def _foreign_currency(self, rate):
        """Return a currency of which so much is worth one of the company's."""
        return self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "T",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": rate})],
            }
        )
