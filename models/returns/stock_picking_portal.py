# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..helpdesk_after_sales_date import format_day
from ..helpdesk_after_sales_join import join_names

SLIP = "helpdesk_mgmt_after_sales.action_report_return_slip"


class StockPicking(models.Model):
    """What the customer sees of their return on the page of its ticket.

    Also of what is sent to them for it: see ``exchanges`` and ``send_back``.
    """

    _inherit = "stock.picking"

    def _after_sales_is_told(self):
        # What the warehouse moves inside is no news.
        return bool(self.helpdesk_document_type) and super()._after_sales_is_told()

    def _return_is_return(self):
        """Whether this transfer brings the customer's goods, and none to them.

        :rtype: bool
        """
        return self.helpdesk_document_type == "return"

    def _after_sales_get_portal_title(self):
        return self.env._("Your return")

    def _after_sales_get_portal_date(self):
        return format_day(self, self.date_done or self.create_date)

    def _after_sales_get_portal_steps(self):
        steps = super()._after_sales_get_portal_steps()
        if self.state == "cancel":
            return steps
        is_done = self.state == "done"
        if not self._return_is_return():
            names = [self.env._("Being prepared"), self.env._("Sent")]
            return steps + self._after_sales_make_portal_steps(names, is_done + 1)
        names = [
            self.env._("Approved"),
            self.env._("On its way to us"),
            self.env._("Received"),
        ]
        reached = 3 if is_done else 1 + self._return_is_on_its_way()
        return steps + self._after_sales_make_portal_steps(names, reached)

    def _return_is_on_its_way(self):
        """Whether it is known that the customer has sent the parcel.

        :rtype: bool
        """
        return False

    def _after_sales_get_portal_facts(self, link):
        facts = super()._after_sales_get_portal_facts(link)
        if summary := self._after_sales_get_summary():
            facts.append(summary)
        if self._return_is_return() and self._return_is_expected():
            facts.append(
                self.env._(
                    "Print the return slip, put it into your parcel, and send it to: "
                    "%(address)s",
                    address=self._return_describe_address(),
                )
            )
        return facts

    def _return_describe_address(self):
        """Say in one line where the parcel goes.

        :rtype: str
        """
        address = self._return_get_address()
        lines = address._display_address(without_company=True).split("\n")
        names = [address.name, *(line.strip() for line in lines)]
        return join_names(self.env, list(dict.fromkeys(filter(None, names))))

    def _after_sales_get_papers(self):
        papers = super()._after_sales_get_papers()
        if self._return_is_return() and self._return_is_expected():
            papers["slip"] = {"name": self.env._("Return Slip"), "icon": "fa-download"}
        return papers

    def _after_sales_render_paper(self, paper):
        if paper == "slip":
            return self._after_sales_render_for_customer(SLIP)
        return super()._after_sales_render_paper(paper)
