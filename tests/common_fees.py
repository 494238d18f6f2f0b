# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .common_refunds import RefundCommon


class FeeCommon(RefundCommon):
    """A shop that withholds restocking fees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = {"type": "service", "is_storable": False}
        cls.fee_product = cls._new_product("Restocking fee", **service)
        cls.shipping = cls._new_product("Shipping", **service)
        cls.goodwill_product = cls._new_product("Goodwill", **service)
        cls.company.after_sales_fee_product_id = cls.fee_product
        cls.company.after_sales_goodwill_product_id = cls.goodwill_product
        cls.reason = cls.env["helpdesk.after.sales.reason"].create(
            {"name": "Changed their mind"}
        )
        cls.lighting = cls.env["product.category"].create({"name": "Lighting"})
        cls.lamps = cls.env["product.category"].create(
            {"name": "Lamps", "parent_id": cls.lighting.id}
        )
        cls.product.categ_id = cls.lamps

    @classmethod
    def _new_fee(cls, **values):
        values.setdefault("fee_type", "amount" if "amount" in values else "percent")
        return cls.env["helpdesk.after.sales.restocking.fee"].create(
            {"company_id": cls.company.id, **values}
        )
