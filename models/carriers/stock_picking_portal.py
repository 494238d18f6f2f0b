# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from pathlib import PurePosixPath

from odoo import models


class StockPicking(models.Model):
    """By which number, and on which page, the customer follows a parcel.

    The carrier's number of what is sent to them comes with ``stock_delivery``, which
    this addon does not need.
    """

    _inherit = "stock.picking"

    def _return_is_on_its_way(self):
        return super()._return_is_on_its_way() or bool(self.helpdesk_tracking_number)

    def _tracking_get_portal_number(self):
        """Return the number of the parcel, the customer's own or the carrier's.

        :rtype: str
        """
        if self._return_is_return():
            return self.helpdesk_tracking_number
        if "carrier_tracking_ref" in self._fields:
            return self.carrier_tracking_ref
        return ""

    def _after_sales_get_portal_facts(self, link):
        facts = super()._after_sales_get_portal_facts(link)
        number = self._tracking_get_portal_number()
        if number and self.state != "cancel":
            facts.append(self.env._("Tracking number: %(number)s", number=number))
        return facts

    def _tracking_get_portal_urls(self):
        """Return the carrier's pages on which the customer follows what is sent.

        :rtype: list[str]
        """
        if (
            self._return_is_return()
            or self.state == "cancel"
            or "carrier_tracking_url" not in self._fields
            or not self.carrier_tracking_ref
        ):
            return []
        several = self.get_multiple_carrier_tracking()
        urls = [x[-1] for x in several] if several else [self.carrier_tracking_url]
        # Whatever the carrier's connection says: only what opens a page.
        return [
            url
            for url in urls
            if isinstance(url, str) and url.startswith(("https://", "http://"))
        ]

    def _after_sales_get_portal_actions(self, link):
        return super()._after_sales_get_portal_actions(link) + [
            {
                "name": self.env._("Follow the parcel"),
                "url": url,
                "icon": "fa-truck",
                "is_primary": False,
            }
            for url in self._tracking_get_portal_urls()
        ]

    def _after_sales_get_papers(self):
        papers = super()._after_sales_get_papers()
        if self._return_is_return() and self._return_is_expected():
            for number, (name, __) in enumerate(self._label_get_files(), 1):
                path = PurePosixPath(name)
                papers[f"label{number}"] = {"name": path.stem, "icon": "fa-download"}
        return papers

    def _after_sales_render_paper(self, paper):
        if not paper.startswith("label"):
            return super()._after_sales_render_paper(paper)
        name, label = self._label_get_files()[int(paper.removeprefix("label")) - 1]
        path = PurePosixPath(name)
        return label.raw, path.suffix.removeprefix(".").lower(), path.stem
