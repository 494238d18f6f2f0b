# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


class RequestWish:
    """What customers can ask for in the portal; no model.

    One class each, see ``helpdesk.ticket._request_get_wishes``, which holds them by
    their key. Each service brings its own.
    """

    # The team's switch of the service that grants it.
    switch = ""
    # What stands for it, a class of Font Awesome.
    icon = "fa-life-ring"

    @classmethod
    def get_label(cls, env):
        """Return what the customer chooses: "Send it back for my money".

        :param env: environment of who reads it
        :rtype: str
        """
        raise NotImplementedError

    @classmethod
    def get_help(cls, env):
        """Return in one sentence what happens then, for the customer.

        :rtype: str
        """
        raise NotImplementedError

    @classmethod
    def get_summary(cls, env, pieces):
        """Return what the agent reads: "return of 2 lamps, money back".

        :param str pieces: what it is about
        :rtype: str
        """
        raise NotImplementedError

    @classmethod
    def is_offered(cls, team):
        """Whether a team grants it at all.

        :param team: one ``helpdesk.ticket.team``, in superuser mode
        :rtype: bool
        """
        return bool(team[cls.switch])

    @classmethod
    def get_refusal(cls, ticket, row):
        """Say to the customer why they cannot ask for it.

        :param ticket: a ticket of the customer's, which need not be saved, in superuser
            mode
        :param BoughtRow row: what it is about
        :return: a sentence; nothing if they can
        :rtype: str
        """
        offer = ticket._bought_get_offers().get(cls.switch)
        return (offer and offer.refuse and offer.refuse(row)) or ""

    @classmethod
    def may_be_at_once(cls, request):
        """Whether the server may grant it without an agent, where the team wants that.

        :param request: one ``helpdesk.after.sales.request``, in superuser mode
        :rtype: bool
        """
        return False

    @classmethod
    def open_popup(cls, request):
        """Make the popup by which an agent grants a request, filled in.

        :param request: one ``helpdesk.after.sales.request``, as the agent
        :return: a window action; the popup, or None where the action opens a new one
        :rtype: tuple[dict, recordset | None]
        :raise UserError: saying what to do instead
        """
        ticket = request.ticket_id
        service = ticket._after_sales_services()[cls.switch]
        return getattr(ticket, service.button)(), None

    @classmethod
    def grant(cls, request):
        """Grant a request without an agent.

        :param request: one ``helpdesk.after.sales.request``, as the server
        :raise UserError: if it cannot be done, saying why
        """
        raise NotImplementedError

    @classmethod
    def get_granted(cls, line, documents):
        """Return how much of a line these documents give the customer.

        :param line: one ``helpdesk.after.sales.request.line``, in superuser mode
        :param documents: of the service, not cancelled, of the line's request, in
            superuser mode
        :return: in the line's unit
        :rtype: float
        """
        return line.quantity if documents else 0.0
