# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections.abc import Callable
from typing import NamedTuple


class BoughtOffer(NamedTuple):
    """What can be done about one line of what a customer bought; no model.

    See ``helpdesk.ticket._bought_get_offers``, which holds them by name.
    """

    # The team's switch of the service.
    switch: str
    # What its button says, in the user's language.
    label: str
    # The ticket's method that opens the popup.
    button: str
    # Takes a ``BoughtRow`` and says in one sentence why it is not possible; nothing if
    # it is. None: always possible.
    refuse: Callable | None = None
    # Takes a ``BoughtRow`` and returns further context for the popup.
    get_context: Callable | None = None
