# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..limits.after_sales_limit import AfterSalesLimit, LimitExcess


class LateWarrantyLimit(AfterSalesLimit):
    """Repairs under warranty of what it does not cover, or not any more."""

    team_fields = ("late_warranty",)
    popup_fields = (
        "under_warranty",
        "partner_id",
        "product_id",
        "lot_id",
        "picking_id",
    )

    @classmethod
    def is_set(cls, team):
        return team.late_warranty in ("approve", "refuse")

    def foresee(self, popup):
        if not popup.under_warranty:
            return None
        return self._compare(popup.product_id._origin, popup._get_warranty())

    def measure(self, documents):
        for repair in documents:
            if repair.under_warranty:
                warranty = repair.product_id._repair_get_warranty(
                    self.ticket, repair.partner_id, repair.lot_id, repair.picking_id
                )
                if excess := self._compare(repair.product_id, warranty):
                    return excess
        return None

    def _compare(self, product, warranty):
        if warranty.covered or not product:
            return None
        return LimitExcess(
            self.env._(
                "The team of ticket %(ticket)s does not repair %(product)s for "
                "nothing by itself. %(warranty)s",
                ticket=self.ticket.number,
                product=product.display_name,
                warranty=warranty.message or "",
            ),
            is_final=self.team.late_warranty == "refuse",
        )
