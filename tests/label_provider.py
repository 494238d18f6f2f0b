# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A carrier that makes return labels: none that comes with Odoo Community does.

It does what ``stock_delivery`` asks of a connection to a carrier. Loaded by the tests
of labels alone, where that is installed.
"""

from types import SimpleNamespace

from odoo import fields, models

# What it was asked for, and how it answers.
provider = SimpleNamespace(asked=[], error=None, sends=True)


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    delivery_type = fields.Selection(
        selection_add=[("of_test", "Carrier of a Test")],
        ondelete={"of_test": "cascade"},
    )

    def _compute_can_generate_return(self):
        res = super()._compute_can_generate_return()
        self.filtered(lambda x: x.delivery_type == "of_test").can_generate_return = True
        return res

    def of_test_get_return_label(
        self, pickings, tracking_number=None, origin_date=None
    ):
        provider.asked.append(pickings.name)
        if provider.sends:
            pickings.message_post(
                body="Return label",
                attachments=[
                    (f"{self.get_return_label_prefix()}-{pickings.id}.pdf", b"%PDF-1.4")
                ],
            )
        # As connections do that keep what the carrier has made.
        with self.env.cr.savepoint():
            if provider.error:
                raise provider.error
