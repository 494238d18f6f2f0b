# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_coupons import CouponCommon
from .common_field_service import FsmShop
from .common_returns import ReturnShop

NUMBERS = (-1, 10**12)
VALUES = {
    "float": NUMBERS,
    "monetary": NUMBERS,
    "integer": (-1, 2**31 - 1),
    "date": ("2200-12-31",),
    "datetime": ("2200-12-31 23:59:59",),
}


class Undo(Exception):
    """Undoes what a button did."""


@tagged("post_install", "-at_install")
class TestPopupExtremes(FsmShop, ReturnShop, CouponCommon):
    """The buttons of each popup with the largest and smallest values that it takes."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.write({"use_credit_notes": True, "use_product_repairs": True})
        cls.invoice = cls._invoice(cls.order)
        cls.ticket.write(
            {"product_id": cls.product.id, "sale_order_ids": [(4, cls.order.id)]}
        )

    def _popups(self):
        """Yield each service's popup, filled in as it opens, and its buttons."""
        for service in self.ticket._after_sales_services().values():
            action = getattr(self.ticket.with_user(self.agent), service.button)()
            popup = self._popup_as(self.agent, self.ticket, service.button).save()
            arch = popup.get_view(action["views"][0][0], "form")["arch"]
            buttons = etree.fromstring(arch).xpath("//footer//button[@type='object']")
            yield popup, {button.get("name") for button in buttons}

    def _records(self, popup):
        """Return the popup and its lines."""
        lines = [
            popup[field.name]
            for field in popup._fields.values()
            if field.type == "one2many" and "after.sales" in str(type(popup).__mro__)
        ]
        return [popup, *(line[:1] for line in lines if line)]

    def test_buttons_answer(self):
        pressed = 0
        for popup, buttons in self._popups():
            self.assertTrue(buttons)
            for record in self._records(popup):
                for field in record._fields.values():
                    if not field.store or field.groups or field.type not in VALUES:
                        continue
                    for value in VALUES[field.type]:
                        if field.name in ("create_date", "write_date"):
                            continue
                        for button in buttons:
                            pressed += 1
                            with self.subTest(str(field), value=value, button=button):
                                self._press(popup, record, {field.name: value}, button)
        self.assertGreater(pressed, 30)

    def _press(self, popup, record, values, button):
        with (
            suppress(UserError, Undo),
            mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
            self.env.cr.savepoint(),
        ):
            record.write(values)
            getattr(popup, button)()
            self.env.flush_all()
            raise Undo
