# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


class ReturnOutcome:
    """What follows once goods of a return have arrived; no model.

    The agent chooses one for each line of the return. Whoever receives the goods makes
    it follow, whatever rights they have: nothing of it is theirs to choose. It is
    carried out as the superuser, in the transaction of the receipt.

    One class per value of ``helpdesk_outcome``, see ``stock.move``.
    """

    # The team's switch of the service that carries it out, if it needs one.
    switch: str | None = None
    # Whether the goods are off the order then: what was delivered is less by them.
    updates_order = False

    def __init__(self, moves):
        """Take what has arrived.

        :param moves: done ``stock.move`` records of one return with this outcome, as
            the superuser
        """
        self.moves = moves
        self.picking = moves.picking_id
        self.ticket = self.picking.helpdesk_ticket_id
        self.env = moves.env

    @classmethod
    def is_offered(cls, team):
        """Whether agents of a team can choose it.

        :param team: one ``helpdesk.ticket.team``
        :rtype: bool
        """
        return not cls.switch or team[cls.switch]

    @classmethod
    def get_label(cls, env):
        """Say what follows, on the ticket: "Refund".

        :param env: environment of who reads it
        :return: nothing if there is nothing to follow
        :rtype: str
        """
        return ""

    @classmethod
    def get_made(cls, picking):
        """Return what was made when a return arrived.

        :param picking: one return, in superuser mode
        :return: records of one model
        """
        return picking.browse()

    @classmethod
    def is_made(cls, moves):
        """Whether what follows some goods of a return is there.

        :param list moves: the moves with this outcome, in superuser mode
        :rtype: bool
        """
        return all(x.helpdesk_followed_on for x in moves)

    @classmethod
    def tell_customer(cls, picking):
        """Say to the customer what was made when their return arrived.

        By default how far each document is, as far as it is theirs.

        :param picking: one return, in superuser mode
        :return: sentence by sentence
        :rtype: list[str]
        """
        env = picking.env
        made = cls.get_made(picking)
        if not isinstance(made, env.registry["helpdesk.after.sales.mixin"]):
            return []
        return [
            env._(
                "%(document)s: %(state)s",
                document=document._after_sales_get_label(),
                state=document._after_sales_get_state_label(),
            )
            for document in made._after_sales_filter_of_customer()
            if document.helpdesk_ticket_id == picking.helpdesk_ticket_id
        ]

    @classmethod
    def get_portal_step(cls, env):
        """Return what the last step is called, to the customer: "Refunded".

        :param env: environment of who reads it
        :return: nothing if it is no step
        :rtype: str
        """
        return ""

    @classmethod
    def is_ended(cls, picking):
        """Whether what follows has ended, as far as the customer is told of it.

        :param picking: one return, in superuser mode
        :rtype: bool
        """
        made = cls.get_made(picking)
        if not isinstance(made, picking.env.registry["helpdesk.after.sales.mixin"]):
            return False
        # A loop, so that what is fetched is fetched for all returns of a page.
        states = [
            document._after_sales_get_common_state()
            for document in made._after_sales_filter_of_customer()
            if document.helpdesk_ticket_id == picking.helpdesk_ticket_id
        ]
        return bool(states) and all(state == "done" for state in states)

    def follow_up(self):
        """Make what follows, for what has really arrived.

        :return: what somebody has to do by hand besides, sentence by sentence
        :rtype: list[str]
        :raise UserError: if it cannot be made; nothing of it is kept then
        """
        return []


class NoOutcome(ReturnOutcome):
    """Nothing follows: the goods come back, or come back for now."""
