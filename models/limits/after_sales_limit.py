# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple


class LimitExcess(NamedTuple):
    """By how much something goes beyond a limit; no model."""

    # A sentence: what is beyond which limit, and by how much.
    text: str
    # Whether nobody can grant it.
    is_final: bool = False


class AfterSalesLimit:
    """A limit that a team sets to one of the services; no model.

    A service names its limits in its ``AfterSalesService``. Its popup shows what is
    left, and what it holds beyond. What binds is :meth:`measure`: it looks at the
    documents themselves, once they are made and before they are kept.
    """

    # Fields of the team that set it: what they say is remembered until one is written.
    team_fields = ()
    # Fields of the popup on which :meth:`foresee` and :meth:`get_notice` hang.
    popup_fields = ()
    # Whether what goes beyond is refused.
    is_binding = True

    def __init__(self, ticket):
        """Take the limit of a ticket's team.

        :param ticket: one ``helpdesk.ticket``
        """
        # sudo: a limit binds whoever may see what it counts, or not; only its own
        # numbers are told to who works on the ticket.
        self.ticket = ticket._origin.sudo()
        self.team = self.ticket.team_id
        self.company = self.ticket.company_id
        self.env = self.ticket.env

    @classmethod
    def is_set(cls, team):
        """Whether a team has set this limit.

        :param team: one ``helpdesk.ticket.team``, in superuser mode
        :rtype: bool
        """
        raise NotImplementedError

    def lock(self):
        """Let only one transaction at a time use up what is left.

        By really writing the row that the limit counts on; nothing where nothing is
        used up.
        """

    def get_notice(self, popup):
        """Say what is left.

        :param popup: the popup in which it shows
        :return: a sentence, or nothing
        :rtype: str
        """
        return ""

    def foresee(self, popup):
        """Tell by how much the popup would go beyond with what it holds now.

        :param popup: one popup, saved or not, as the current user
        :rtype: LimitExcess or None
        """
        raise NotImplementedError

    def measure(self, documents):
        """Tell by how much documents that were just made go beyond.

        :param documents: what the popup has made, in superuser mode, all linked to
            the ticket already
        :rtype: LimitExcess or None
        """
        raise NotImplementedError
