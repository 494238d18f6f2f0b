# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .common_registry import load_models


class LabelCase:
    """A carrier of the test's own, that makes labels; to be mixed into a shop."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        if "return_label_ids" not in cls.env["stock.picking"]._fields:
            cls.skipTest(cls, "Delivery - Stock is not installed")
        from . import label_provider

        load_models(cls, label_provider)
        cls.provider = label_provider.provider
        cls.carrier = cls._new_carrier("Sunny Parcels", delivery_type="of_test")
        cls.delivery.carrier_id = cls.carrier

    def setUp(self):
        super().setUp()
        self.provider.asked.clear()
        self.provider.error = None
        self.provider.sends = True

    @classmethod
    def _new_carrier(cls, name, **values):
        product = cls._new_product(name, type="service", is_storable=False)
        return cls.env["delivery.carrier"].create(
            {"name": name, "product_id": product.id, **values}
        )

    def _labels(self, picking):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "stock.picking"),
                ("res_id", "=", picking.id),
                ("name", "like", "LabelReturn-of_test"),
            ]
        )
