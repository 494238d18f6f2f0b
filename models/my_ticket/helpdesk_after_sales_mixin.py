# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

# Of the badge that says how far a document is.
COLOURS = {"open": "info", "done": "success", "cancelled": "secondary"}


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """What a document says to the customer on the page of its ticket.

    All of it is called in superuser mode, after it is clear who looks at the page: each
    document says no more than its customer may know. What employees wrote for each
    other, costs and other customers are never part of it.
    """

    _inherit = "helpdesk.after.sales.mixin"

    def _after_sales_filter_of_portal(self, link):
        """Return those of these documents that who looks at the ticket may see.

        The ticket's customer, by its link or logged in, sees theirs. Agents see those
        that they may read. Who merely follows the ticket sees none.

        :param PortalLink link: who looks at it
        :return: in superuser mode
        """
        documents = self._after_sales_filter_of_customer()
        if link.is_by_token or link.is_customer:
            return documents
        if not link.user._is_internal():
            return documents.browse()
        # sudo: the page shows them as to the customer.
        return documents.with_user(link.user)._filtered_access("read").sudo()

    @api.model
    def _after_sales_get_portal_domain(self):
        """Return which of these documents customers can be shown at all.

        For counting them; :meth:`_after_sales_filter_of_portal` says the same of those
        of one ticket.

        :rtype: list | Domain
        """
        return []

    def _after_sales_is_told(self):
        """Whether the customer is to know of this document: no drafts.

        :rtype: bool
        """
        return self._after_sales_get_common_state() != "draft"

    def _after_sales_describe_portal(self, link):
        """Say to the customer what is done for them, how far it is, what they can do.

        :param PortalLink link: who looks at it
        :return: None for what the customer is not to see, else ``service`` (the team's
            switch), ``id``, ``icon``, ``title`` ("Your refund"), ``name`` (number),
            ``date`` (a day in words), ``steps``, ``badge`` (``name``, ``colour``),
            ``facts`` (sentences), ``papers`` (``name``, ``url``, ``icon``), and
            ``actions`` (``name``, ``url``, ``icon``, ``is_primary``)
        :rtype: dict | None
        """
        self.ensure_one()
        if not self._after_sales_is_told():
            return None
        service, switch = self._after_sales_get_portal_service()
        return {
            "service": switch,
            "id": self.id,
            "icon": service.icon,
            "title": self._after_sales_get_portal_title(),
            "name": self._after_sales_get_portal_number(),
            "date": self._after_sales_get_portal_date(),
            "steps": self._after_sales_get_portal_steps(),
            "badge": self._after_sales_get_portal_badge(),
            "facts": self._after_sales_get_portal_facts(link),
            "papers": self._after_sales_get_portal_papers(link),
            "actions": self._after_sales_get_portal_actions(link),
        }

    def _after_sales_get_portal_service(self):
        # The addon whose service made the document may be uninstalled.
        services = self.env["helpdesk.ticket"]._after_sales_services()
        switch = self.helpdesk_service
        if switch not in services:
            switch = self._after_sales_service
        return services[switch], switch

    def _after_sales_get_portal_title(self):
        """Return what the document is to its customer: "Your refund".

        :rtype: str
        """
        return self._after_sales_get_title()

    def _after_sales_get_portal_number(self):
        """Return what the customer calls the document by, beside its title.

        :rtype: str
        """
        return self._after_sales_get_number()

    def _after_sales_get_portal_date(self):
        """Return the day that matters of the document, in words.

        :return: nothing if there is none
        :rtype: str
        """
        return ""

    def _after_sales_get_portal_badge(self):
        """Say in a word or two how far the document is.

        :return: ``name``, and ``colour`` of Bootstrap
        :rtype: dict
        """
        state = self._after_sales_get_common_state()
        return {
            "name": self._after_sales_get_state_label(),
            "colour": COLOURS.get(state, "info"),
        }

    def _after_sales_get_portal_steps(self):
        """Return the steps of the document's way, for its customer.

        :return: of each its ``name``, and whether it ``is_reached`` and ``is_current``;
            none of what has no way, or was cancelled
        :rtype: list[dict]
        """
        return []

    @api.model
    def _after_sales_make_portal_steps(self, names, reached):
        """Return steps of which so many are reached, the last of them being current.

        :param list names: of the steps, in their order
        :param int reached: how many of them
        :rtype: list[dict]
        """
        return [
            {
                "name": name,
                "is_reached": number <= reached,
                "is_current": number == reached,
            }
            for number, name in enumerate(names, 1)
        ]

    def _after_sales_get_portal_facts(self, link):
        """Say what else the customer may know of the document, sentence by sentence.

        :param PortalLink link: who looks at it
        :rtype: list[str]
        """
        return []

    def _after_sales_get_papers(self):
        """Return the files that the customer can load down.

        :return: ``name`` and ``icon`` by the word that stands for the paper in its
            address
        :rtype: dict
        """
        return {}

    def _after_sales_render_paper(self, paper):
        """Make a file for the customer.

        :param str paper: one of those of :meth:`_after_sales_get_papers`
        :return: its content, the ending of its name, and its name without that
        :rtype: tuple[bytes, str, str]
        """
        raise NotImplementedError

    def _after_sales_render_for_customer(self, report_xmlid):
        """Print a report of this document for its customer.

        :param str report_xmlid: external id of the report
        :return: as :meth:`_after_sales_render_paper`; a web page where the server makes
            no PDF files
        :rtype: tuple[bytes, str, str]
        """
        # sudo: the paper is the customer's, who need not read what stands on it.
        report = self.env.ref(report_xmlid).sudo()
        name = self._after_sales_get_report_name(report)
        if report.get_wkhtmltopdf_state() in ("install", "broken"):
            return report._render_qweb_html(report, self.ids)[0], "html", name
        return *self._after_sales_render_report(report), name

    def _after_sales_get_portal_papers(self, link):
        """Return the links to the files that the customer can load down.

        They are routes of the ticket: whoever sees the card reads them, too.

        :param PortalLink link: who looks at it
        :return: ``name``, ``url`` and ``icon`` of each
        :rtype: list[dict]
        """
        __, switch = self._after_sales_get_portal_service()
        return [
            {**values, "url": link.get_url(f"/paper/{switch}/{self.id}/{paper}")}
            for paper, values in self._after_sales_get_papers().items()
        ]

    def _after_sales_get_portal_actions(self, link):
        """Return what who looks at the page can do with the document.

        :param PortalLink link: who looks at it
        :return: ``name``, ``url``, ``icon`` and ``is_primary`` of each; pages of their
            own, which work without JavaScript
        :rtype: list[dict]
        """
        return []
