# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml.builder import E
from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ...models.asked_once import find_readable


class HelpdeskAfterSalesPopup(models.AbstractModel):
    """The limits of the ticket's team: what is left, and that nothing goes beyond.

    The form only foresees. What binds is measured on the documents that the popup has
    made, whoever presses which button with whatever values: beyond a limit all is
    rolled back.
    """

    _inherit = "helpdesk.after.sales.popup"

    # Not sanitized: made below, of escaped text.
    after_sales_limits = fields.Html(
        compute="_compute_after_sales_limits",
        sanitize=False,
        export_string_translation=False,
    )
    # Whether the popup's own buttons would be refused, and whether it can be asked for.
    after_sales_beyond = fields.Boolean(
        compute="_compute_after_sales_limits", export_string_translation=False
    )
    after_sales_may_ask = fields.Boolean(
        compute="_compute_after_sales_limits", export_string_translation=False
    )

    @api.depends(lambda self: self._limit_get_popup_fields())
    def _compute_after_sales_limits(self):
        for popup in self:
            popup.after_sales_limits = popup.after_sales_beyond = False
            popup.after_sales_may_ask = False
            ticket = popup[self._after_sales_ticket_field]._origin
            limits = popup._limit_get_all() if ticket else []
            if not limits or not find_readable(ticket):
                continue
            excesses = popup._limit_foresee(limits)
            texts = [excess.text for excess in excesses]
            refused = [x for x in excesses if not popup._limit_may_pass(x)]
            popup.after_sales_beyond = bool(refused)
            popup.after_sales_may_ask = bool(refused) and not any(
                excess.is_final for excess in refused
            )
            popup.after_sales_limits = Markup().join(
                Markup("<div>%s</div>") % text
                for text in texts or (limit.get_notice(popup) for limit in limits)
                if text
            )

    @api.model
    def _limit_get_popup_fields(self):
        # One that serves several services makes no documents.
        services = self.env["helpdesk.ticket"]._after_sales_services()
        service = services.get(self._after_sales_switch)
        return [
            self._after_sales_ticket_field,
            *(
                name
                for limit in (service.limits if service else ())
                for name in limit.popup_fields
            ),
        ]

    def _limit_get_all(self):
        """Return the limits that the ticket's team has set to the popup's service.

        :rtype: list[AfterSalesLimit]
        """
        ticket = self[self._after_sales_ticket_field]._origin
        return ticket._limit_get_all(self._after_sales_switch)

    def _limit_foresee(self, limits):
        """Return what goes beyond limits, as far as the popup can tell.

        :param list limits: limits that the team has set
        :rtype: list[LimitExcess]
        """
        self.ensure_one()
        return [excess for limit in limits if (excess := limit.foresee(self))]

    def _after_sales_finish_popup(self, documents):
        res = super()._after_sales_finish_popup(documents)
        # Whoever they are; only what the server does by itself goes beyond.
        if self.env.uid != SUPERUSER_ID and documents:
            self._limit_check(documents)
        return res

    def _limit_check(self, documents):
        """Check that documents that this popup has made are within all limits.

        :param documents: what it has made
        :raise UserError: saying what is beyond which limit; all is rolled back then
        """
        limits = self._limit_get_all()
        for limit in limits:
            limit.lock()
        # sudo: a limit looks at all that it counts, not at what the user may read.
        excesses = [
            excess for limit in limits if (excess := limit.measure(documents.sudo()))
        ]
        refused = [x for x in excesses if not self._limit_may_pass(x)]
        if refused:
            raise UserError("\n".join(excess.text for excess in refused))

    def _limit_may_pass(self, excess):
        """Whether this popup may go beyond a limit.

        :param LimitExcess excess: by how much
        :rtype: bool
        """
        return False

    @api.model
    def _after_sales_add_notice(self, form):
        res = super()._after_sales_add_notice(form)
        if not self._after_sales_switch:
            return res
        for level, invisible in (
            ("info", "after_sales_beyond or not after_sales_limits"),
            ("warning", "not after_sales_beyond"),
        ):
            attributes = {
                "class": f"alert alert-{level} mb-3",
                "role": "status",
                "invisible": f"after_sales_blocked or {invisible}",
            }
            limits = E.field(name="after_sales_limits", nolabel="1", readonly="1")
            form.insert(1, E.div(attributes, limits))
        for name in ("after_sales_beyond", "after_sales_may_ask"):
            form.insert(0, E.field(name=name, invisible="1"))
        for button in form.xpath("footer//button[not(@special='cancel')]"):
            condition = button.get("invisible")
            button.set("invisible", f"after_sales_beyond or ({condition})")
        return res
